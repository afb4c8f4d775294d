//! The step `act`: what the system under test is made to do, and whether a call must come of it.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::{LetterType, LetterVersion, Placed, ValueDate};

/// What the system under test is made to do.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// A sender sends a letter.
    Send(Box<ActSend>),
    /// A sender sends several letters in one archive.
    SendArchive(ArchiveSend),
    /// A sender takes a letter back.
    Recall(Placed<String>),
    /// A sender fetches and deletes its receipts.
    FetchReceipts,
    /// A pull receiver fetches what waits for it.
    Fetch,
}

/// A letter that the sender under test is made to send.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActSend {
    pub to: Placed<String>,
    #[serde(rename = "as")]
    pub name: Placed<String>,
    #[serde(rename = "contactPoint")]
    pub contact_point: Option<Placed<String>>,
    pub label: Option<String>,
    pub text: Option<String>,
    pub notification: Option<String>,
    #[serde(rename = "type")]
    pub message_type: Option<LetterType>,
    pub version: Option<LetterVersion>,
    #[serde(rename = "valueDate")]
    pub value_date: Option<Placed<ValueDate>>,
    pub attachments: Option<u32>,
    /// What the first attachment is called where it comes from.
    pub filename: Option<String>,
    /// An address on the web that the letter leads to.
    pub link: Option<String>,
    #[serde(default)]
    pub sent: Sent,
}

/// Letters that the sender under test is made to send in one archive.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveSend {
    pub to: Placed<String>,
    pub count: u32,
    pub label: Option<String>,
}

/// Whether a call must come of it; a correct system may know better than to send.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sent {
    #[default]
    Yes,
    No,
    /// It may refuse to, or mend the letter; what it sends must be taken.
    IfAllowed,
    /// Whether it does is its own affair.
    Either,
}

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BoolOrWord;
        impl Visitor<'_> for BoolOrWord {
            type Value = Sent;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, if-allowed or either")
            }

            fn visit_bool<E: de::Error>(self, sent: bool) -> Result<Sent, E> {
                Ok(if sent { Sent::Yes } else { Sent::No })
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Sent, E> {
                match word {
                    "if-allowed" => Ok(Sent::IfAllowed),
                    "either" => Ok(Sent::Either),
                    _ => Err(E::custom(format!(
                        "`{word}` does not say whether it is sent; write true, false, if-allowed \
                         or either"
                    ))),
                }
            }
        }
        deserializer.deserialize_any(BoolOrWord)
    }
}
