//! Business receipts that wait for a sender system to fetch them (SEND-3, REST PULL).

use std::collections::BTreeMap;

use crate::effect::Receipt;
use crate::id::{ReceiptId, SystemId};

/// A receipt that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub id: ReceiptId,
    pub receipt: Receipt,
}

/// The receipts of every system, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipts {
    waiting: BTreeMap<SystemId, BTreeMap<u64, Waiting>>,
    index: BTreeMap<ReceiptId, (SystemId, u64)>,
}

impl Receipts {
    pub(crate) const fn empty() -> Self {
        Self {
            waiting: BTreeMap::new(),
            index: BTreeMap::new(),
        }
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

    /// What waits for a system, the oldest first.
    pub fn of(&self, system: SystemId) -> impl ExactSizeIterator<Item = &Waiting> {
        static NONE: BTreeMap<u64, Waiting> = BTreeMap::new();
        self.waiting.get(&system).unwrap_or(&NONE).values()
    }
}
