//! The interface's Receipt, as a vendor writes it and reads it.
//!
//! Read leniently: a vendor keeps what it is sent, and only a receipt without a known status
//! or without anything to tell it by is of no use to it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReceiptStatus {
    Received,
    Completed,
    Invalid,
    NotAllowed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transmission_id: Option<String>,
    #[serde(
        rename = "messageUUID",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub message_uuid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_stamp: Option<String>,
    pub receipt_status: ReceiptStatus,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no receipt status; write COMPLETED, INVALID or NOT_ALLOWED")]
pub struct ReceiptStatusFault(String);

impl ReceiptStatus {
    pub fn word(self) -> &'static str {
        match self {
            Self::Received => "RECEIVED",
            Self::Completed => "COMPLETED",
            Self::Invalid => "INVALID",
            Self::NotAllowed => "NOT_ALLOWED",
        }
    }
}

impl fmt::Display for ReceiptStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for ReceiptStatus {
    type Err = ReceiptStatusFault;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::Completed, Self::Invalid, Self::NotAllowed]
            .into_iter()
            .find(|status| status.word() == word)
            .ok_or_else(|| ReceiptStatusFault(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_written_in_the_names_of_the_interface() {
        let receipt = Receipt {
            transmission_id: Some("t".to_owned()),
            message_uuid: Some("m".to_owned()),
            message_id: None,
            error_code: None,
            error_message: None,
            time_stamp: Some("2026-01-05T08:00:00.000Z".to_owned()),
            receipt_status: ReceiptStatus::NotAllowed,
        };
        assert_eq!(
            serde_json::to_string(&receipt).expect("JSON"),
            r#"{"transmissionId":"t","messageUUID":"m","timeStamp":"2026-01-05T08:00:00.000Z","receiptStatus":"NOT_ALLOWED"}"#
        );
    }
}
