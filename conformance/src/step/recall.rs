//! `recall`: the sender takes a letter back before its value date (RECALL-1, RECALL-3).

use reqwest::Method;

use crate::runner::{Play, ServiceCall, StepFault, credentials_of};
use crate::scenario::{Place, Recall};

use super::answer_check::{check_answer, no_answer};

pub(crate) async fn recall(
    play: &mut Play<'_>,
    said: &Recall,
    place: Place,
) -> Result<(), StepFault> {
    let letter = play.letter(&said.message)?;
    let uuid = letter.uuid.clone();
    let system = match &said.via {
        Some(via) => play.system(via)?,
        None => letter.by.clone().ok_or_else(|| {
            let name = &said.message.value;
            StepFault::Broken(format!(
                "`{name}` was written in a mailbox; say with `via:` which system recalls it"
            ))
        })?,
    };
    let call = ServiceCall {
        method: Method::DELETE,
        path: &["memos", &uuid],
        query: Vec::new(),
        credentials: Some(credentials_of(&system)),
        body: None,
    };
    let answer = play
        .stage
        .service
        .call(call)
        .await
        .map_err(|why| no_answer("a recall", &why))?;
    let what = format!("{} recalls {}", system.name, said.message.value);
    let wanted = said.expect_status.as_ref();
    check_answer(play, what, &uuid, &answer, wanted, &[200, 202, 204], place).await
}
