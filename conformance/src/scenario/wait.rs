//! `wait`, and how long an expectation has: by the wall, or in virtual time.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::{Duration, Placed};

/// Wall time passes; or an event about a letter comes, at a vendor's own pace.
#[derive(Debug, Clone)]
pub enum Wait {
    Time(Duration),
    Event(EventAwaited),
}

/// The longest wait in seconds of wall time.
const LONGEST_WAIT: i64 = 600;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventAwaited {
    /// The type of an event of the journal.
    #[serde(rename = "for")]
    pub event: Placed<String>,
    #[serde(alias = "letter", alias = "message")]
    pub of: Placed<String>,
    /// In wall time; ten seconds unless said.
    pub within: Option<Duration>,
}

impl<'de> Deserialize<'de> for Wait {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TimeOrEvent;
        impl<'de> Visitor<'de> for TimeOrEvent {
            type Value = Wait;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a duration of wall time such as PT2S, or {for: EVENT, of: letter}")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Wait, E> {
                let time: Duration = text.parse().map_err(E::custom)?;
                if time.get().as_secs() > LONGEST_WAIT {
                    return Err(E::custom(format!(
                        "{time} of wall time is too long to wait; at most PT10M. Virtual time \
                         passes with `advance`"
                    )));
                }
                Ok(Wait::Time(time))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Wait, A::Error> {
                EventAwaited::deserialize(MapAccessDeserializer::new(map)).map(Wait::Event)
            }
        }
        deserializer.deserialize_any(TimeOrEvent)
    }
}

/// How long an expectation has to come true, or must stay true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// By the wall clock.
    Wall(Duration),
    /// While the virtual clock moves from due instant to due instant.
    Virtual(Duration),
}

impl Within {
    #[must_use]
    pub fn wall(self) -> Option<std::time::Duration> {
        match self {
            Self::Wall(length) => Some(length.wall()),
            Self::Virtual(_) => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Clock {
    Wall(Duration),
    Virtual(Duration),
}

impl<'de> Deserialize<'de> for Within {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrClock;
        impl<'de> Visitor<'de> for TextOrClock {
            type Value = Within;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a duration of wall time such as PT5S, or {virtual: P1D}")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Within, E> {
                text.parse().map(Within::Wall).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Within, A::Error> {
                match Clock::deserialize(MapAccessDeserializer::new(map))? {
                    Clock::Wall(length) => Ok(Within::Wall(length)),
                    Clock::Virtual(length) => Ok(Within::Virtual(length)),
                }
            }
        }
        deserializer.deserialize_any(TextOrClock)
    }
}
