//! The fixed words of Digital Post that scenario files use: receipt and person statuses.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a business receipt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReceiptStatus {
    Completed,
    Invalid,
    NotAllowed,
}

impl ReceiptStatus {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "COMPLETED",
            Self::Invalid => "INVALID",
            Self::NotAllowed => "NOT_ALLOWED",
        }
    }
}

/// How a citizen or company stands in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PersonStatus {
    Registered,
    Exempt,
    Closed,
    Dead,
    Unregistered,
}

impl PersonStatus {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "REGISTERED",
            Self::Exempt => "EXEMPT",
            Self::Closed => "CLOSED",
            Self::Dead => "DEAD",
            Self::Unregistered => "UNREGISTERED",
        }
    }
}
