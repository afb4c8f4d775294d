//! `due`: what will happen to a letter next, and when.

use crate::runner::{DueItem, Judgement, Outcome, Play, StepFault};
use crate::scenario::{DueExpected, DueMoment};

use super::ground;

pub(crate) async fn judge(play: &Play<'_>, said: &DueExpected) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.message)?;
    let stage = &play.stage;
    let all = stage.control.due(&stage.world).await?;
    let is_its = |item: &&DueItem| item.message.as_deref() == Some(letter.uuid.as_str());
    let next = all.iter().filter(is_its).min_by_key(|item| item.at);
    let (outcome, expected) = match &said.at.value {
        DueMoment::Never => {
            let doubt = ground::doubt_about(play, letter).await?;
            (
                Outcome::of(next.is_none()).in_doubt(doubt),
                "nothing".to_owned(),
            )
        }
        DueMoment::At(moment) => {
            let at = play.time_of(moment, Some(letter))?;
            let is_due = next.is_some_and(|item| item.at == at);
            (Outcome::of(is_due), at.to_string())
        }
    };
    Ok(Judgement {
        name: format!("what is due next for {}", said.message.value),
        outcome,
        expected,
        seen: next.map_or_else(
            || "nothing".to_owned(),
            |item| format!("{} {}", item.at, item.kind),
        ),
        remedy: "The list of what is due says why and by which clause.".to_owned(),
        messages: vec![letter.uuid.clone()],
    })
}
