//! A duration as scenario files write it: ISO 8601, such as `PT23H59M` or `P7D`.
//!
//! A day is 24 hours and a week seven days, as everywhere in the control interface. Months
//! and years have no fixed length and are refused.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde::{Deserialize, Deserializer, de};

/// A length of time, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(SignedDuration);

impl Duration {
    #[must_use]
    pub const fn of_seconds(seconds: u32) -> Self {
        Self(SignedDuration::from_secs(seconds as i64))
    }

    #[must_use]
    pub fn get(self) -> SignedDuration {
        self.0
    }

    /// The same as wall time, for waits.
    #[must_use]
    pub fn wall(self) -> std::time::Duration {
        self.0.unsigned_abs()
    }

    /// Whole days, where it is a whole number of them.
    #[must_use]
    pub fn whole_days(self) -> Option<i64> {
        const DAY: i64 = 24 * 60 * 60;
        let seconds = self.0.as_secs();
        (seconds % DAY == 0 && self.0.subsec_nanos() == 0).then_some(seconds / DAY)
    }
}

impl From<SignedDuration> for Duration {
    fn from(length: SignedDuration) -> Self {
        Self(length.abs())
    }
}

/// Days and the rest: `P6DT23H59M`, `PT4H`, `PT0S`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        let (hours, minutes, whole) = (rest / 3_600, rest / 60 % 60, rest % 60);
        let millis = self.0.subsec_millis();
        if seconds == 0 && millis == 0 {
            return f.write_str("PT0H");
        }
        f.write_str("P")?;
        if days > 0 {
            write!(f, "{days}D")?;
        }
        if rest > 0 || millis > 0 {
            f.write_str("T")?;
        }
        if hours > 0 {
            write!(f, "{hours}H")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}M")?;
        }
        match (whole, millis) {
            (0, 0) => Ok(()),
            (whole, 0) => write!(f, "{whole}S"),
            (whole, millis) => write!(f, "{whole}.{millis:03}S"),
        }
    }
}

impl FromStr for Duration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is not a duration; write it as ISO 8601, such as PT30M, PT23H59M or P7D"
            )
        };
        if !text.starts_with('P') {
            return Err(wrong());
        }
        let span: Span = text.parse().map_err(|_| wrong())?;
        if span.get_years() != 0 || span.get_months() != 0 {
            return Err(format!(
                "`{text}` names months or years, which have no fixed length; write days, such as P30D"
            ));
        }
        let length = span
            .to_duration(SpanRelativeTo::days_are_24_hours())
            .map_err(|_| wrong())?;
        Ok(Self(length))
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Duration {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_24_hours() {
        assert_eq!(parsed("P1D"), parsed("PT24H"));
        assert_eq!(parsed("P1W"), parsed("P7D"));
        assert_eq!(parsed("P7D").whole_days(), Some(7));
        assert_eq!(parsed("PT25H").whole_days(), None);
    }

    #[test]
    fn a_duration_is_shown_as_people_write_it() {
        for text in ["PT0H", "PT4H", "P1D", "P6DT23H59M", "PT0.500S", "P1DT1S"] {
            assert_eq!(parsed(text).to_string(), text);
        }
        assert_eq!(parsed("PT167H59M").to_string(), "P6DT23H59M");
    }

    #[test]
    fn what_has_no_fixed_length_is_refused() {
        for text in ["P1M", "P1Y", "7 days", "24h", "", "P", "-P1D"] {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
    }
}
