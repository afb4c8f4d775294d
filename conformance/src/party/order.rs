//! What a sender is asked to send, as JSON to `POST /send`, and the message it makes of it.
//!
//! The message's UUID is the sender's own: nobody can order one.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use testpost_memo::id::{Cpr, Cvr, MessageUuid, PartyId};
use testpost_memo::write::{Letter, LetterFile, LetterParty};
use testpost_memo::{MemoVersion, MessageType};
use uuid::Uuid;

/// One message to be sent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Order {
    /// CPR (ten digits) or CVR (eight digits).
    pub to: String,
    #[serde(default)]
    pub label: Option<String>,
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default, deserialize_with = "number_or_text")]
    pub attachments: u32,
    /// Empty means none, in all that follows.
    #[serde(default)]
    pub contact_point: Option<String>,
    #[serde(default)]
    pub value_date: Option<String>,
    /// A NemSMS needs it.
    #[serde(default)]
    pub notification: Option<String>,
    #[serde(default, rename = "type")]
    pub message_type: Option<String>,
    #[serde(default)]
    pub version: Option<String>,
}

/// Why an order cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OrderFault(String);

/// Test harnesses fill numbers into texts.
fn number_or_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    match value.as_str() {
        Some("") => Ok(0),
        Some(text) => text.parse().map_err(serde::de::Error::custom),
        None => serde_json::from_value(value).map_err(serde::de::Error::custom),
    }
}

impl Order {
    /// The message, under a UUID of the sender's own.
    pub fn letter(
        &self,
        uuid: MessageUuid,
        own: &LetterParty,
        created: Timestamp,
    ) -> Result<Letter, OrderFault> {
        let wrong = |what: &str, text: &str| OrderFault(format!("`{text}` is no {what}"));
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let to = match self.to.len() {
            10 => Cpr::parse(&self.to).map(PartyId::Cpr).ok(),
            _ => Cvr::parse(&self.to).map(PartyId::Cvr).ok(),
        };
        let message_type = match said(&self.message_type).as_deref() {
            None | Some("DIGITALPOST") => MessageType::DigitalPost,
            Some("NEMSMS") => MessageType::NemSms,
            Some(other) => return Err(wrong("message type", other)),
        };
        let version = match said(&self.version).as_deref() {
            None | Some("1.2") => MemoVersion::V1_2,
            Some("1.1") => MemoVersion::V1_1,
            Some(other) => return Err(wrong("version of MeMo", other)),
        };
        let value_date = said(&self.value_date)
            .map(|text| text.parse::<Date>().map_err(|_| wrong("date", &text)))
            .transpose()?;
        let contact_point = said(&self.contact_point)
            .map(|text| Uuid::parse_str(&text).map_err(|_| wrong("contact point id", &text)))
            .transpose()?;
        Ok(Letter {
            version,
            message_type,
            message_uuid: uuid,
            message_id: None,
            label: said(&self.label).unwrap_or_else(|| "Brev".to_owned()),
            notification: said(&self.notification),
            reply: false,
            value_date,
            mandatory: false,
            legal_notification: false,
            sender: own.clone(),
            recipient: LetterParty {
                id: to.ok_or_else(|| wrong("CPR or CVR number", &self.to))?,
                label: "Modtager".to_owned(),
            },
            contact_point,
            created,
            text: said(&self.text).unwrap_or_else(|| "Kære modtager".to_owned()),
            attachments: (1..=self.attachments)
                .map(|number| LetterFile {
                    filename: format!("bilag-{number}.txt"),
                    encoding_format: "text/plain".to_owned(),
                    content: format!("Bilag nummer {number}.").into_bytes(),
                })
                .collect(),
            reply_to: None,
            forward_of: None,
        })
    }
}
