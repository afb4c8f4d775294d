//! `receipt`: a receiver system posts a business receipt (DEL-5, DEL-10).

use crate::runner::{Play, StepFault, post_receipt};
use crate::scenario::{Place, PostReceipt};

use super::answer_check::{check_answer, no_answer};

pub(crate) async fn post(
    play: &mut Play<'_>,
    said: &PostReceipt,
    place: Place,
) -> Result<(), StepFault> {
    let system = play.system(&said.by)?;
    let uuid = play.letter(&said.of)?.uuid.clone();
    let stage = &mut play.stage;
    let answer = post_receipt(
        &stage.service,
        &mut stage.ids,
        &system,
        &uuid,
        said.status,
        said.error_code.as_deref(),
        play.now,
    )
    .await
    .map_err(|why| no_answer("a receipt", &why))?;
    let what = format!("{}'s receipt for {} is taken", system.name, said.of.value);
    let wanted = said.expect_status.as_ref();
    check_answer(play, what, &uuid, &answer, wanted, &[200, 201], place).await
}
