//! How far a check goes before it gives up: bounds that no honest message comes near, so that
//! a hostile one costs little memory and little time.
use crate::{MemoVersion, rules::Rules};

/// How to check a message.
#[derive(Debug, Clone)]
pub struct Options {
    /// The version to check against; without one, the version that the message says.
    pub version: Option<MemoVersion>,
    pub limits: Limits,
    /// The rules beyond the schema; without them, the schema alone.
    pub rules: Option<Rules>,
}

/// The bounds of a check.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Elements within elements. A valid message has at most seven levels.
    pub depth: usize,
    /// Attributes of one tag, namespace declarations counted.
    pub attributes: usize,
    /// Bytes of one tag, comment, processing instruction or reference.
    pub markup_bytes: usize,
    /// Findings that are kept; the rest are only counted.
    pub findings: usize,
    /// Characters of a notification. The schema says 160, an older package 150.
    pub notification_characters: u64,
}

impl Limits {
    pub fn standard() -> Self {
        Self {
            depth: 64,
            attributes: 64,
            markup_bytes: 64 * 1024,
            findings: 200,
            notification_characters: 160,
        }
    }
}
