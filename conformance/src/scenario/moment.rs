//! A moment of virtual time as scenario files write it: a timestamp, a time after a letter
//! or after the start, or a bare duration whose starting point the place decides.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de};

use super::Duration;

/// What a relative moment counts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// The start of the scenario: its epoch.
    Start,
    /// When the named letter was sent.
    Letter(String),
    /// Not said: the letter that the expectation is about.
    Implied,
}

/// A moment of virtual time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    At(Timestamp),
    After(Duration, Anchor),
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if !text.starts_with('P') {
            return text.parse().map(Self::At).map_err(|_| {
                format!(
                    "`{text}` is not a moment; write a timestamp such as 2026-01-12T08:00:00Z, \
                     or a time after something, such as `P7D after letter` or `PT1H after start`"
                )
            });
        }
        match text.split_once(char::is_whitespace) {
            None => Ok(Self::After(text.parse()?, Anchor::Implied)),
            Some((length, rest)) => {
                let label = rest.trim().strip_prefix("after ").map(str::trim);
                let Some(label) = label.filter(|l| !l.is_empty()) else {
                    return Err(format!(
                        "`{text}` is not a moment; after the duration comes `after` and the name \
                         of a letter, such as `P7D after letter`"
                    ));
                };
                let anchor = match label {
                    "start" => Anchor::Start,
                    letter => Anchor::Letter(letter.to_owned()),
                };
                Ok(Self::After(length.parse()?, anchor))
            }
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(at) => write!(f, "{at}"),
            Self::After(length, Anchor::Start) => write!(f, "{length} after start"),
            Self::After(length, Anchor::Letter(label)) => write!(f, "{length} after {label}"),
            Self::After(length, Anchor::Implied) => write!(f, "{length}"),
        }
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// When something is due: at a moment, or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueMoment {
    Never,
    At(Moment),
}

impl<'de> Deserialize<'de> for DueMoment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "none" => Ok(Self::Never),
            moment => moment.parse().map(Self::At).map_err(de::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_timestamp_or_a_time_after_something() {
        let at: Moment = "2026-01-12T08:00:00Z".parse().unwrap();
        assert_eq!(at, Moment::At("2026-01-12T08:00:00Z".parse().unwrap()));
        let week = "P7D".parse().unwrap();
        for (text, anchor) in [
            ("P7D after letter", Anchor::Letter("letter".into())),
            (
                "P7D  after  second letter",
                Anchor::Letter("second letter".into()),
            ),
            ("P7D after start", Anchor::Start),
            ("P7D", Anchor::Implied),
        ] {
            assert_eq!(text.parse(), Ok(Moment::After(week, anchor)), "{text}");
        }
    }

    #[test]
    fn a_wrong_moment_says_how_to_write_one() {
        for text in ["tomorrow", "P7D before letter", "P7D after", "2026-01-12"] {
            let fault = text.parse::<Moment>().unwrap_err();
            assert!(fault.contains("such as"), "{text}: {fault}");
        }
    }
}
