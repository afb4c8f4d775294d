//! One clause as it stands in the catalogue file.

use std::fmt;

use serde::Deserialize;
use testpost_reports::Level;

/// A chapter's letters, a hyphen and a number, such as `RETRY-3`. One that stands in a
/// [`Clause`] is known; others are looked up with [`super::Catalogue::find`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct ClauseId(String);

impl ClauseId {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The letters before the number: `RETRY`.
    #[must_use]
    pub fn chapter(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A text that cannot be the id of a clause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no id of a clause: write letters, a hyphen and a number, such as RETRY-3")]
pub struct NotAnId(String);

impl TryFrom<String> for ClauseId {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, NotAnId> {
        let well_formed = text.split_once('-').is_some_and(|(chapter, number)| {
            let letters = !chapter.is_empty() && chapter.bytes().all(|b| b.is_ascii_uppercase());
            letters && number.parse::<u16>().is_ok_and(|number| number > 0)
        });
        if well_formed {
            Ok(Self(text))
        } else {
            Err(NotAnId(text))
        }
    }
}

/// One testable statement about Digital Post.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    pub id: ClauseId,
    pub level: Level,
    /// Where it is drawn from, as the head of the catalogue file explains.
    pub source: String,
    /// Which part of it is our own decision, found in no source.
    pub assumed: Option<String>,
    /// The settings of the profile that hold what is assumed.
    #[serde(default)]
    pub settings: Vec<String>,
    /// Whether the simulator does it today.
    pub implemented: bool,
    pub da: Option<String>,
    pub en: String,
}
