//! Mailboxes (postkasser): where mail lies that no receiver system takes (DEL-4).

use std::collections::BTreeMap;

use jiff::Timestamp;
use testpost_memo::id::{MessageUuid, PartyId};

/// A message in a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    pub message: MessageUuid,
    pub received_at: Timestamp,
}

/// The mailboxes of everybody, in the order in which mail arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailboxes {
    items: BTreeMap<PartyId, Vec<Item>>,
}

impl Mailboxes {
    pub(crate) const fn empty() -> Self {
        Self {
            items: BTreeMap::new(),
        }
    }

    pub(crate) fn put(&mut self, owner: PartyId, item: Item) {
        self.items.entry(owner).or_default().push(item);
    }

    /// What lies in a mailbox, the oldest first.
    #[must_use]
    pub fn of(&self, owner: &PartyId) -> &[Item] {
        self.items.get(owner).map_or(&[], Vec::as_slice)
    }
}
