//! Business receipts that wait for a sender system to fetch them (SEND-3, REST PULL), and those
//! on their way that are about no message (SEND-11).

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::effect::Receipt;
use crate::id::{ReceiptId, SystemId};
use crate::state::messages::SenderReceipt;
use testpost_memo::id::MessageUuid;

/// A receipt that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub id: ReceiptId,
    /// The message it belongs to; none for one about an archive or an entry of it.
    pub message: Option<MessageUuid>,
    pub receipt: Receipt,
    /// Since when it can be fetched.
    pub since: Timestamp,
}

/// A receipt about no message, on its way to its system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unattached {
    pub system: SystemId,
    pub receipt: SenderReceipt,
}

/// The receipts of every system, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipts {
    waiting: BTreeMap<SystemId, BTreeMap<u64, Waiting>>,
    index: BTreeMap<ReceiptId, (SystemId, u64)>,
    unattached: BTreeMap<ReceiptId, Unattached>,
}

impl Receipts {
    pub(crate) const fn empty() -> Self {
        Self {
            waiting: BTreeMap::new(),
            index: BTreeMap::new(),
            unattached: BTreeMap::new(),
        }
    }

    pub(crate) fn put_unattached(&mut self, system: SystemId, receipt: SenderReceipt) {
        let unattached = Unattached { system, receipt };
        self.unattached.insert(unattached.receipt.id, unattached);
    }

    /// A receipt about no message that has not reached its system.
    #[must_use]
    pub fn unattached(&self, id: ReceiptId) -> Option<&Unattached> {
        self.unattached.get(&id)
    }

    pub(crate) fn unattached_mut(&mut self, id: ReceiptId) -> Option<&mut SenderReceipt> {
        let unattached = self.unattached.get_mut(&id)?;
        Some(&mut unattached.receipt)
    }

    pub(crate) fn forget_unattached(&mut self, id: ReceiptId) {
        self.unattached.remove(&id);
    }

    pub(crate) fn put(&mut self, system: SystemId, seq: u64, waiting: Waiting) {
        self.index.insert(waiting.id, (system, seq));
        self.waiting.entry(system).or_default().insert(seq, waiting);
    }

    pub(crate) fn remove(&mut self, id: ReceiptId) {
        if let Some((system, seq)) = self.index.remove(&id)
            && let Some(of_system) = self.waiting.get_mut(&system)
        {
            of_system.remove(&seq);
        }
    }

    /// Whose receipt this is, and the receipt.
    #[must_use]
    pub fn get(&self, id: ReceiptId) -> Option<(SystemId, &Waiting)> {
        let (system, seq) = self.index.get(&id)?;
        Some((*system, self.waiting.get(system)?.get(seq)?))
    }

    /// What waited for a system at an earlier time already: what a list that lags behind shows.
    pub fn of_since(&self, system: SystemId, as_of: Timestamp) -> impl Iterator<Item = &Waiting> {
        self.of(system)
            .filter(move |waiting| waiting.since <= as_of)
    }

    /// What waits for a system, the oldest first.
    pub fn of(&self, system: SystemId) -> impl ExactSizeIterator<Item = &Waiting> {
        static NONE: BTreeMap<u64, Waiting> = BTreeMap::new();
        self.waiting.get(&system).unwrap_or(&NONE).values()
    }
}
