//! The answers of the control interface, as far as the runner reads them.
//!
//! Read leniently: what is not named here is not needed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A page of a list.
#[derive(Debug, Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    #[serde(default)]
    pub(crate) next: Option<Value>,
    /// How many of the oldest are no longer kept.
    #[serde(default)]
    pub(crate) dropped: u64,
}

/// A whole list of what is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kept<T> {
    pub(crate) items: Vec<T>,
    /// How many of the oldest are no longer kept.
    pub(crate) dropped: u64,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct WorldView {
    pub(crate) name: String,
    pub(crate) service: String,
    #[serde(default)]
    pub(crate) sftp: Option<String>,
    #[serde(default)]
    pub(crate) sftp_host_key: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct ClockView {
    pub(crate) now: Timestamp,
    pub(crate) next_due: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct AdvancedView {
    pub(crate) now: Timestamp,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct DueItem {
    pub(crate) at: Timestamp,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) message: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct JournalItem {
    pub(crate) at: Timestamp,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) name: Option<String>,
    pub(crate) log: Option<String>,
    pub(crate) clause: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) system: Option<String>,
    /// What only events of its type have.
    #[serde(flatten)]
    pub(crate) own: Map<String, Value>,
}

impl JournalItem {
    /// A text of its own.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.own.get(key).and_then(Value::as_str)
    }

    /// A text within a mapping of its own.
    pub(crate) fn nested(&self, key: &str, inner: &str) -> Option<&str> {
        self.own.get(key)?.get(inner)?.as_str()
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ExchangeItem {
    pub(crate) id: String,
    pub(crate) at: Timestamp,
    pub(crate) wall: Timestamp,
    pub(crate) direction: String,
    pub(crate) kind: String,
    pub(crate) method: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) error: Option<String>,
    pub(crate) system: Option<String>,
    pub(crate) message: Option<String>,
}

impl ExchangeItem {
    /// Whether Digital Post made this call, of this kind.
    pub(crate) fn is_out(&self, kind: &str) -> bool {
        self.direction == "out" && self.kind == kind
    }

    /// Whether a vendor made this call, of this kind.
    pub(crate) fn is_in(&self, kind: &str) -> bool {
        self.direction == "in" && self.kind == kind
    }

    /// Whether it was answered with a 2xx.
    pub(crate) fn was_taken(&self) -> bool {
        self.status
            .is_some_and(|status| (200..300).contains(&status))
    }
}

/// An exchange with what was sent and answered.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ExchangeDetail {
    pub(crate) request: ExchangePart,
    pub(crate) response: ExchangePart,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExchangePart {
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
    /// `text`, or `base64` where it is none.
    #[serde(default)]
    pub(crate) body_encoding: String,
    #[serde(default)]
    pub(crate) body_size: u64,
    #[serde(default)]
    pub(crate) body_truncated: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageView {
    pub(crate) state: String,
    pub(crate) why: Option<String>,
    pub(crate) delivered_to: Option<DeliveredTo>,
    pub(crate) receipt: Option<ReceiptView>,
    pub(crate) receiver_receipt: Option<ReceiptView>,
    #[serde(default)]
    pub(crate) attempts: Vec<AttemptView>,
    #[serde(default)]
    pub(crate) timeline: Vec<JournalItem>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct DeliveredTo {
    pub(crate) kind: String,
    pub(crate) system: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReceiptView {
    pub(crate) status: String,
    pub(crate) error_code: Option<String>,
    pub(crate) error_message: Option<String>,
    /// When the sender's receipt reached it, or was listed for it.
    pub(crate) delivered_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct AttemptView {
    pub(crate) at: Timestamp,
    pub(crate) system: String,
    pub(crate) status: Option<u16>,
    /// None while the call is open.
    pub(crate) outcome: Option<String>,
}

impl AttemptView {
    pub(crate) fn in_words(&self) -> &str {
        self.outcome.as_deref().unwrap_or("under way")
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct MailboxItem {
    #[serde(rename = "messageUUID")]
    pub(crate) message_uuid: String,
    pub(crate) label: Option<String>,
    /// RECEIVED or SENT.
    #[serde(default)]
    pub(crate) state: String,
    #[serde(default)]
    pub(crate) folder: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct SystemView {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) active: bool,
    #[serde(default)]
    pub(crate) primary: bool,
}

/// What a look-up shows of a citizen or company.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct RecipientView {
    pub(crate) status: String,
    pub(crate) exemption: Option<ExemptionView>,
    #[serde(rename = "nemSmsSubscription")]
    pub(crate) nem_sms: Option<NemSmsView>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NemSmsView {
    pub(crate) mobile_number: String,
    pub(crate) in_force: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExemptionView {
    pub(crate) id: String,
    pub(crate) ends_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct MailItem {
    pub(crate) at: Timestamp,
    pub(crate) to: Option<String>,
    pub(crate) subject: String,
    #[serde(default)]
    pub(crate) text: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct SettingView {
    pub(crate) name: String,
    pub(crate) value: Value,
    #[serde(default)]
    pub(crate) default: Value,
    pub(crate) clause: Option<String>,
}

/// An RFC 9457 problem document.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Problem {
    pub(crate) title: Option<String>,
    pub(crate) detail: Option<String>,
    pub(crate) remedy: Option<String>,
    #[serde(default)]
    pub(crate) errors: Vec<ProblemError>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ProblemError {
    pub(crate) message: String,
}
