//! The verbs about a citizen's or company's own standing: `exempt`, `lift`, `renew`, done as a case
//! worker would (EX-1, EX-5, EX-6).

use reqwest::Method;
use serde_json::json;

use crate::runner::{Play, StepFault};
use crate::scenario::{Exempt, ExemptionChange, Place};

use super::answer_check::check_answer;

/// What the control interface answers when it has done something.
const DONE: &[u16] = &[200, 201, 204];

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
    let wanted = said.expect_status.as_ref();
    check_answer(play, what, "", &answer, wanted, DONE, place).await
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
    let wanted = said.expect_status.as_ref();
    check_answer(play, what, "", &answer, wanted, DONE, place).await
}

/// The interface's key for a number.
fn key_of(number: &str) -> &'static str {
    match number.len() {
        10 => "cprNumber",
        _ => "cvrNumber",
    }
}
