//! The fault rules about calls on the service port: what is in force, how often each rule's
//! occasion has come, and what strikes a call.
//!
//! Shared by a world's task, which sets the rules, and the service port. What strikes is a
//! function of the seed, the rule's place and the number of the call; how it is done on the wire
//! is the service port's affair.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use testpost_engine::Engine;
use testpost_engine::faults::{Fault, Occasion, Rule};
use testpost_engine::id::SystemId;

use crate::exchanges::Life;

/// How long the waiting times of one call may be together.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The rules about calls in force in one world.
#[derive(Debug, Default)]
pub struct CallFaults(Mutex<Option<InForce>>);

#[derive(Debug)]
struct InForce {
    /// The life of the world and the event that set them: whatever is newer counts anew.
    since: (Life, u64),
    seed: u64,
    zone: TimeZone,
    /// Each with its place in the world's whole list, and how many calls it has concerned.
    rules: Vec<(usize, Rule, u64)>,
}

/// What strikes a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StruckCall {
    /// Wall time that it waits before it is looked at.
    pub wait: Duration,
    /// What decides its answer, with its measure.
    pub answer: Option<(Fault, SignedDuration)>,
    /// How far its list lags behind.
    pub lag: SignedDuration,
    /// All that struck, in the order of the rules.
    pub faults: Vec<Fault>,
}

impl CallFaults {
    /// Takes over what the engine has in force, if that is new.
    pub(super) fn follow(&self, life: Life, engine: &Engine) {
        let faults = &engine.state().faults;
        let since = (life, faults.since());
        self.with(|known| {
            if known.as_ref().is_some_and(|known| known.since == since) {
                return;
            }
            let rules = faults.rules().iter().cloned().enumerate();
            *known = Some(InForce {
                since,
                seed: engine.birth().seed,
                zone: engine.profile().value_date_zone.clone(),
                rules: rules
                    .filter(|(_, rule)| rule.fault.occasion() == Occasion::Call)
                    .map(|(place, rule)| (place, rule, 0))
                    .collect(),
            });
        });
    }

    /// Whether no rule is about calls.
    pub fn is_calm(&self) -> bool {
        self.with(|known| known.as_ref().is_none_or(|known| known.rules.is_empty()))
    }

    /// What strikes this call; it is counted by every rule that concerns it.
    pub fn strike(
        &self,
        now: Timestamp,
        system: Option<SystemId>,
        operation: &str,
    ) -> Option<StruckCall> {
        self.with(|known| {
            known
                .as_mut()
                .and_then(|known| known.strike(now, system, operation))
        })
    }

    fn with<T>(&self, look: impl FnOnce(&mut Option<InForce>) -> T) -> T {
        // Nothing panics while it holds this lock.
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl InForce {
    fn strike(
        &mut self,
        now: Timestamp,
        system: Option<SystemId>,
        operation: &str,
    ) -> Option<StruckCall> {
        let mut struck = StruckCall {
            wait: Duration::ZERO,
            answer: None,
            lag: SignedDuration::ZERO,
            faults: Vec::new(),
        };
        for (place, rule, count) in &mut self.rules {
            if !rule.is_about(system) || !rule.is_about_operation(operation) {
                continue;
            }
            *count += 1;
            let is_struck = match rule.window() {
                Some(window) => window.is_open(now, &self.zone),
                None => rule.strikes(self.seed, *place, *count),
            };
            if is_struck {
                struck.add(rule.fault, rule.measure());
            }
        }
        (!struck.faults.is_empty()).then_some(struck)
    }
}

impl StruckCall {
    fn add(&mut self, fault: Fault, measure: SignedDuration) {
        match fault {
            Fault::Latency => {
                let wait = Duration::try_from(measure).unwrap_or_default();
                self.wait = self.wait.saturating_add(wait).min(LONGEST_WAIT);
            }
            Fault::QueryLag => self.lag = self.lag.max(measure),
            Fault::TooManyRequests
            | Fault::Unavailable
            | Fault::ConnectionReset
            | Fault::AnswerLost
            | Fault::HalfBody
            | Fault::ServiceWindow => {
                if self.answer.is_some() {
                    return;
                }
                self.answer = Some((fault, measure));
            }
            // These are the engine's, or not to be had.
            Fault::ReceiptLate
            | Fault::ReceiptReordered
            | Fault::ReceiptDoubled
            | Fault::PushLate
            | Fault::PushReordered
            | Fault::PushDoubled
            | Fault::PushCut
            | Fault::PushUnreadable
            | Fault::PushInvalid
            | Fault::PushMisdirected
            | Fault::ExpiredCertificate => return,
        }
        self.faults.push(fault);
    }
}
