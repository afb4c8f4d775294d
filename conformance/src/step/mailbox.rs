//! `open`, `move`, `delete`, `write`, `reply`, `forward`: what the owners of mailboxes do, through
//! the control interface (TEST-2).

use std::collections::BTreeMap;

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::runner::{Play, SentLetter, ServiceAnswer, StepFault};
use crate::scenario::{ForwardMail, HandleMail, MoveMail, Place, Placed, ReplyMail, WriteMail};

use super::answer_check::check_answer;
use super::compose::point_id;

pub(crate) async fn open(
    play: &mut Play<'_>,
    said: &HandleMail,
    place: Place,
) -> Result<(), StepFault> {
    let change = json!({"read": true});
    let call = Call::new(Method::PATCH, Some(change), "opens", &[200]);
    handle(
        play,
        &said.by,
        &said.letter,
        call,
        said.expect_status.as_ref(),
        place,
    )
    .await
}

pub(crate) async fn move_to(
    play: &mut Play<'_>,
    said: &MoveMail,
    place: Place,
) -> Result<(), StepFault> {
    let change = json!({"folder": said.to});
    let call = Call::new(Method::PATCH, Some(change), "moves", &[200]);
    handle(
        play,
        &said.by,
        &said.letter,
        call,
        said.expect_status.as_ref(),
        place,
    )
    .await
}

pub(crate) async fn delete(
    play: &mut Play<'_>,
    said: &HandleMail,
    place: Place,
) -> Result<(), StepFault> {
    let call = Call::new(Method::DELETE, None, "deletes", &[204]);
    handle(
        play,
        &said.by,
        &said.letter,
        call,
        said.expect_status.as_ref(),
        place,
    )
    .await
}

struct Call {
    method: Method,
    body: Option<Value>,
    /// The verb in words.
    does: &'static str,
    usual: &'static [u16],
}

impl Call {
    const fn new(
        method: Method,
        body: Option<Value>,
        does: &'static str,
        usual: &'static [u16],
    ) -> Self {
        Self {
            method,
            body,
            does,
            usual,
        }
    }
}

async fn handle(
    play: &mut Play<'_>,
    by: &Placed<String>,
    letter: &Placed<String>,
    call: Call,
    wanted: Option<&Placed<u16>>,
    place: Place,
) -> Result<(), StepFault> {
    let uuid = play.letter(letter)?.uuid.clone();
    let owner = play.party_number(by)?;
    let stage = &play.stage;
    let path = [
        "worlds",
        &stage.world,
        "mailboxes",
        &owner,
        "messages",
        &uuid,
    ];
    let answer = stage
        .control
        .ask(call.method, &path, call.body.as_ref())
        .await?;
    let what = format!("{} {} {}", by.value, call.does, letter.value);
    check_answer(play, what, &uuid, &answer, wanted, call.usual, place).await
}

pub(crate) async fn write(
    play: &mut Play<'_>,
    said: &WriteMail,
    place: Place,
) -> Result<(), StepFault> {
    let to = said
        .to
        .as_ref()
        .map(|to| play.party_number(to))
        .transpose()?;
    let body = json!({
        "to": to,
        "contactPointId": point_of(play, to.as_deref(), said.contact_point.as_ref())?,
        "label": said.label,
        "text": said.text,
        "contactInfo": contact_info(&said.input),
        "numberOfAdditionalAttachments": said.attachments.unwrap_or(0),
    });
    let written = Written {
        by: &said.by,
        about: None,
        name: said.name.as_ref(),
        to,
        wanted: said.expect_status.as_ref(),
    };
    send(play, written, body, place).await
}

pub(crate) async fn reply(
    play: &mut Play<'_>,
    said: &ReplyMail,
    place: Place,
) -> Result<(), StepFault> {
    let earlier = play.letter(&said.letter)?;
    let to = earlier.by.as_ref().map(|by| by.owner.clone());
    let body = json!({
        "contactPointId": point_of(play, to.as_deref(), said.contact_point.as_ref())?,
        "label": said.label,
        "text": said.text,
        "contactInfo": contact_info(&said.input),
        "numberOfAdditionalAttachments": said.attachments.unwrap_or(0),
    });
    let written = Written {
        by: &said.by,
        about: Some((&said.letter, "reply")),
        name: said.name.as_ref(),
        to,
        wanted: said.expect_status.as_ref(),
    };
    send(play, written, body, place).await
}

pub(crate) async fn forward(
    play: &mut Play<'_>,
    said: &ForwardMail,
    place: Place,
) -> Result<(), StepFault> {
    let to = said
        .to
        .as_ref()
        .map(|to| play.party_number(to))
        .transpose()?;
    let body = json!({
        "to": to,
        "contactPointId": point_of(play, to.as_deref(), said.contact_point.as_ref())?,
        "label": said.label,
        "comment": said.comment,
        "contactInfo": contact_info(&said.input),
    });
    let written = Written {
        by: &said.by,
        about: Some((&said.letter, "forward")),
        name: said.name.as_ref(),
        to,
        wanted: said.expect_status.as_ref(),
    };
    send(play, written, body, place).await
}

/// What is written, and by whom.
struct Written<'s> {
    by: &'s Placed<String>,
    /// The letter that it is about, and what is done with that.
    about: Option<(&'s Placed<String>, &'static str)>,
    name: Option<&'s Placed<String>>,
    to: Option<String>,
    wanted: Option<&'s Placed<u16>>,
}

#[derive(Deserialize)]
struct Sent {
    #[serde(rename = "messageUUID")]
    message_uuid: String,
}

async fn send(
    play: &mut Play<'_>,
    written: Written<'_>,
    mut body: Value,
    place: Place,
) -> Result<(), StepFault> {
    // What is not said is left out: the interface knows no null for it.
    if let Some(fields) = body.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    let owner = play.party_number(written.by)?;
    let about = match written.about {
        Some((letter, verb)) => Some((play.letter(letter)?.uuid.clone(), verb)),
        None => None,
    };
    let stage = &mut play.stage;
    let mut path = vec!["worlds", &stage.world, "mailboxes", &owner, "messages"];
    if let Some((uuid, verb)) = &about {
        path.extend([uuid.as_str(), verb]);
    }
    let answer = stage.control.ask(Method::POST, &path, Some(&body)).await?;
    // What was refused has no UUID; it gets one here, so that it can be asked about.
    let uuid = match answer.json::<Sent>() {
        Some(sent) => sent.message_uuid,
        None => stage.ids.message_uuid().to_string(),
    };
    let called = written.name.map_or("a letter", |name| &name.value);
    let what = format!("{} writes {called}", written.by.value);
    play.letters.add(SentLetter {
        name: written.name.map(|name| name.value.clone()),
        uuid: uuid.clone(),
        by: None,
        to: written.to,
        sent_at: play.now,
        xml: None,
        answer: ServiceAnswer::clone(&answer),
        refusal_is_meant: written.wanted.is_some_and(|status| status.value >= 400),
    });
    check_answer(play, what, &uuid, &answer, written.wanted, &[201], place).await
}

fn point_of(
    play: &Play<'_>,
    recipient: Option<&str>,
    point: Option<&Placed<String>>,
) -> Result<Option<String>, StepFault> {
    point
        .map(|point| {
            let id = point_id(play, recipient.unwrap_or_default(), &point.value)?;
            Ok(id.hyphenated().to_string())
        })
        .transpose()
}

fn contact_info(input: &BTreeMap<String, String>) -> Vec<Value> {
    input
        .iter()
        .map(|(label, value)| json!({"label": label, "value": value}))
        .collect()
}
