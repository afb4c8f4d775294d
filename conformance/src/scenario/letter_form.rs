//! The forms that a good letter may come in: which elements, which encoding, which prefix.

use schemars::JsonSchema;
use serde::Deserialize;

/// Which of the elements that may be left out stand in a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Elements {
    /// Every one that there is.
    All,
    /// None of them.
    Fewest,
}

/// How a letter is encoded, and says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum LetterEncoding {
    #[serde(rename = "UTF-8")]
    Utf8,
    /// Little-endian, with a byte order mark.
    #[serde(rename = "UTF-16")]
    Utf16,
    /// With a byte order mark.
    #[serde(rename = "UTF-16BE")]
    Utf16BigEndian,
    #[serde(rename = "ISO-8859-1")]
    Latin1,
}
