//! The verbs about a citizen's or company's own standing: `exempt`, `lift`, `renew`, done as a case
//! worker would (EX-1, EX-5, EX-6), and the sign-up for NemSMS: `nemsms`, `confirm-nemsms`,
//! `end-nemsms` (SMS-1, SMS-3).

use reqwest::Method;
use serde_json::json;

use crate::runner::{Play, StepFault};
use crate::scenario::{Exempt, ExemptionChange, OfSignUp, Place, SignUp};

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

/// SMS-1, SMS-3: a first number, or another in its place.
pub(crate) async fn sign_up(
    play: &mut Play<'_>,
    said: &SignUp,
    place: Place,
) -> Result<(), StepFault> {
    let number = play.party_number(&said.name)?;
    let stage = &play.stage;
    let world = stage.world.clone();
    let known = stage.control.recipient(&world, &number).await?.nem_sms;
    let answer = if known.is_some() {
        let path = ["worlds", &world, "nemsms", &number];
        let body = json!({ "mobileNumber": said.mobile });
        stage.control.ask(Method::PATCH, &path, Some(&body)).await?
    } else {
        let path = ["worlds", &world, "nemsms"];
        let mut body = json!({ "mobileNumber": said.mobile });
        body[key_of(&number)] = json!(number);
        stage.control.ask(Method::POST, &path, Some(&body)).await?
    };
    let what = format!("{} signs {} up for NemSMS", said.name.value, said.mobile);
    let wanted = said.expect_status.as_ref();
    check_answer(play, what, "", &answer, wanted, DONE, place).await
}

/// SMS-1: the link of the newest text message to the number is opened, as its owner would.
pub(crate) async fn confirm(
    play: &mut Play<'_>,
    said: &OfSignUp,
    place: Place,
) -> Result<(), StepFault> {
    let number = play.party_number(&said.name)?;
    let stage = &play.stage;
    let world = stage.world.clone();
    let known = stage.control.recipient(&world, &number).await?.nem_sms;
    let mobile = known.map(|sign_up| sign_up.mobile_number);
    let texts = stage.control.sms(&world).await?;
    let link = texts
        .iter()
        .rev()
        .filter(|text| text.to.is_some() && text.to == mobile)
        .find_map(|text| text.text.rsplit_once("/nemsms/confirmations/"));
    let Some((_, token)) = link else {
        return Err(StepFault::Broken(format!(
            "no link was texted to {}; sign up with `nemsms:` first",
            said.name.value
        )));
    };
    let path = ["worlds", &world, "nemsms", "confirmations", token.trim()];
    let answer = stage.control.ask(Method::GET, &path, None).await?;
    let what = format!("{} opens the texted link", said.name.value);
    let wanted = said.expect_status.as_ref();
    check_answer(play, what, "", &answer, wanted, DONE, place).await
}

/// SMS-3.
pub(crate) async fn end_sign_up(
    play: &mut Play<'_>,
    said: &OfSignUp,
    place: Place,
) -> Result<(), StepFault> {
    let number = play.party_number(&said.name)?;
    let stage = &play.stage;
    let path = ["worlds", &stage.world.clone(), "nemsms", &number];
    let answer = stage.control.ask(Method::DELETE, &path, None).await?;
    let what = format!("the sign-up of {} for NemSMS ends", said.name.value);
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
