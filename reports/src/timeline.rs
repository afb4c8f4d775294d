//! What happened in a scenario, in virtual time: the events that its picture is drawn from.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The events of one scenario, the earliest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Timeline {
    pub happenings: Vec<Happening>,
    /// How many more there were than are kept.
    pub left_out: u64,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Happening {
    /// Virtual time.
    pub at: Timestamp,
    /// Where it happened: a system, a mailbox, or Digital Post itself.
    pub place: String,
    pub kind: HappeningKind,
    pub tone: Tone,
    /// What happened, in few words.
    pub words: String,
    /// What the scenario calls the message that it was about, or its UUID.
    pub message: Option<String>,
    pub clause: Option<String>,
}

/// What kind of event it was; each kind is drawn as a shape of its own.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum HappeningKind {
    /// A message was handed in.
    Sent,
    /// A message was pushed, well or not.
    Attempt,
    /// A receipt came, or was brought.
    Receipt,
    /// A message became available to its recipient, or was fetched.
    Delivered,
    /// A mail or text message was sent.
    Mail,
    /// Something else: a decision, a hand-over, a change of test data.
    Note,
}

impl HappeningKind {
    pub const ALL: [Self; 6] = [
        Self::Sent,
        Self::Attempt,
        Self::Receipt,
        Self::Delivered,
        Self::Mail,
        Self::Note,
    ];

    /// As a legend names it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Sent => "handed in",
            Self::Attempt => "push",
            Self::Receipt => "receipt",
            Self::Delivered => "available or fetched",
            Self::Mail => "mail or text message",
            Self::Note => "other",
        }
    }
}

/// Whether an event is what one hopes for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    Good,
    Plain,
    Bad,
}
