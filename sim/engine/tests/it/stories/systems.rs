//! What the journal says about systems, told anew: who is there, who receives, and how long each
//! has failed (SYS-7, SYS-16, RETRY-8, RETRY-9).

use std::collections::BTreeMap;

use jiff::Timestamp;
use testpost_engine::document::{Protocol, Role};
use testpost_engine::event::{Event, EventBody, Sends};
use testpost_engine::id::SystemId;
use testpost_engine::state::State;
use testpost_engine::state::systems::System;

use super::numbers::{Numbers, later};

/// A system as far as it matters here.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) pushes: bool,
    /// It is told of messages, and fetches them (DEL-7).
    pub(super) subscribes: bool,
    receives: bool,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    off: bool,
    /// Since when every push has failed.
    failing: Option<Timestamp>,
    warned: usize,
    open: usize,
    /// When the last push ended.
    closed: Option<Timestamp>,
    /// Whether it was ever told of a message.
    was_told: bool,
    /// When it posted its last receipt.
    receipted: Option<Timestamp>,
}

impl Known {
    fn of(system: &System) -> Self {
        Self {
            pushes: system.protocol == Protocol::RestPush,
            subscribes: system.protocol == Protocol::RestPublishSubscribe,
            receives: system.roles.contains(&Role::Recipient),
            from: system.active_from,
            to: system.active_to,
            off: system.deactivated_at.is_some(),
            failing: None,
            warned: 0,
            open: 0,
            closed: None,
            was_told: false,
            receipted: None,
        }
    }

    pub(super) fn is_in_its_window(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }

    pub(super) fn takes_mail(&self, at: Timestamp) -> bool {
        self.receives && !self.off && self.is_in_its_window(at)
    }

    fn forget(&mut self) {
        (self.failing, self.warned) = (None, 0);
    }
}

/// All systems, as the journal has told so far.
#[derive(Debug)]
pub(super) struct Systems<'n> {
    numbers: &'n Numbers,
    known: BTreeMap<SystemId, Known>,
}

impl<'n> Systems<'n> {
    /// Those of a new world.
    pub(super) fn of(born: &State, numbers: &'n Numbers) -> Self {
        let known = born.systems.iter().map(|(id, of)| (*id, Known::of(of)));
        Self {
            numbers,
            known: known.collect(),
        }
    }

    pub(super) fn get(&self, id: SystemId) -> Option<&Known> {
        self.known.get(&id)
    }

    /// Takes in the next event, before which no time of a warning or deactivation may have gone
    /// by unused.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what concerns systems is listed, the rest is other modules' matter"
    )]
    pub(super) fn hear(&mut self, event: &Event) {
        let at = event.at;
        self.nothing_is_late(at);
        match &event.body {
            EventBody::SystemChanged { system } => {
                let mut new = Known::of(system);
                if let Some(before) = self.known.get(&system.id) {
                    (new.failing, new.warned) = (before.failing, before.warned);
                    (new.open, new.closed) = (before.open, before.closed);
                    (new.was_told, new.receipted) = (before.was_told, before.receipted);
                }
                self.known.insert(system.id, new);
            }
            EventBody::SystemRemoved { system } => {
                self.known.remove(system);
            }
            EventBody::SystemSwitchedOn { system } => {
                let known = self.of_event(*system);
                known.forget();
                known.off = false;
                known.from = known.from.filter(|from| *from <= at);
                known.to = known.to.filter(|to| *to > at);
            }
            EventBody::SystemSwitchedOff { system } => {
                let known = self.of_event(*system);
                known.forget();
                known.off = true;
                known.to = Some(at);
            }
            // Out of its time it is not in use, and its failures are forgotten.
            EventBody::SystemWindowEnded { system } | EventBody::SystemWindowBegan { system } => {
                self.of_event(*system).forget();
            }
            EventBody::SystemFailing { system, .. } => {
                let failing = self.of_event(*system).failing;
                assert_eq!(failing, Some(at), "RETRY-8: {system} began to fail then");
            }
            EventBody::BusinessReceiptReceivedByRecipientSystem { system, .. } => {
                if let Some(known) = self.known.get_mut(system) {
                    known.receipted = Some(at);
                }
            }
            EventBody::SystemReachable { system } => {
                let known = self.of_event(*system);
                let now = Some(at);
                assert!(
                    known.closed == now || known.was_told && known.receipted == now,
                    "RETRY-8: {system} was not reached at {at}"
                );
                known.forget();
            }
            EventBody::SystemWarned { system, .. } => {
                let after = self.numbers.warnings.clone();
                let known = self.of_event(*system);
                let due = known.failing.map(|since| later(since, after[known.warned]));
                assert_eq!(due, Some(at), "RETRY-9: {system} is warned at its times");
                known.warned += 1;
            }
            EventBody::SystemDeactivated { system, .. } => {
                let after = self.numbers.deactivation;
                let known = self.of_event(*system);
                let due = known.failing.map(|since| later(since, after));
                assert!(
                    due.is_some_and(|due| due <= at) && known.open == 0,
                    "RETRY-8: {system} is deactivated at {at}, which was due at {due:?}"
                );
                known.forget();
                known.off = true;
            }
            EventBody::MemoSendAttemptStarted { system, sends, .. } => {
                let known = self.of_event(*system);
                known.open += 1;
                known.was_told |= *sends == Sends::Notification;
            }
            EventBody::MemoSendSentToRecipientSystem { system, .. }
            | EventBody::MemoSendNotified { system, .. } => {
                if let Some(known) = self.known.get_mut(system) {
                    known.open -= 1;
                    known.closed = Some(at);
                    known.forget();
                }
            }
            EventBody::MemoSendSentToRecipientSystemFailed { system, .. } => {
                if let Some(known) = self.known.get_mut(system) {
                    known.open -= 1;
                    known.closed = Some(at);
                    if !known.off {
                        known.failing.get_or_insert(at);
                    }
                }
            }
            _ => {}
        }
    }

    fn of_event(&mut self, id: SystemId) -> &mut Known {
        self.known
            .get_mut(&id)
            .expect("an event about a system that is there")
    }

    /// RETRY-8, RETRY-9: at `now` no time has gone by at which something should have happened.
    pub(super) fn nothing_is_late(&self, now: Timestamp) {
        for (id, known) in &self.known {
            let Some(since) = known.failing else { continue };
            let deactivation = later(since, self.numbers.deactivation);
            // It waits for pushes that are open; what follows from their end comes first.
            assert!(
                deactivation >= now || known.open > 0 || known.closed == Some(now),
                "RETRY-8: {id} has failed since {since} and is still not deactivated at {now}"
            );
            let warning = self.numbers.warnings.get(known.warned);
            let warning = warning.map(|after| later(since, *after));
            assert!(
                warning.is_none_or(|warning| warning >= now || warning > deactivation),
                "RETRY-9: {id} has failed since {since} and was not warned at {warning:?}"
            );
        }
    }
}
