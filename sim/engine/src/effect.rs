//! What the outside has to do for the engine, and how it went.
//!
//! An effect is carried out by the server's outbox; its outcome comes back as
//! `Command::EffectEnded`. Ports, addresses of peers and wall-clock times stay outside.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_memo::MemoVersion;
use testpost_memo::id::MessageUuid;
use testpost_memo::mark::Mark;

use crate::endpoint::Endpoint;
use crate::id::{SystemId, TransmissionId};

/// An effect's id: the sequence number of the event that started it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EffectId(pub u64);

/// The SHA-256 of a message body as it came in; the body itself lies in the server's spool.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BodyHash([u8; 32]);

impl BodyHash {
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for BodyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BodyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BodyHash({self})")
    }
}

impl From<BodyHash> for String {
    fn from(hash: BodyHash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for BodyHash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fault = || format!("'{text}' is not a SHA-256 in 64 hexadecimal digits");
        if text.len() != 64 || !text.is_ascii() {
            return Err(fault());
        }
        let mut bytes = [0; 32];
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| fault())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| fault())?;
        }
        Ok(Self(bytes))
    }
}

/// The interface's ReceiptStatus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReceiptStatus {
    NotAllowed,
    Invalid,
    Received,
    Completed,
}

impl fmt::Display for ReceiptStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAllowed => "NOT_ALLOWED",
            Self::Invalid => "INVALID",
            Self::Received => "RECEIVED",
            Self::Completed => "COMPLETED",
        })
    }
}

/// A receipt as the interface's model has it (kvittering).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    pub transmission_id: TransmissionId,
    #[serde(
        rename = "messageUUID",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub message_uuid: Option<MessageUuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    #[serde(with = "crate::calendar::milliseconds")]
    pub time_stamp: Timestamp,
    pub receipt_status: ReceiptStatus,
}

/// How often a call is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    Once,
    /// One after the other, within one effect: it went well if either did.
    Twice,
}

/// How a push is spoilt on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoilt {
    /// The connection is closed in the middle of the body.
    Cut,
    /// The message ends in the middle.
    Unreadable,
    /// The message has an element that MeMo does not know.
    Invalid,
    /// The message names another recipient.
    Misdirected,
}

/// Something for the outbox to carry out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// DEL-5: hand a message to a receiver system.
    Push {
        id: EffectId,
        message: MessageUuid,
        system: SystemId,
        /// Counted over the message's whole delivery, from 1.
        attempt: u32,
        endpoint: Endpoint,
        body: BodyHash,
        /// MEMO-19: the version the receiver system chose.
        version: MemoVersion,
        /// DEL-3: what the contact point puts on it.
        marks: Vec<Mark>,
        times: Times,
        /// None for a push as it ought to be.
        spoilt: Option<Spoilt>,
    },
    /// DEL-7: tell a receiver system that a message waits for it.
    Notify {
        id: EffectId,
        message: MessageUuid,
        system: SystemId,
        /// Counted over the message's whole delivery, from 1.
        attempt: u32,
        endpoint: Endpoint,
        times: Times,
    },
    /// SEND-3: hand the business receipt to a sender system's receipt endpoint.
    ReceiptCallback {
        id: EffectId,
        /// None for a receipt about no message (SEND-11).
        message: Option<MessageUuid>,
        system: SystemId,
        attempt: u32,
        endpoint: Endpoint,
        receipt: Receipt,
        times: Times,
    },
}

impl Effect {
    #[must_use]
    pub const fn id(&self) -> EffectId {
        match self {
            Self::Push { id, .. } | Self::Notify { id, .. } | Self::ReceiptCallback { id, .. } => {
                *id
            }
        }
    }

    #[must_use]
    pub const fn times(&self) -> Times {
        match self {
            Self::Push { times, .. }
            | Self::Notify { times, .. }
            | Self::ReceiptCallback { times, .. } => *times,
        }
    }

    #[must_use]
    pub const fn message(&self) -> Option<MessageUuid> {
        match self {
            Self::Push { message, .. } | Self::Notify { message, .. } => Some(*message),
            Self::ReceiptCallback { message, .. } => *message,
        }
    }
}

/// How a call to a vendor's system went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum CallOutcome {
    Answered { status: u16 },
    Failed { reason: FailureReason },
}

impl CallOutcome {
    /// DEL-8: success is any 2xx.
    #[must_use]
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Answered { status: 200..=299 })
    }

    /// The outcome of a call that was made twice: it went well if either did.
    #[must_use]
    pub const fn and_again(self, second: Self) -> Self {
        if self.is_success() { self } else { second }
    }
}

/// Why a call has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureReason {
    Refused,
    Timeout,
    Reset,
    Tls,
    Dns,
    /// The address is not one that the simulator may call.
    NotAllowed,
    Other,
}

impl fmt::Display for CallOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { status } => write!(f, "answered {status}"),
            Self::Failed { reason } => f.write_str(match reason {
                FailureReason::Refused => "connection refused",
                FailureReason::Timeout => "timed out",
                FailureReason::Reset => "connection broken off",
                FailureReason::Tls => "TLS failed",
                FailureReason::Dns => "host name not found",
                FailureReason::NotAllowed => {
                    "address not allowed: neither loopback nor named with --allow-host"
                }
                FailureReason::Other => "the call failed",
            }),
        }
    }
}
