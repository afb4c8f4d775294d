//! The faults in force in a world, how often each rule's occasion has come, and what waits to be
//! overtaken. It follows from events alone, so that a replayed journal strikes the same.

use std::collections::BTreeMap;

use testpost_memo::id::MessageUuid;

use crate::command::Origin;
use crate::document::Protocol;
use crate::event::{Destination, EventBody};
use crate::faults::{Fault, Occasion, Rule};
use crate::id::SystemId;
use crate::state::State;

/// The fault rules of a world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    rules: Vec<Rule>,
    /// The event that set them; 0 for those the world began with.
    since: u64,
    /// By rule, how often its occasion has come. Calls are counted at the service port.
    counts: Vec<u64>,
    /// By sender system, the message whose receipt waits for a later one.
    held_receipts: BTreeMap<SystemId, MessageUuid>,
    /// By receiver system, the message whose first push waits for a later one.
    held_pushes: BTreeMap<SystemId, MessageUuid>,
}

impl Faults {
    pub(crate) fn new(rules: Vec<Rule>, since: u64) -> Self {
        Self {
            counts: vec![0; rules.len()],
            rules,
            since,
            held_receipts: BTreeMap::new(),
            held_pushes: BTreeMap::new(),
        }
    }

    /// Other rules from now on. What waits to be overtaken waits on.
    pub(super) fn changed(&self, rules: &[Rule], since: u64) -> Self {
        Self {
            held_receipts: self.held_receipts.clone(),
            held_pushes: self.held_pushes.clone(),
            ..Self::new(rules.to_vec(), since)
        }
    }

    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Which event set them.
    #[must_use]
    pub const fn since(&self) -> u64 {
        self.since
    }

    /// The rule that strikes with this fault at the occasion of this system that the journal's
    /// newest event was.
    pub(crate) fn struck(&self, seed: u64, fault: Fault, system: SystemId) -> Option<&Rule> {
        self.rules
            .iter()
            .zip(&self.counts)
            .enumerate()
            .find(|(place, (rule, count))| {
                rule.fault == fault
                    && rule.is_about(Some(system))
                    && rule.strikes(seed, *place, **count)
            })
            .map(|(_, (rule, _))| rule)
    }

    pub(crate) fn held_receipt(&self, system: SystemId) -> Option<MessageUuid> {
        self.held_receipts.get(&system).copied()
    }

    pub(crate) fn held_push(&self, system: SystemId) -> Option<MessageUuid> {
        self.held_pushes.get(&system).copied()
    }

    pub(super) fn hold_receipt(&mut self, system: SystemId, message: MessageUuid) {
        self.held_receipts.insert(system, message);
    }

    pub(super) fn hold_push(&mut self, system: SystemId, message: MessageUuid) {
        self.held_pushes.insert(system, message);
    }

    fn count(&mut self, occasion: Occasion, system: SystemId) {
        for (rule, count) in self.rules.iter().zip(&mut self.counts) {
            if rule.fault.occasion() == occasion && rule.is_about(Some(system)) {
                *count += 1;
            }
        }
    }
}

impl State {
    /// Counts the occasions that an event is, and lets go of what it makes wait no longer.
    pub(super) fn note_for_faults(&mut self, body: &EventBody) {
        if let Some((occasion, system)) = self.occasion(body) {
            self.faults.count(occasion, system);
        }
        if let EventBody::BusinessReceiptAttemptStarted {
            message: Some(message),
            ..
        }
        | EventBody::BusinessReceiptSendToSenderSystem {
            message: Some(message),
            ..
        }
        | EventBody::BusinessReceiptGivenUp {
            message: Some(message),
            ..
        }
        | EventBody::BusinessReceiptCreated { message, .. } = body
        {
            self.faults.held_receipts.retain(|_, held| held != message);
        }
        if let EventBody::MemoSendAttemptStarted { message, .. }
        | EventBody::MemoSendHandedToPrimary { message, .. }
        | EventBody::MemoSendReadyForFetch { message, .. } = body
        {
            self.faults.held_pushes.retain(|_, held| held != message);
        }
    }

    fn occasion(&self, body: &EventBody) -> Option<(Occasion, SystemId)> {
        if self.faults.rules.is_empty() {
            return None;
        }
        if let EventBody::BusinessReceiptCreated { message, .. } = body {
            return match self.messages.get(*message)?.origin {
                Origin::System { system } => Some((Occasion::ReceiptMade, system)),
                Origin::Testportal | Origin::Mailbox { .. } => None,
            };
        }
        if let EventBody::BusinessReceiptAttemptStarted { system, .. } = body {
            return Some((Occasion::ReceiptCall, *system));
        }
        if let EventBody::MemoSendAttemptStarted { system, .. } = body {
            return Some((Occasion::Push, *system));
        }
        if let EventBody::MemoSendRouted {
            destination: Destination::System { system },
            ..
        } = body
        {
            let is_pushed = matches!(
                self.systems.get(system)?.protocol,
                Protocol::RestPush | Protocol::RestPublishSubscribe
            );
            return is_pushed.then_some((Occasion::Routed, *system));
        }
        None
    }
}
