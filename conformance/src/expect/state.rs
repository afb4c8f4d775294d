//! `state`: how far a letter has come.

use crate::runner::{Judgement, Outcome, Play, StepFault};
use crate::scenario::StateExpected;

pub(crate) async fn judge(play: &Play<'_>, said: &StateExpected) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.of)?;
    let stage = &play.stage;
    let view = stage.control.message(&stage.world, &letter.uuid).await?;
    let state = view.as_ref().map(|view| view.state.as_str());
    let why = view.as_ref().and_then(|view| view.why.as_deref());
    Ok(Judgement {
        name: format!("state of {}", said.of.value),
        outcome: Outcome::of(state == Some(said.is.as_str())),
        expected: said.is.as_str().to_owned(),
        seen: match (state, why) {
            (None, _) => "unknown to the simulator".to_owned(),
            (Some(state), None) => state.to_owned(),
            (Some(state), Some(why)) => format!("{state} ({why})"),
        },
        remedy: "Its log says what happened to it, and what is due what will.".to_owned(),
        messages: vec![letter.uuid.clone()],
    })
}
