//! The two versions of MeMo that are in use, and the two kinds of message they carry.
//!
//! The version of a message is what its `memoVersion` attribute says; the attribute is a decimal,
//! so `1.10` is version 1.1 as well.
use std::fmt;

use serde::{Deserialize, Serialize};

/// A version of the MeMo format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MemoVersion {
    #[serde(rename = "1.1")]
    V1_1,
    #[serde(rename = "1.2")]
    V1_2,
}

impl MemoVersion {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
        }
    }

    /// The version a `memoVersion` attribute names, compared as a decimal.
    pub fn from_decimal(text: &str) -> Option<Self> {
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        let text = text.strip_prefix('+').unwrap_or(text);
        let (whole, fraction) = text.split_once('.')?;
        if whole.is_empty() || whole.trim_start_matches('0') != "1" {
            return None;
        }
        match fraction.trim_end_matches('0') {
            "1" => Some(Self::V1_1),
            "2" => Some(Self::V1_2),
            _ => None,
        }
    }
}

impl fmt::Display for MemoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What kind of message it is: a letter, or a text message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MessageType {
    #[serde(rename = "DIGITALPOST")]
    DigitalPost,
    #[serde(rename = "NEMSMS")]
    NemSms,
}

impl MessageType {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DigitalPost => "DIGITALPOST",
            Self::NemSms => "NEMSMS",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "DIGITALPOST" => Some(Self::DigitalPost),
            "NEMSMS" => Some(Self::NemSms),
            _ => None,
        }
    }
}

impl fmt::Display for MessageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_compared_as_a_decimal() {
        for (text, version) in [
            ("1.1", Some(MemoVersion::V1_1)),
            ("1.2", Some(MemoVersion::V1_2)),
            (" 01.20 ", Some(MemoVersion::V1_2)),
            ("+1.1", Some(MemoVersion::V1_1)),
            ("1.12", None),
            ("11.2", None),
            ("1", None),
            ("", None),
            ("-1.1", None),
        ] {
            assert_eq!(MemoVersion::from_decimal(text), version, "{text:?}");
        }
    }
}
