//! Composes the MeMo that a `send` describes; what it leaves open is filled in the same way
//! each time.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use testpost_memo::id::{Cpr, Cvr, MessageUuid, PartyId};
use testpost_memo::write::{Letter, LetterFile, LetterParty};
use testpost_memo::{MemoVersion, MessageType};
use uuid::Uuid;

use super::letter_form;
use crate::people;
use crate::runner::{Play, StepFault};
use crate::scenario::{LetterType, LetterUuid, LetterVersion, Party, Send, System, ValueDate};

/// A message ready to be sent.
pub(crate) struct Composed {
    pub(crate) uuid: String,
    /// The recipient's number, where it is known.
    pub(crate) to: Option<String>,
    pub(crate) xml: Vec<u8>,
}

pub(crate) fn compose(
    play: &mut Play<'_>,
    said: &Send,
    by: &System,
) -> Result<Composed, StepFault> {
    let message_uuid = uuid_of(play, said)?;
    let directory = &play.stage.directory;
    let to = said
        .to
        .as_ref()
        .map(|to| to.value.as_str())
        .unwrap_or_default();
    let Some(to) = directory.party(to).found() else {
        return Err(StepFault::Own(format!("`{to}` was not found")));
    };
    let called = said.name.as_ref().map_or("brev", |name| &name.value);
    let letter = Letter {
        version: match said.version {
            Some(LetterVersion::V1_1) => MemoVersion::V1_1,
            Some(LetterVersion::V1_2) | None => MemoVersion::V1_2,
        },
        message_type: match said.message_type {
            Some(LetterType::NemSms) => MessageType::NemSms,
            Some(LetterType::DigitalPost) | None => MessageType::DigitalPost,
        },
        message_uuid,
        message_id: said.message_id.clone(),
        label: said
            .label
            .clone()
            .unwrap_or_else(|| format!("Brev: {called}")),
        notification: said.notification.clone(),
        reply: said.reply.unwrap_or(false),
        value_date: said
            .value_date
            .as_ref()
            .map(|date| date_of(date.value, play.now))
            .transpose()?,
        mandatory: said.mandatory.unwrap_or(false),
        legal_notification: said.legal_notification.unwrap_or(false),
        sender: LetterParty {
            id: PartyId::Cvr(cvr(&by.owner)?),
            label: by.owner_name.clone(),
        },
        recipient: LetterParty {
            id: match to {
                Party::Citizen(citizen) => PartyId::Cpr(
                    Cpr::parse(&citizen.cpr).map_err(|f| StepFault::Broken(f.to_string()))?,
                ),
                Party::Organisation(organisation) => PartyId::Cvr(cvr(&organisation.cvr)?),
            },
            label: to.name().to_owned(),
        },
        contact_point: said
            .contact_point
            .as_ref()
            .map(|point| point_id(play, to.number(), &point.value))
            .transpose()?,
        created: play.now,
        text: said.text.clone().unwrap_or_else(|| {
            let (seed, _) = message_uuid.as_uuid().as_u64_pair();
            let signed = people::full_name(seed);
            format!("Dette er en prøve ({called}).\n\nVenlig hilsen\n{signed}\n")
        }),
        attachments: (1..=said.attachments.unwrap_or(0))
            .map(attachment)
            .collect(),
        reply_to: None,
        forward_of: None,
    };
    Ok(Composed {
        uuid: letter.message_uuid.to_string(),
        to: Some(letter.recipient.id.number().to_owned()),
        xml: letter_form::written(&letter, said)?,
    })
}

fn uuid_of(play: &mut Play<'_>, said: &Send) -> Result<MessageUuid, StepFault> {
    match said.uuid.as_ref().map(|uuid| &uuid.value) {
        None => Ok(play.stage.ids.message_uuid()),
        Some(LetterUuid::SameAs(name)) => {
            let uuid = &play.letter_named(name)?.uuid;
            MessageUuid::parse(uuid).map_err(|fault| StepFault::Broken(fault.to_string()))
        }
        Some(LetterUuid::Is(uuid)) => {
            MessageUuid::from_uuid(*uuid).map_err(|fault| StepFault::Broken(fault.to_string()))
        }
    }
}

fn cvr(number: &str) -> Result<Cvr, StepFault> {
    Cvr::parse(number).map_err(|fault| StepFault::Broken(fault.to_string()))
}

/// Days count from today as the calendar in Copenhagen has it.
pub(super) fn date_of(date: ValueDate, now: Timestamp) -> Result<Date, StepFault> {
    let far = |fault: jiff::Error| StepFault::Broken(format!("no such value date: {fault}"));
    match date {
        ValueDate::On(date) => Ok(date),
        ValueDate::InDays(days) => {
            let zone = TimeZone::get("Europe/Copenhagen").map_err(far)?;
            let today = now.to_zoned(zone).date();
            let days = Span::new().try_days(days).map_err(far)?;
            today.checked_add(days).map_err(far)
        }
    }
}

/// A point by name, the recipient's own first; a UUID stands for itself, known or not.
pub(super) fn point_id(play: &Play<'_>, recipient: &str, written: &str) -> Result<Uuid, StepFault> {
    if let Ok(id) = Uuid::parse_str(written) {
        return Ok(id);
    }
    let directory = &play.stage.directory;
    let point = directory.contact_point_for(recipient, written).found();
    point
        .and_then(|point| Uuid::parse_str(&point.id).ok())
        .ok_or_else(|| {
            StepFault::Broken(format!(
                "the contact point `{written}` has no id in the world file; give it one there"
            ))
        })
}

fn attachment(number: u32) -> LetterFile {
    LetterFile {
        filename: format!("bilag-{number}.txt"),
        encoding_format: "text/plain".to_owned(),
        content: format!("Bilag nummer {number}.").into_bytes(),
    }
}
