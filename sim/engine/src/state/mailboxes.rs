//! Mailboxes (postkasser): where mail lies that no receiver system takes (DEL-4), and what their
//! owners have written themselves.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_memo::id::{MessageUuid, PartyId};

/// A message in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub message: MessageUuid,
    /// When it came, or was written.
    pub received_at: Timestamp,
    pub direction: Direction,
    pub folder: Folder,
    pub read_at: Option<Timestamp>,
    /// When a court's legal notification was served by being handled (LEGAL-1).
    pub legally_notified_at: Option<Timestamp>,
}

impl Item {
    pub(crate) const fn new(
        message: MessageUuid,
        received_at: Timestamp,
        direction: Direction,
    ) -> Self {
        Self {
            message,
            received_at,
            direction,
            folder: match direction {
                Direction::Received => Folder::Inbox,
                Direction::Sent => Folder::Sent,
            },
            read_at: None,
            legally_notified_at: None,
        }
    }
}

/// Whether the mailbox's owner got or wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Received,
    Sent,
}

/// A folder (mappe) of a mailbox: those that every mailbox has, and the owner's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Folder {
    Inbox,
    Sent,
    /// Where mail lies that may still be taken back out.
    Deleted,
    Own(FolderName),
}

/// The name of one of the owner's own folders.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderName(String);

/// A text that names no folder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a folder is called INBOX, SENT or DELETED, or has a name of 1 to {LONGEST} characters")]
pub struct NotAFolder;

/// As the texts of the interface's mail are bounded.
const LONGEST: usize = 256;

impl FromStr for Folder {
    type Err = NotAFolder;

    fn from_str(text: &str) -> Result<Self, NotAFolder> {
        let name = text.trim();
        match name {
            "INBOX" => Ok(Self::Inbox),
            "SENT" => Ok(Self::Sent),
            "DELETED" => Ok(Self::Deleted),
            _ if name.is_empty() || name.chars().count() > LONGEST => Err(NotAFolder),
            _ => Ok(Self::Own(FolderName(name.to_owned()))),
        }
    }
}

impl TryFrom<String> for Folder {
    type Error = NotAFolder;

    fn try_from(text: String) -> Result<Self, NotAFolder> {
        text.parse()
    }
}

impl From<Folder> for String {
    fn from(folder: Folder) -> Self {
        folder.to_string()
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inbox => "INBOX",
            Self::Sent => "SENT",
            Self::Deleted => "DELETED",
            Self::Own(FolderName(name)) => name,
        })
    }
}

/// One mailbox, in the order in which mail arrived.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Mailbox {
    by_arrival: BTreeMap<u64, Item>,
    by_message: BTreeMap<MessageUuid, u64>,
}

/// The mailboxes of everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailboxes {
    of: BTreeMap<PartyId, Mailbox>,
}

impl Mailboxes {
    pub(crate) const fn empty() -> Self {
        Self {
            of: BTreeMap::new(),
        }
    }

    /// `order` is the sequence number of the event by which it came.
    pub(crate) fn put(&mut self, owner: PartyId, order: u64, item: Item) {
        let mailbox = self.of.entry(owner).or_default();
        mailbox.by_message.insert(item.message, order);
        mailbox.by_arrival.insert(order, item);
    }

    pub(crate) fn get_mut(&mut self, owner: &PartyId, message: MessageUuid) -> Option<&mut Item> {
        let mailbox = self.of.get_mut(owner)?;
        let order = mailbox.by_message.get(&message)?;
        mailbox.by_arrival.get_mut(order)
    }

    pub(crate) fn remove(&mut self, owner: &PartyId, message: MessageUuid) {
        if let Some(mailbox) = self.of.get_mut(owner)
            && let Some(order) = mailbox.by_message.remove(&message)
        {
            mailbox.by_arrival.remove(&order);
        }
    }

    /// A message in a mailbox.
    #[must_use]
    pub fn get(&self, owner: &PartyId, message: MessageUuid) -> Option<&Item> {
        let mailbox = self.of.get(owner)?;
        let order = mailbox.by_message.get(&message)?;
        mailbox.by_arrival.get(order)
    }

    /// What lies in a mailbox, the oldest first, each with its place in the order.
    pub fn of(&self, owner: &PartyId) -> impl Iterator<Item = (u64, &Item)> {
        self.of
            .get(owner)
            .into_iter()
            .flat_map(|mailbox| &mailbox.by_arrival)
            .map(|(order, item)| (*order, item))
    }
}
