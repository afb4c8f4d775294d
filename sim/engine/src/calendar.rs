//! Durations and dates as Digital Post counts them.
//!
//! Schedules are counted in elapsed time, where a day is 24 hours; a value date is a date in
//! Europe/Copenhagen, where a day may have 23 or 25. The two never mix: what is here is the only
//! bridge between them (VALUE-1).

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};

/// A duration that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{text}' is not a duration; write it as ISO 8601, for example PT20H, P7D or PT23H59M (a day is 24 hours; no months or years)"
)]
pub struct NotADuration {
    text: String,
}

/// Reads an ISO 8601 duration; a day is 24 hours, a week 7 days.
pub fn parse_duration(text: &str) -> Result<SignedDuration, NotADuration> {
    let fault = || NotADuration {
        text: text.to_owned(),
    };
    let span: Span = text.trim().parse().map_err(|_| fault())?;
    if span.get_years() != 0
        || span.get_months() != 0
        || !text.trim_start_matches(['-', '+']).starts_with('P')
    {
        return Err(fault());
    }
    span.to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|_| fault())
}

/// Shows a duration as ISO 8601 in the largest unit that divides it: `P7D`, `PT20H`, `PT1M`.
#[must_use]
pub fn show_duration(duration: SignedDuration) -> String {
    let nanos = duration.subsec_nanos();
    let seconds = duration.as_secs();
    if nanos != 0 {
        return format!("{duration}");
    }
    let (sign, seconds) = if seconds < 0 {
        ("-", -seconds)
    } else {
        ("", seconds)
    };
    match seconds {
        0 => "PT0S".to_owned(),
        s if s % 86_400 == 0 => format!("{sign}P{}D", s / 86_400),
        s if s % 3_600 == 0 => format!("{sign}PT{}H", s / 3_600),
        s if s % 60 == 0 => format!("{sign}PT{}M", s / 60),
        s => format!("{sign}PT{s}S"),
    }
}

/// The instant at which a date begins to count: `time` on that date in `zone`.
///
/// A time that a clock change skips counts as the first instant after it. `None` only where the
/// date lies outside what timestamps can hold.
#[must_use]
pub fn start_of(date: Date, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_zoned(date.to_datetime(time))
        .compatible()
        .ok()
        .map(|zoned| zoned.timestamp())
}

/// The date that it is at `now` in `zone`.
#[must_use]
pub fn date_at(now: Timestamp, zone: &TimeZone) -> Date {
    now.to_zoned(zone.clone()).date()
}

/// The instant without what is less than a millisecond.
#[must_use]
pub fn whole_milliseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// `at` moved by `by`; at the ends of time it stays there instead of failing.
#[must_use]
pub fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(if by.is_negative() {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// Timestamps as the interface writes them: ISO 8601 with milliseconds and Z.
pub mod milliseconds {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    /// The text of a timestamp: `2026-01-05T08:00:00.000Z`.
    #[must_use]
    pub fn show(at: Timestamp) -> String {
        format!("{at:.3}")
    }

    /// For `#[serde(with = …)]`.
    pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{at:.3}"))
    }

    /// The same for a time that may be missing.
    pub mod option {
        use jiff::Timestamp;
        use serde::{Deserialize, Deserializer, Serializer};

        /// For `#[serde(with = …)]`.
        pub fn serialize<S: Serializer>(
            at: &Option<Timestamp>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            match at {
                Some(at) => super::serialize(at, serializer),
                None => serializer.serialize_none(),
            }
        }

        /// For `#[serde(with = …)]`.
        pub fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Timestamp>, D::Error> {
            Option::deserialize(deserializer)
        }
    }

    /// For `#[serde(with = …)]`.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        Timestamp::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_24_hours_and_a_month_is_refused() {
        assert_eq!(
            parse_duration("P7D").unwrap(),
            SignedDuration::from_hours(168)
        );
        assert_eq!(
            parse_duration("PT23H59M").unwrap(),
            SignedDuration::from_mins(24 * 60 - 1)
        );
        for wrong in ["P1M", "7 days", "", "P", "PT", "7d"] {
            assert!(parse_duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_shown_is_read_back() {
        for text in ["P7D", "PT20H", "PT1M", "PT61S", "PT0S", "-PT5M"] {
            assert_eq!(show_duration(parse_duration(text).unwrap()), text);
        }
    }

    #[test]
    fn midnight_in_copenhagen_follows_the_clock_changes() {
        let zone = TimeZone::get("Europe/Copenhagen").unwrap();
        let at = |text: &str| {
            start_of(text.parse().unwrap(), Time::midnight(), &zone)
                .unwrap()
                .to_string()
        };
        assert_eq!(at("2026-03-29"), "2026-03-28T23:00:00Z");
        assert_eq!(at("2026-03-30"), "2026-03-29T22:00:00Z");
        assert_eq!(at("2026-10-26"), "2026-10-25T23:00:00Z");
    }
}
