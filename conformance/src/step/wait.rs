//! `wait`: wall time passes, or an event comes at a vendor's own pace.

use std::time::Duration;

use testpost_reports::Level;

use crate::runner::{Judgement, Outcome, Play, StepFault};
use crate::scenario::{EventAwaited, Place, Wait};

/// How long an event has when nothing is said.
const USUAL: Duration = Duration::from_secs(10);

pub(crate) async fn wait(play: &mut Play<'_>, said: &Wait, place: Place) -> Result<(), StepFault> {
    match said {
        Wait::Time(time) => {
            play.stage.tape.pause(time.wall()).await;
            Ok(())
        }
        Wait::Event(event) => for_event(play, event, place).await,
    }
}

async fn for_event(
    play: &mut Play<'_>,
    said: &EventAwaited,
    place: Place,
) -> Result<(), StepFault> {
    let letter = play.letter(&said.of)?.uuid.clone();
    let patience = said.within.map_or(USUAL, |within| within.wall());
    let stage = &play.stage;
    let kind = &said.event.value;
    let came = stage
        .control
        .await_event(&stage.world, kind, &letter, patience)
        .await?;
    let judgement = Judgement {
        name: format!("{kind} of {}", said.of.value),
        outcome: Outcome::of(came),
        expected: format!("within {} s of wall time", patience.as_secs_f64()),
        seen: if came { "it came" } else { "it did not come" }.to_owned(),
        remedy: "The journal shows what happened to the letter.".to_owned(),
        messages: vec![letter],
    };
    let clauses = play.scenario_clauses();
    play.add_check(judgement, Level::Must, clauses, place).await
}
