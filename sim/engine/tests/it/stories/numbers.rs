//! The numbers of the schedules (RETRY-2 to RETRY-5, RETRY-8, RETRY-9, SEND-4), and the times that
//! follow from them, counted in minutes and one by one, in another way than the engine's.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use testpost_engine::profile::SettingValue;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// In minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbers {
    pub(super) delivery: Schedule,
    pub(super) receipts: Schedule,
    /// RETRY-5: since the hand-over.
    pub(super) primary: Vec<i64>,
    /// RETRY-8.
    pub(super) deactivation: i64,
    /// RETRY-9.
    pub(super) warnings: Vec<i64>,
    /// VALUE-1: the hour of the day.
    pub(super) value_date_hour: i8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schedule {
    first_day: Vec<i64>,
    daily: i64,
    pub(super) give_up: i64,
}

impl Schedule {
    /// When attempts are made, in minutes since the first one.
    pub(super) fn attempts(&self) -> Vec<i64> {
        let made = self.first_day.iter().filter(|time| **time < self.give_up);
        let last = made.copied().max().unwrap_or(0);
        (0..self.give_up)
            .filter(|minute| {
                self.first_day.contains(minute) || *minute > last && minute % self.daily == 0
            })
            .collect()
    }

    fn settings(&self, prefix: &str) -> [(String, SettingValue); 3] {
        [
            (format!("{prefix}.first-day"), list(&self.first_day)),
            (format!("{prefix}.daily"), minutes(self.daily)),
            (format!("{prefix}.give-up-after"), minutes(self.give_up)),
        ]
    }
}

impl Numbers {
    /// As the clauses have them.
    pub(super) fn of_the_clauses() -> Self {
        let schedule = Schedule {
            first_day: vec![0, HOUR, 4 * HOUR, 10 * HOUR, 20 * HOUR],
            daily: DAY,
            give_up: 7 * DAY,
        };
        Self {
            delivery: schedule.clone(),
            receipts: schedule,
            primary: vec![0, HOUR, DAY],
            deactivation: 7 * DAY,
            warnings: vec![DAY, 3 * DAY, 5 * DAY, 6 * DAY],
            value_date_hour: 0,
        }
    }

    /// What a world file says to have these; nothing where they are the assumed ones.
    pub(super) fn settings(&self) -> BTreeMap<String, SettingValue> {
        if *self == Self::of_the_clauses() {
            return BTreeMap::new();
        }
        let mut settings: BTreeMap<_, _> = self.delivery.settings("retry").into();
        settings.extend(self.receipts.settings("receipt.retry"));
        settings.extend([
            ("retry.primary".to_owned(), list(&self.primary)),
            ("deactivation.after".to_owned(), minutes(self.deactivation)),
            ("deactivation.warnings".to_owned(), list(&self.warnings)),
            (
                "value-date.time".to_owned(),
                SettingValue::Text(format!("{:02}:00:00", self.value_date_hour)),
            ),
        ]);
        settings
    }
}

pub(super) fn later(at: Timestamp, minutes: i64) -> Timestamp {
    at + SignedDuration::from_mins(minutes)
}

fn minutes(minutes: i64) -> SettingValue {
    SettingValue::Text(format!("PT{minutes}M"))
}

fn list(times: &[i64]) -> SettingValue {
    SettingValue::List(times.iter().map(|time| minutes(*time)).collect())
}

/// Times that rise.
fn rising(first: i64, most: usize) -> impl Strategy<Value = Vec<i64>> {
    proptest::collection::vec(1..40_i64, 0..most).prop_map(move |steps| {
        let mut at = first;
        let mut times = vec![at];
        for step in steps {
            at += step * 30;
            times.push(at);
        }
        times
    })
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let daily = prop_oneof![Just(7 * HOUR), Just(DAY), Just(36 * HOUR)];
    (rising(0, 6), daily, 1..10_i64, 0..2_i64).prop_map(|(first_day, daily, days, more)| Schedule {
        first_day,
        daily,
        give_up: days * DAY + more * 7,
    })
}

/// Those of the clauses as often as others.
pub(super) fn numbers() -> impl Strategy<Value = Numbers> {
    let primary = prop_oneof![
        1 => Just(Vec::new()),
        4 => rising(0, 4),
        2 => rising(30, 3),
    ];
    let others = (
        schedule(),
        schedule(),
        primary,
        1..10_i64,
        rising(DAY, 4),
        0..24_i8,
    )
        .prop_map(
            |(delivery, receipts, primary, days, warnings, value_date_hour)| Numbers {
                delivery,
                receipts,
                primary,
                deactivation: days * DAY,
                warnings,
                value_date_hour,
            },
        );
    prop_oneof![Just(Numbers::of_the_clauses()), others]
}

#[test]
fn the_times_of_the_clauses_are_those_that_the_clauses_list() {
    let hours: Vec<i64> = Numbers::of_the_clauses()
        .delivery
        .attempts()
        .iter()
        .map(|minute| minute / HOUR)
        .collect();
    assert_eq!(hours, [0, 1, 4, 10, 20, 24, 48, 72, 96, 120, 144]);
}
