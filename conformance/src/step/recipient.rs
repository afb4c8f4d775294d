//! The verbs about a citizen's or company's own standing: `exempt`, `lift`, `renew`, done as a case
//! worker would (EX-1, EX-5, EX-6).

use reqwest::Method;
use serde_json::json;
use testpost_reports::Level;

use crate::runner::{ControlAnswer, Judgement, Outcome, Play, StepFault};
use crate::scenario::{Exempt, ExemptionChange, Place, Placed};

pub(crate) async fn exempt(
    play: &mut Play<'_>,
    said: &Exempt,
    place: Place,
) -> Result<(), StepFault> {
    let number = play.party_number(&said.name)?;
    let mut body = json!({
        "exemptByProxy": said.exempt_by_proxy,
        "forwardToAddress": said.forward_to_address,
        "date": said.date,
    });
    body[key_of(&number)] = json!(number);
    let path = ["worlds", &play.stage.world.clone(), "exemptions"];
    let answer = play
        .stage
        .control
        .ask(Method::POST, &path, Some(&body))
        .await?;
    let what = format!("{} becomes exempt", said.name.value);
    check(play, what, &answer, said.expect_status.as_ref(), place).await
}

/// What is done about an exemption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Lift,
    Renew,
}

pub(crate) async fn change(
    play: &mut Play<'_>,
    said: &ExemptionChange,
    about: About,
    place: Place,
) -> Result<(), StepFault> {
    let number = play.party_number(&said.name)?;
    let stage = &play.stage;
    let world = stage.world.clone();
    let known = stage.control.recipient(&world, &number).await?.exemption;
    let Some(exemption) = known else {
        return Err(StepFault::Broken(format!(
            "{} is not exempt now, so there is nothing to lift or renew",
            said.name.value
        )));
    };
    let (last, words) = match about {
        About::Lift => ("lift", "is lifted"),
        About::Renew => ("renew", "is renewed"),
    };
    let path = ["worlds", &world, "exemptions", &exemption.id, last];
    let body = json!({ "exemptByProxy": said.exempt_by_proxy });
    let answer = stage.control.ask(Method::POST, &path, Some(&body)).await?;
    let what = format!("the exemption of {} {words}", said.name.value);
    check(play, what, &answer, said.expect_status.as_ref(), place).await
}

/// The interface's key for a number.
fn key_of(number: &str) -> &'static str {
    match number.len() {
        10 => "cprNumber",
        _ => "cvrNumber",
    }
}

/// Adds the check that the call was answered as the step says.
async fn check(
    play: &mut Play<'_>,
    what: String,
    answer: &ControlAnswer,
    wanted: Option<&Placed<u16>>,
    place: Place,
) -> Result<(), StepFault> {
    let (holds, seen) = match answer {
        ControlAnswer::Done => (wanted.is_none_or(|w| w.value < 300), "done".to_owned()),
        ControlAnswer::Refused { status, said } => (
            wanted.is_some_and(|wanted| wanted.value == *status),
            format!("{status}: {said}"),
        ),
    };
    let judgement = Judgement {
        name: what,
        outcome: Outcome::of(holds),
        expected: wanted.map_or_else(|| "done".to_owned(), |wanted| wanted.value.to_string()),
        seen,
        remedy: "Mend the step as the answer says; if it is meant to be refused, write \
                 `expect-status:` with the status."
            .to_owned(),
        messages: Vec::new(),
    };
    let place = wanted.map_or(place, Place::of);
    let clauses = play.scenario_clauses();
    play.add_check(judgement, Level::Must, clauses, place).await
}
