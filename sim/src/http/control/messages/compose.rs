//! The letter that the Testportal writes: a small, valid MeMo made of a few choices, the same
//! for the same world at the same moment.

use axum::http::StatusCode;
use testpost_engine::chance::{self, Lane};
use testpost_engine::id::ContactPointId;
use testpost_memo::id::{Cpr, Cvr, MessageUuid, PartyId};
use testpost_memo::write::{Letter, LetterFile, LetterParty};
use testpost_memo::{MemoVersion, MessageType};

use super::send::NewMessage;
use crate::http::refused::{FieldFault, Refused};
use crate::intake::IntakeSettings;
use crate::world::World;

const MOST_ATTACHMENTS: u8 = 5;

/// About three pages.
const LONG_PARAGRAPHS: usize = 60;

/// A letter, and what the world demands of it.
pub(super) struct Composed {
    pub(super) letter: Letter,
    pub(super) intake: IntakeSettings,
}

pub(super) async fn compose(world: &World, new: NewMessage) -> Result<Composed, Refused> {
    look_through(&new)?;
    let (from, to) = (party("from", &new.from)?, party("to", &new.to)?);
    let contact_point = match &new.contact_point_id {
        Some(text) => Some(
            text.parse::<ContactPointId>()
                .map_err(|fault| wrong("contactPointId", fault.to_string(), text.as_str()))?
                .as_uuid(),
        ),
        None => None,
    };
    let (seed, seq, now, names, intake) = world
        .query_at(move |engine, now| {
            let name = |id: &PartyId| match engine.state().registry.party(id) {
                Some(party) => party.name().to_owned(),
                None => id.number().to_owned(),
            };
            let names = (name(&from), name(&to));
            let last = engine.journal().last_seq();
            let intake = IntakeSettings::of(engine);
            (engine.birth().seed, last, now, names, intake)
        })
        .await?;
    let message_uuid = MessageUuid::from_uuid(chance::uuid(seed, seq + 1, Lane::Message))
        .map_err(|fault| Refused::ours(&fault.to_string()))?;
    let legal = new.legal_notification;
    let letter = Letter {
        version: MemoVersion::V1_2,
        message_type: MessageType::DigitalPost,
        message_uuid,
        message_id: None,
        label: if legal { "Testforkyndelse" } else { "Testbrev" }.to_owned(),
        notification: None,
        reply: new.reply,
        value_date: new.value_date,
        mandatory: new.mandatory,
        legal_notification: legal,
        sender: LetterParty {
            id: from,
            label: names.0,
        },
        recipient: LetterParty {
            id: to,
            label: names.1,
        },
        contact_point,
        created: now,
        text: text(new.long_message),
        attachments: (1..=new.number_of_additional_attachments)
            .map(attachment)
            .collect(),
        reply_to: None,
        forward_of: None,
    };
    Ok(Composed { letter, intake })
}

fn look_through(new: &NewMessage) -> Result<(), Refused> {
    if new.action {
        return Err(Refused::new(
            StatusCode::NOT_IMPLEMENTED,
            "operation.not.simulated",
            "'action': this version writes no messages with actions",
            "leave 'action' out, or send a MeMo of your own to the service port",
        ));
    }
    if new.number_of_additional_attachments > MOST_ATTACHMENTS {
        return Err(wrong(
            "numberOfAdditionalAttachments",
            format!("at most {MOST_ATTACHMENTS}"),
            new.number_of_additional_attachments,
        ));
    }
    Ok(())
}

pub(in crate::http::control) fn wrong(
    field: &str,
    message: String,
    rejected: impl Into<serde_json::Value>,
) -> Refused {
    let mut refused = Refused::new(
        StatusCode::BAD_REQUEST,
        "message.not.valid",
        format!("'{field}': {message}"),
        "correct the field",
    );
    refused.details.fields.push(FieldFault {
        resource: "message",
        field: field.to_owned(),
        code: "message.not.valid",
        message,
        rejected: rejected.into(),
    });
    refused
}

/// Who is meant by a number.
pub(in crate::http::control) fn party(field: &str, text: &str) -> Result<PartyId, Refused> {
    Cpr::parse(text)
        .map(PartyId::Cpr)
        .or_else(|_| Cvr::parse(text).map(PartyId::Cvr))
        .map_err(|_| {
            let message = "write a CPR number of 10 digits or a CVR number of 8".to_owned();
            wrong(field, message, text)
        })
}

fn text(long: bool) -> String {
    let paragraph = "Dette er et brev, som testpost har skrevet. Det har ingen betydning uden for \
                     den verden, det ligger i, og skal ikke besvares.\n";
    paragraph.repeat(if long { LONG_PARAGRAPHS } else { 1 })
}

/// An attachment with nothing of interest in it.
pub(in crate::http::control) fn attachment(number: u8) -> LetterFile {
    LetterFile {
        filename: format!("bilag-{number}.txt"),
        encoding_format: "text/plain".to_owned(),
        content: format!("Bilag {number} til et brev fra testpost.\n").into_bytes(),
    }
}
