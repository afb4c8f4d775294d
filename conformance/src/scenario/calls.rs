//! What a scenario may expect of the calls between a system and Digital Post: how many, what they
//! were answered, what stood in each, and how they differ.

use std::fmt;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, Deserializer};

use super::{Placed, XPath};

/// The calls that a system made to Digital Post (`by`), or that were made to it (`to`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CallsExpected {
    pub by: Option<Placed<String>>,
    pub to: Option<Placed<String>>,
    pub kind: CallKind,
    /// Only those about this letter.
    #[serde(alias = "letter", alias = "message")]
    pub of: Option<Placed<String>>,
    pub count: Option<u64>,
    pub at_least: Option<u64>,
    pub at_most: Option<u64>,
    /// What every one of them was answered.
    pub status: Option<u16>,
    /// Whether every one of them was answered with a 2xx.
    #[serde(default)]
    pub taken: bool,
    /// What the last of them was answered.
    pub last_status: Option<u16>,
    /// What must be so in every one of them.
    pub each: Option<Vec<Placed<CallRule>>>,
    /// A JSON pointer to something in which no two of them may be alike.
    pub distinct: Option<String>,
    /// Whether all of them carry the same bytes.
    #[serde(default)]
    pub same_body: bool,
    /// Whether every pause between two of them, by the wall clock, is longer than the one before.
    #[serde(default)]
    pub growing_pauses: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CallKind {
    Send,
    Push,
    Notify,
    Receipt,
    Fetch,
    List,
    Recall,
    Sftp,
}

impl CallKind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Push => "push",
            Self::Notify => "notify",
            Self::Receipt => "receipt",
            Self::Fetch => "fetch",
            Self::List => "list",
            Self::Recall => "recall",
            Self::Sftp => "sftp",
        }
    }
}

/// Something in a call, and what it must be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallRule {
    /// A JSON pointer into the body that was sent.
    pub json: Option<String>,
    /// A path into the message that was sent; all that it leads to must fit.
    pub xpath: Option<XPath>,
    /// A header that was sent.
    pub header: Option<String>,
    /// A parameter of the address.
    pub parameter: Option<String>,
    /// `{{uuid}}` stands for the letter's UUID.
    pub is: Option<String>,
    pub matches: Option<Pattern>,
}

/// A regular expression; it may match anywhere unless it is anchored.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Regex::new(&text).map(Self).map_err(|fault| {
            let words = fault.to_string();
            let last = words.lines().last().unwrap_or_default().trim();
            de::Error::custom(format!("`{text}` is no regular expression: {last}"))
        })
    }
}
