//! One expectation and what came of it, with all that a reader needs to act on it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Level, Verdict};

/// One expectation of a scenario, judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// What was looked at, in few words: `attempts of letter at fagsystem`.
    pub name: String,
    pub verdict: Verdict,
    pub level: Level,
    #[serde(default)]
    pub clauses: Vec<String>,
    /// The virtual time at which it was judged.
    pub at: Option<Timestamp>,
    /// Where the expectation stands in the scenario file.
    pub file: String,
    pub line: u64,
    pub column: u64,
    pub expected: Option<String>,
    pub seen: Option<String>,
    /// What to do about it.
    pub remedy: Option<String>,
    /// The exchanges that led there, in order.
    #[serde(default)]
    pub exchanges: Vec<ExchangeExcerpt>,
    /// Why it was skipped or could not be decided.
    pub reason: Option<String>,
}

/// One exchange with the outside, shortened to what explains a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeExcerpt {
    /// Virtual time.
    pub at: Timestamp,
    pub direction: Direction,
    /// send, push, notify, receipt, fetch, list, recall, mail, sms or sftp.
    pub kind: String,
    pub method: Option<String>,
    pub url: Option<String>,
    pub status: Option<u16>,
    /// Why there was no answer, when there was none.
    pub error: Option<String>,
    /// The system that called or was called.
    #[serde(default)]
    pub system: Option<String>,
    /// What was sent and what was answered, as far as they are kept.
    #[serde(default)]
    pub request: Option<Part>,
    #[serde(default)]
    pub response: Option<Part>,
}

/// One side of an exchange; secrets are masked where it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    pub headers: BTreeMap<String, String>,
    /// The beginning of the body.
    pub body: String,
    /// How many bytes the whole body has.
    pub body_size: u64,
    /// Whether `body` is less than all of it.
    pub cut: bool,
}

/// Who called whom, seen from the simulated Digital Post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    In,
    Out,
}

impl Direction {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}
