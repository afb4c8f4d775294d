//! The attempts to push one message, packed: a world may have a million messages with fourteen
//! each. What goes in comes out as it was, times in whole milliseconds.

use std::fmt;

use jiff::Timestamp;

use crate::effect::{CallOutcome, EffectId};
use crate::event::{Sends, Stage};
use crate::id::SystemId;

/// One attempt to push a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Counted over the message's whole delivery, from 1.
    pub number: u32,
    pub at: Timestamp,
    pub system: SystemId,
    pub stage: Stage,
    pub sends: Sends,
    pub effect: EffectId,
    /// None while the call is open.
    pub outcome: Option<CallOutcome>,
}

/// An attempt without what its place and its neighbours tell.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Packed {
    at_millisecond: i64,
    effect: EffectId,
    /// The place in `systems`, shifted by two; the lowest bit is set for the last attempts, the one
    /// above it for notifications.
    system_and_kind: u32,
    outcome: Option<CallOutcome>,
}

/// All attempts at a message, in their order.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Attempts {
    made: Vec<Packed>,
    /// The systems that were tried, each once; seldom more than two.
    systems: Vec<SystemId>,
}

impl Attempts {
    #[must_use]
    pub const fn len(&self) -> usize {
        self.made.len()
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.made.is_empty()
    }

    /// All of them, the first one first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Attempt> + ExactSizeIterator {
        self.made
            .iter()
            .enumerate()
            .map(|(place, packed)| self.unpacked(place, *packed))
    }

    #[must_use]
    pub fn last(&self) -> Option<Attempt> {
        self.iter().next_back()
    }

    /// The attempt whose call this is.
    pub(crate) fn of(&self, effect: EffectId) -> Option<Attempt> {
        // The newest are asked for.
        let place = self.made.iter().rposition(|made| made.effect == effect)?;
        Some(self.unpacked(place, self.made[place]))
    }

    /// Whether this system was ever tried.
    #[must_use]
    pub fn tried(&self, system: SystemId) -> bool {
        self.systems.contains(&system)
    }

    /// Whether a call is open.
    #[must_use]
    pub fn any_open(&self) -> bool {
        self.made.iter().any(|made| made.outcome.is_none())
    }

    /// A new attempt: its number follows from those before it.
    pub(crate) fn begin(
        &mut self,
        at: Timestamp,
        system: SystemId,
        (stage, sends): (Stage, Sends),
        call: EffectId,
    ) {
        let known = self.systems.iter().position(|known| *known == system);
        let place = known.unwrap_or_else(|| {
            self.systems.push(system);
            self.systems.len() - 1
        });
        let place = u32::try_from(place).unwrap_or(u32::MAX >> 2);
        let stage = match stage {
            Stage::Schedule => 0,
            Stage::Primary => 1,
        };
        let sends = match sends {
            Sends::Memo => 0,
            Sends::Notification => 2,
        };
        self.made.push(Packed {
            at_millisecond: at.as_millisecond(),
            effect: call,
            system_and_kind: place << 2 | sends | stage,
            outcome: None,
        });
    }

    pub(crate) fn end(&mut self, call: EffectId, outcome: CallOutcome) {
        if let Some(made) = self.made.iter_mut().rev().find(|made| made.effect == call) {
            made.outcome = Some(outcome);
        }
    }

    fn unpacked(&self, place: usize, packed: Packed) -> Attempt {
        Attempt {
            number: u32::try_from(place + 1).unwrap_or(u32::MAX),
            // It was a timestamp before.
            at: Timestamp::from_millisecond(packed.at_millisecond).unwrap_or(Timestamp::MAX),
            system: self.systems[(packed.system_and_kind >> 2) as usize],
            stage: if packed.system_and_kind & 1 == 0 {
                Stage::Schedule
            } else {
                Stage::Primary
            },
            sends: if packed.system_and_kind & 2 == 0 {
                Sends::Memo
            } else {
                Sends::Notification
            },
            effect: packed.effect,
            outcome: packed.outcome,
        }
    }
}

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_as_it_was() {
        let system = |number: u128| SystemId::from_uuid(uuid::Uuid::from_u128(number));
        let at = |hour: i64| Timestamp::from_millisecond(1_767_600_000_000 + hour * 3_600_000);
        let mut attempts = Attempts::default();
        let whole: Vec<Attempt> = [
            (7, Stage::Schedule),
            (7, Stage::Schedule),
            (9, Stage::Primary),
            (7, Stage::Primary),
        ]
        .into_iter()
        .zip(1_u32..)
        .map(|((to, stage), number)| Attempt {
            number,
            at: at(i64::from(number)).unwrap(),
            system: system(to),
            stage,
            sends: if number == 2 {
                Sends::Notification
            } else {
                Sends::Memo
            },
            effect: EffectId(u64::from(number) * 10),
            outcome: (number != 3).then_some(CallOutcome::Answered { status: 503 }),
        })
        .collect();
        for attempt in &whole {
            let kind = (attempt.stage, attempt.sends);
            attempts.begin(attempt.at, attempt.system, kind, attempt.effect);
            if let Some(outcome) = attempt.outcome {
                attempts.end(attempt.effect, outcome);
            }
        }
        assert_eq!(attempts.iter().collect::<Vec<_>>(), whole);
        assert_eq!(attempts.of(EffectId(30)), Some(whole[2]));
        assert_eq!(attempts.last(), Some(whole[3]));
        assert!(attempts.any_open() && attempts.tried(system(9)) && !attempts.tried(system(8)));
        attempts.end(EffectId(30), CallOutcome::Answered { status: 200 });
        assert!(!attempts.any_open());
    }

    #[test]
    fn an_attempt_takes_24_bytes() {
        assert_eq!(size_of::<Packed>(), 24);
    }
}
