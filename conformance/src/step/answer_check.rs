//! The check that a call was answered as the step says.

use testpost_reports::Level;

use crate::runner::{Judgement, Outcome, Play, ServiceAnswer, StepFault};
use crate::scenario::{Place, Placed, StatusExpected};

/// Adds the check; `usual` is what a correct call is answered.
pub(crate) async fn check_answer<S: Copy + Into<StatusExpected>>(
    play: &mut Play<'_>,
    what: String,
    message: &str,
    answer: &ServiceAnswer,
    wanted: Option<&Placed<S>>,
    usual: &[u16],
    place: Place,
) -> Result<(), StepFault> {
    let (holds, expected) = match wanted.map(|wanted| wanted.value.into()) {
        Some(StatusExpected::Is(status)) => (answer.status == status, status.to_string()),
        Some(StatusExpected::None) => (answer.is_none(), "no answer".to_owned()),
        None => {
            let words: Vec<String> = usual.iter().map(u16::to_string).collect();
            (usual.contains(&answer.status), words.join(" or "))
        }
    };
    let judgement = Judgement {
        name: what,
        outcome: Outcome::of(holds),
        expected,
        seen: answer.in_words(),
        remedy: "Mend the call as the answer says; if it is meant to be refused, write \
                 `expect-status:` with the status."
            .to_owned(),
        // A call need not be about a message.
        messages: Some(message)
            .filter(|m| !m.is_empty())
            .map(str::to_owned)
            .into_iter()
            .collect(),
    };
    let place = wanted.map_or(place, Place::of);
    let clauses = play.scenario_clauses();
    play.add_check(judgement, Level::Must, clauses, place).await
}

/// A call that got no answer at all; if nobody is there any more, the next step finds out.
pub(crate) fn no_answer(what: &str, why: &str) -> StepFault {
    StepFault::Broken(format!("the service port did not answer {what}: {why}"))
}
