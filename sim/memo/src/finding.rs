//! What a check has to say about a message: one finding for each mistake.
//!
//! A finding always answers three questions: what is wrong, where, and what to do about it. The
//! code is for programs, the message and the remedy are for people.
use serde::{Deserialize, Serialize};

/// Where the rule comes from that a message breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingKind {
    /// The format itself: well-formed XML, and the schema of MeMo.
    Schema,
    /// A rule of Digital Post beyond the schema.
    Rule,
}

/// Whether Digital Post refuses the message for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
}

/// A place in a message. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    pub line: u64,
    pub column: u64,
    /// Every step has its position: `/memo:Message[1]/memo:MessageHeader[1]/memo:label[1]`.
    pub xpath: String,
}

/// One mistake in a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub kind: FindingKind,
    /// Lower case, dotted: `schema.element.missing`.
    pub code: String,
    pub severity: Severity,
    pub xpath: String,
    pub line: u64,
    pub column: u64,
    /// What is wrong, in words.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
    /// The clause of Digital Post's rules that says so, when there is one.
    pub clause: Option<String>,
}
