//! A world's clock: real, scaled or virtual, and the only place that reads the wall clock.
//!
//! A clock starts at the world's epoch. A real clock goes on from there at the speed of the
//! wall clock, a scaled one N times as fast, a virtual one stands until it is moved.
//! World time is a `Timestamp`, socket time an `Instant`: the two never mix outside this file.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tokio::time::Instant;

use crate::world::whole_times::cut;

/// How a world's time passes: `real`, `virtual` or `scaled:N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockMode {
    Real,
    Virtual,
    Scaled(NonZeroU32),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no clock: say real, virtual or scaled:N, N being a whole number above 0")]
pub struct ClockModeFault(String);

impl FromStr for ClockMode {
    type Err = ClockModeFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "real" => Ok(ClockMode::Real),
            "virtual" => Ok(ClockMode::Virtual),
            other => other
                .strip_prefix("scaled:")
                .and_then(|factor| factor.parse().ok())
                .map(ClockMode::Scaled)
                .ok_or_else(|| ClockModeFault(text.to_owned())),
        }
    }
}

impl fmt::Display for ClockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClockMode::Real => f.write_str("real"),
            ClockMode::Virtual => f.write_str("virtual"),
            ClockMode::Scaled(factor) => write!(f, "scaled:{factor}"),
        }
    }
}

impl Serialize for ClockMode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClockMode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The clock of one world.
#[derive(Debug, Clone)]
pub struct Clock {
    mode: ClockMode,
    epoch: Timestamp,
    started: Instant,
    /// Where a virtual clock stands; the others do not look at it.
    standing: Timestamp,
}

impl Clock {
    /// `epoch` is cut to whole milliseconds.
    pub fn start(mode: ClockMode, epoch: Timestamp) -> Clock {
        let epoch = cut(epoch);
        Clock {
            mode,
            epoch,
            started: Instant::now(),
            standing: epoch,
        }
    }

    pub fn mode(&self) -> ClockMode {
        self.mode
    }

    /// The world's time. Whole milliseconds, because that is what every journal and answer shows.
    pub fn now(&self) -> Timestamp {
        let factor = match self.mode {
            ClockMode::Virtual => return self.standing,
            ClockMode::Real => 1,
            ClockMode::Scaled(factor) => i64::from(factor.get()),
        };
        let passed = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.epoch
            .checked_add(SignedDuration::from_millis(passed.saturating_mul(factor)))
            .unwrap_or(Timestamp::MAX)
    }

    /// Moves a virtual clock. Real and scaled clocks go by themselves and are left alone, and
    /// no clock goes back.
    pub fn move_to(&mut self, at: Timestamp) {
        if at > self.standing {
            self.standing = at;
        }
    }

    /// When, in socket time, this clock will show `at`; `None` on a virtual clock, which
    /// never gets anywhere by itself.
    pub fn instant_of(&self, at: Timestamp) -> Option<Instant> {
        let factor = match self.mode {
            ClockMode::Virtual => return None,
            ClockMode::Real => 1,
            ClockMode::Scaled(factor) => factor.get(),
        };
        let ahead = Duration::try_from(at.duration_since(self.epoch)).unwrap_or_default();
        // Past a year the timer would only have to be set again: tokio's range has an end.
        let ahead = (ahead / factor).min(Duration::from_secs(365 * 24 * 3600));
        // One millisecond more, since `now` counts whole ones: the timer must not fire early.
        Some(self.started + ahead + Duration::from_millis(1))
    }
}

/// The wall clock, for exchanges and for the epoch of a world on a real clock.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the wall clock"
)]
pub fn wall_now() -> Timestamp {
    cut(Timestamp::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_read_and_written_in_one_way() {
        for text in ["real", "virtual", "scaled:60"] {
            assert_eq!(text.parse::<ClockMode>().unwrap().to_string(), text);
        }
        for text in ["", "fast", "scaled:", "scaled:0", "scaled:-1", "Real"] {
            assert!(text.parse::<ClockMode>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_virtual_clock_stands_until_it_is_moved_and_never_goes_back() {
        let epoch: Timestamp = "2026-01-05T08:00:00Z".parse().unwrap();
        let later = epoch + SignedDuration::from_hours(1);
        let mut clock = Clock::start(ClockMode::Virtual, epoch);
        assert_eq!(clock.now(), epoch);
        clock.move_to(later);
        clock.move_to(epoch);
        assert_eq!(clock.now(), later);
        assert_eq!(clock.instant_of(later), None);
    }

    #[test]
    fn a_scaled_clock_reaches_an_hour_in_a_minute() {
        let epoch: Timestamp = "2026-01-05T08:00:00Z".parse().unwrap();
        let clock = Clock::start(ClockMode::Scaled(NonZeroU32::new(60).unwrap()), epoch);
        let at = clock
            .instant_of(epoch + SignedDuration::from_hours(1))
            .unwrap();
        assert_eq!(
            at - clock.started,
            Duration::from_secs(60) + Duration::from_millis(1)
        );
    }
}
