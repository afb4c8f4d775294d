//! When a fault strikes: a rule names the fault, whom and which operations it concerns, and the
//! chance, or the one occasion, at which it does.
//!
//! A rule strikes by a function of the world's seed, the rule's place in the list and the number
//! of the occasion: no generator runs, so the same seed gives the same faults.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::operation;
use super::profile::FaultProfile;
use super::{Fault, Occasion};
use crate::calendar::{parse_duration, show_duration};
use crate::chance;
use crate::id::SystemId;
use crate::state::State;

/// How many rules a world may have.
const MOST_RULES: usize = 200;

/// What a world file's `faults:` and a PUT of them say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultsDocument {
    /// Rules that go together; they come before those written out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<FaultProfile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<FaultRule<String>>,
}

/// One rule. `S` is how it names systems: as people do, or by id once it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "S: Deserialize<'de>"))]
pub struct FaultRule<S> {
    pub fault: Fault,
    /// Only these systems; all where there are none.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub systems: Vec<S>,
    /// Only these operations of the interface, by operationId; all where there are none.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// How often of a hundred; always where neither this nor `nth` is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
    /// Only the n-th occasion that the rule concerns, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// The fault's measure.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "duration")]
    pub by: Option<SignedDuration>,
    /// A service window's ends: two timestamps, or two times of day for a window every day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<WindowEnd>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<WindowEnd>,
}

/// A rule in force.
pub type Rule = FaultRule<SystemId>;

/// An end of a service window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowEnd {
    At(Timestamp),
    /// Every day, in the zone of value dates.
    Daily(Time),
}

impl Serialize for WindowEnd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::At(at) => serializer.collect_str(at),
            Self::Daily(time) => serializer.collect_str(time),
        }
    }
}

impl<'de> Deserialize<'de> for WindowEnd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if let Ok(at) = text.parse() {
            return Ok(Self::At(at));
        }
        text.parse().map(Self::Daily).map_err(|_| {
            serde::de::Error::custom(format!(
                "'{text}' is neither a timestamp such as 2026-01-05T22:00:00Z nor a time of day such as 02:00"
            ))
        })
    }
}

/// The times of a service window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    Once { from: Timestamp, to: Timestamp },
    Daily { from: Time, to: Time },
}

impl Window {
    /// Whether it is open; the end itself does not belong to it.
    #[must_use]
    pub fn is_open(self, now: Timestamp, zone: &TimeZone) -> bool {
        match self {
            Self::Once { from, to } => from <= now && now < to,
            Self::Daily { from, to } => {
                let time = now.to_zoned(zone.clone()).time();
                if from <= to {
                    from <= time && time < to
                } else {
                    // Over midnight.
                    from <= time || time < to
                }
            }
        }
    }
}

mod duration {
    use super::{
        Deserialize, Deserializer, Serializer, SignedDuration, parse_duration, show_duration,
    };

    pub(super) fn serialize<S: Serializer>(
        by: &Option<SignedDuration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match by {
            Some(by) => serializer.serialize_some(&show_duration(*by)),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<SignedDuration>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| parse_duration(&text).map_err(serde::de::Error::custom))
            .transpose()
    }
}

impl<S> FaultRule<S> {
    /// A rule about everybody.
    pub(super) const fn of(fault: Fault) -> Self {
        Self {
            fault,
            systems: Vec::new(),
            operations: Vec::new(),
            percent: None,
            nth: None,
            by: None,
            from: None,
            to: None,
        }
    }

    /// The fault's measure, as the rule has it or as the table does.
    #[must_use]
    pub fn measure(&self) -> SignedDuration {
        self.by
            .or_else(|| self.fault.measure().map(|measure| measure.default))
            .unwrap_or(SignedDuration::ZERO)
    }

    /// A service window's times.
    #[must_use]
    pub fn window(&self) -> Option<Window> {
        match (self.from, self.to) {
            (Some(WindowEnd::At(from)), Some(WindowEnd::At(to))) => Some(Window::Once { from, to }),
            (Some(WindowEnd::Daily(from)), Some(WindowEnd::Daily(to))) => {
                Some(Window::Daily { from, to })
            }
            (Some(_) | None, _) => None,
        }
    }

    /// The same rule about these systems.
    pub fn about<T>(self, systems: Vec<T>) -> FaultRule<T> {
        FaultRule {
            systems,
            fault: self.fault,
            operations: self.operations,
            percent: self.percent,
            nth: self.nth,
            by: self.by,
            from: self.from,
            to: self.to,
        }
    }

    /// What is wrong with it by itself, and what to do; not whether its systems are there.
    #[must_use]
    pub fn wrong(&self) -> Option<(String, &'static str)> {
        let fault = self.fault;
        let name = fault.name();
        if !fault.is_available() {
            return Some((
                format!("{name} is not available: this version has no TLS port"),
                "leave it out",
            ));
        }
        if self.percent.is_some() && self.nth.is_some() {
            return Some((
                "a rule has either percent or nth".into(),
                "leave one of them out",
            ));
        }
        if self
            .percent
            .is_some_and(|percent| !(1..=100).contains(&percent))
        {
            return Some(("percent is from 1 to 100".into(), "write a whole number"));
        }
        if self.nth == Some(0) {
            return Some((
                "nth counts from 1".into(),
                "write 1 for the first, 2 for the second",
            ));
        }
        if !self.operations.is_empty() && fault.occasion() != Occasion::Call {
            return Some((
                format!("{name} strikes no call of an operation"),
                "leave operations out",
            ));
        }
        if let Some(message) = self
            .operations
            .iter()
            .find_map(|name| operation::unknown(name))
        {
            return Some((message, "write operationIds as the interface has them"));
        }
        match (self.by, fault.measure()) {
            (Some(_), None) => {
                return Some((format!("{name} has no measure"), "leave by out"));
            }
            (Some(by), Some(measure))
                if by.is_negative() || by > measure.most || by.subsec_nanos() % 1_000_000 != 0 =>
            {
                return Some((
                    format!(
                        "by is at most {} for {name}, and in whole milliseconds: {}",
                        show_duration(measure.most),
                        measure.words
                    ),
                    "write an ISO 8601 duration within that",
                ));
            }
            (Some(_) | None, _) => {}
        }
        self.wrong_window()
    }

    fn wrong_window(&self) -> Option<(String, &'static str)> {
        const TIMES: &str = "write from: and to:, both as timestamps, or both as times of day";
        let has_times = self.from.is_some() || self.to.is_some();
        if self.fault != Fault::ServiceWindow {
            return has_times.then(|| {
                (
                    format!("{} has no window", self.fault.name()),
                    "leave from and to out, or write service-window",
                )
            });
        }
        if self.percent.is_some() || self.nth.is_some() {
            return Some((
                "a service window strikes every call".into(),
                "leave percent and nth out",
            ));
        }
        let is_empty = match self.window() {
            None => return Some(("a service window has two ends of one kind".into(), TIMES)),
            Some(Window::Once { from, to }) => to <= from,
            Some(Window::Daily { from, to }) => from == to,
        };
        is_empty.then(|| ("the service window ends before it begins".into(), TIMES))
    }
}

impl Rule {
    /// Whether it is about this system.
    #[must_use]
    pub fn is_about(&self, system: Option<SystemId>) -> bool {
        self.systems.is_empty() || system.is_some_and(|system| self.systems.contains(&system))
    }

    /// Whether it is about this operation.
    #[must_use]
    pub fn is_about_operation(&self, operation: &str) -> bool {
        self.operations.is_empty() || self.operations.iter().any(|one| one == operation)
    }

    /// Whether it strikes at its occasion number `count`, from 1. `place` is its own in the list.
    #[must_use]
    pub fn strikes(&self, seed: u64, place: usize, count: u64) -> bool {
        if let Some(nth) = self.nth {
            return nth == count;
        }
        match self.percent {
            None => true,
            Some(percent) => chance::of_a_hundred(seed, place as u64, count) < percent,
        }
    }
}

/// The rules that a document means in this world, or all that is wrong with it: the place, what,
/// and what to do.
pub fn resolve(
    state: &State,
    document: &FaultsDocument,
) -> Result<Vec<Rule>, Vec<(String, String, &'static str)>> {
    let mut wrong = Vec::new();
    let mut rules: Vec<Rule> = document
        .profile
        .map(FaultProfile::rules)
        .unwrap_or_default();
    for (index, rule) in document.rules.iter().enumerate() {
        let path = format!("rules[{index}]");
        if let Some((message, remedy)) = rule.wrong() {
            wrong.push((path.clone(), message, remedy));
        }
        let mut systems = Vec::new();
        for name in &rule.systems {
            match system(state, name) {
                Ok(id) => systems.push(id),
                Err(message) => wrong.push((
                    format!("{path}.systems"),
                    message,
                    "name a system of this world by its name or id",
                )),
            }
        }
        rules.push(rule.clone().about(systems));
    }
    if rules.len() > MOST_RULES {
        wrong.push((
            "rules".into(),
            format!("a world has at most {MOST_RULES} rules"),
            "write fewer",
        ));
    }
    if wrong.is_empty() {
        Ok(rules)
    } else {
        Err(wrong)
    }
}

fn system(state: &State, name: &str) -> Result<SystemId, String> {
    if let Ok(id) = name.parse() {
        return if state.systems.contains_key(&id) {
            Ok(id)
        } else {
            Err(format!("there is no system {id}"))
        };
    }
    let named: Vec<SystemId> = state
        .systems
        .values()
        .filter(|system| system.name == name)
        .map(|system| system.id)
        .collect();
    match named.as_slice() {
        [only] => Ok(*only),
        [] => {
            let nearest = state
                .systems
                .values()
                .map(|system| system.name.as_str())
                .min_by_key(|other| strsim::damerau_levenshtein(other, name))
                .map_or_else(String::new, |nearest| {
                    format!("; the nearest is '{nearest}'")
                });
            Err(format!("there is no system '{name}'{nearest}"))
        }
        [_, ..] => Err(format!("several systems are called '{name}'; write an id")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(fault: Fault) -> FaultRule<String> {
        FaultRule::of(fault)
    }

    #[test]
    fn the_nth_occasion_is_struck_and_no_other() {
        let third = Rule {
            nth: Some(3),
            ..Rule::of(Fault::Unavailable)
        };
        let struck: Vec<u64> = (1..=6).filter(|n| third.strikes(1, 0, *n)).collect();
        assert_eq!(struck, [3]);
    }

    #[test]
    fn a_percentage_is_near_its_rate_and_the_same_for_the_same_seed() {
        let tenth = Rule {
            percent: Some(10),
            ..Rule::of(Fault::Unavailable)
        };
        let struck = |seed, place| -> Vec<u64> {
            (1..=2_000)
                .filter(|n| tenth.strikes(seed, place, *n))
                .collect()
        };
        let one = struck(1, 0);
        assert!((150..=250).contains(&one.len()), "{}", one.len());
        assert_eq!(one, struck(1, 0));
        assert_ne!(one, struck(2, 0));
        assert_ne!(one, struck(1, 1));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_the_way_out() {
        let wrong = |rule: FaultRule<String>| rule.wrong().map(|(message, _)| message);
        assert_eq!(wrong(rule(Fault::Unavailable)), None);
        for rule in [
            FaultRule {
                percent: Some(5),
                nth: Some(1),
                ..rule(Fault::Unavailable)
            },
            FaultRule {
                percent: Some(0),
                ..rule(Fault::Unavailable)
            },
            FaultRule {
                nth: Some(0),
                ..rule(Fault::Unavailable)
            },
            FaultRule {
                by: Some(SignedDuration::from_secs(60)),
                ..rule(Fault::Latency)
            },
            FaultRule {
                by: Some(SignedDuration::ZERO),
                ..rule(Fault::AnswerLost)
            },
            FaultRule {
                operations: vec!["SendMemo".into()],
                ..rule(Fault::ReceiptLate)
            },
            FaultRule {
                from: Some(WindowEnd::Daily(Time::midnight())),
                ..rule(Fault::Unavailable)
            },
            rule(Fault::ServiceWindow),
            rule(Fault::ExpiredCertificate),
        ] {
            assert!(wrong(rule.clone()).is_some(), "{rule:?}");
        }
    }

    #[test]
    fn a_daily_window_may_go_over_midnight() {
        let window = Window::Daily {
            from: Time::constant(23, 30, 0, 0),
            to: Time::constant(0, 30, 0, 0),
        };
        let open = |text: &str| window.is_open(text.parse().unwrap(), &TimeZone::UTC);
        assert!(open("2026-01-05T23:30:00Z"));
        assert!(open("2026-01-06T00:29:59Z"));
        assert!(!open("2026-01-06T00:30:00Z"));
        assert!(!open("2026-01-05T12:00:00Z"));
    }
}
