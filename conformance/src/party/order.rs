//! What a sender is asked to send, as JSON to `POST /send`, and the message it makes of it.
//!
//! The message's UUID is the sender's own: nobody can order one. A sender knows the rules: what
//! would be refused it mends, or does not send (MEMO-3 to MEMO-5).

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use testpost_memo::id::{Cpr, Cvr, MessageUuid, PartyId};
use testpost_memo::model::{Action, EntryPoint};
use testpost_memo::write::{Held, Letter, LetterFile, LetterParty, write};
use testpost_memo::{MemoVersion, MessageType};
use uuid::Uuid;

use super::flaw::SenderFlaw;

/// Characters that no file name may have (MEMO-4).
const NOT_IN_FILE_NAMES: &[char] = &['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\r', '\n'];

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
    pub attachments: Option<u32>,
    /// What the first attachment is called where it comes from.
    #[serde(default)]
    pub filename: Option<String>,
    /// Empty means none, in all that follows.
    #[serde(default)]
    pub contact_point: Option<String>,
    /// How many attachments the contact point takes, where it takes fewer than ten.
    #[serde(default, deserialize_with = "number_or_text")]
    pub most_attachments: Option<u32>,
    #[serde(default)]
    pub value_date: Option<String>,
    /// A NemSMS needs it.
    #[serde(default)]
    pub notification: Option<String>,
    /// Where the letter leads on the web.
    #[serde(default)]
    pub link: Option<String>,
    #[serde(default, rename = "type")]
    pub message_type: Option<String>,
    #[serde(default)]
    pub version: Option<String>,
}

/// Several messages to be sent in one archive.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveOrder {
    pub to: String,
    #[serde(default)]
    pub label: Option<String>,
    #[serde(deserialize_with = "number_or_text")]
    pub count: Option<u32>,
}

impl ArchiveOrder {
    /// Each message of the archive as an order of its own.
    pub fn orders(&self) -> Vec<Order> {
        let count = self.count.unwrap_or(1);
        let orders = (1..=count).map(|number| Order {
            to: self.to.clone(),
            label: self.label.as_ref().map(|label| format!("{label} {number}")),
            text: None,
            attachments: None,
            filename: None,
            contact_point: None,
            most_attachments: None,
            value_date: None,
            notification: None,
            link: None,
            message_type: None,
            version: None,
        });
        orders.collect()
    }
}

/// Why an order cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OrderFault(String);

impl OrderFault {
    pub(super) fn nobody() -> Self {
        Self("this sender knows nobody to send for; give it a CVR number".to_owned())
    }
}

/// Test harnesses fill numbers into texts.
fn number_or_text<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u32>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    match value.as_str() {
        Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(serde::de::Error::custom),
        None => serde_json::from_value(value)
            .map(Some)
            .map_err(serde::de::Error::custom),
    }
}

fn said(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.is_empty())
}

impl Order {
    /// The message, under a UUID of the sender's own.
    pub fn letter(
        &self,
        uuid: MessageUuid,
        own: &LetterParty,
        created: Timestamp,
        flaw: Option<SenderFlaw>,
    ) -> Result<Letter, OrderFault> {
        let wrong = |what: &str, text: &str| OrderFault(format!("`{text}` is no {what}"));
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
        self.within_limits()?;
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
            attachments: self.files(flaw),
            reply_to: None,
            forward_of: None,
        })
    }

    /// MEMO-2, MEMO-3: nothing is sent that the contact point does not take.
    fn within_limits(&self) -> Result<(), OrderFault> {
        let (most, wanted) = (
            self.most_attachments.unwrap_or(10),
            self.attachments.unwrap_or(0),
        );
        if wanted > most {
            return Err(OrderFault(format!(
                "{wanted} attachments are more than the {most} that are taken there"
            )));
        }
        Ok(())
    }

    fn files(&self, flaw: Option<SenderFlaw>) -> Vec<LetterFile> {
        let files = (1..=self.attachments.unwrap_or(0)).map(|number| {
            let name = match said(&self.filename) {
                Some(name) if number == 1 => match flaw {
                    Some(SenderFlaw::KeepsFileNames) => name,
                    Some(_) | None => fit(&name),
                },
                Some(_) | None => format!("bilag-{number}.txt"),
            };
            LetterFile {
                filename: name,
                encoding_format: "text/plain".to_owned(),
                content: format!("Bilag nummer {number}.").into_bytes(),
            }
        });
        files.collect()
    }

    /// The address that the letter leads to, over TLS (MEMO-5).
    pub(super) fn link(&self, flaw: Option<SenderFlaw>) -> Option<String> {
        let link = said(&self.link)?;
        Some(match (flaw, link.strip_prefix("http://")) {
            (Some(SenderFlaw::LinksWithoutTls), _) | (_, None) => link,
            (_, Some(rest)) => format!("https://{rest}"),
        })
    }
}

/// The name without what no file name may have.
fn fit(name: &str) -> String {
    name.replace(NOT_IN_FILE_NAMES, "-")
}

/// The letter as bytes, with the place that it leads to.
pub(super) fn written(letter: &Letter, link: Option<&str>) -> Vec<u8> {
    let Some(link) = link else {
        return letter.to_xml();
    };
    let mut message = letter.to_message();
    if let Some(body) = &mut message.body {
        body.main_document.actions.push(Action {
            label: "Læs mere".to_owned(),
            action_code: "INFORMATION".to_owned(),
            start_date_time: None,
            end_date_time: None,
            reservation: None,
            entry_point: Some(EntryPoint {
                url: link.to_owned(),
            }),
        });
    }
    let mut xml = Vec::new();
    match write(&message, &mut Held::new(&letter.contents()), &mut xml) {
        Ok(()) => xml,
        // A link that XML cannot hold is left out.
        Err(_) => letter.to_xml(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(json: serde_json::Value) -> Order {
        serde_json::from_value(json).unwrap()
    }

    fn own() -> LetterParty {
        LetterParty {
            id: PartyId::Cvr(Cvr::parse("20000005").unwrap()),
            label: "Prøvestyrelsen".to_owned(),
        }
    }

    fn letter(order: &Order) -> Result<Letter, OrderFault> {
        let uuid = MessageUuid::parse("5f0b6f0e-51d3-4c4a-9a56-0c6c1a4c3e01").unwrap();
        order.letter(uuid, &own(), Timestamp::UNIX_EPOCH, None)
    }

    #[test]
    fn a_file_name_that_is_not_allowed_is_mended() {
        let order = order(serde_json::json!({
            "to": "2211771212", "attachments": "2", "filename": "svar: 1/2?.txt",
        }));
        let names: Vec<String> = letter(&order)
            .unwrap()
            .attachments
            .into_iter()
            .map(|file| file.filename)
            .collect();
        assert_eq!(names, ["svar- 1-2-.txt", "bilag-2.txt"]);
    }

    #[test]
    fn a_link_goes_over_tls() {
        let order = order(serde_json::json!({"to": "2211771212", "link": "http://a.invalid/b"}));
        assert_eq!(order.link(None).unwrap(), "https://a.invalid/b");
        let xml = written(&letter(&order).unwrap(), order.link(None).as_deref());
        let xml = String::from_utf8(xml).unwrap();
        assert!(
            xml.contains("<memo:url>https://a.invalid/b</memo:url>"),
            "{xml}"
        );
    }

    #[test]
    fn more_attachments_than_the_contact_point_takes_are_not_sent() {
        let order = order(serde_json::json!({
            "to": "20000001", "attachments": 2, "mostAttachments": "1",
        }));
        let fault = letter(&order).unwrap_err();
        assert!(fault.to_string().contains("more than the 1"), "{fault}");
    }
}
