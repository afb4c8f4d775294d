//! The receipts that an SFTP sender finds as files (SEND-3): what they are called, and those that
//! are not business receipts. Business receipts wait in `receipts`, as for any system that fetches.

use std::collections::BTreeMap;
use std::fmt;

use crate::effect::Receipt;
use crate::id::{ReceiptId, SystemId};
use crate::state::State;

/// What a receipt says.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum ReceiptKind {
    /// The file was accepted (SEND-1).
    Technical,
    /// The file was refused, as a call over REST would have been (SEND-11).
    Refused,
    /// What became of a message (SEND-2).
    Business,
}

impl fmt::Display for ReceiptKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Technical => "technical",
            Self::Refused => "refused",
            Self::Business => "business",
        })
    }
}

/// The answer to one file, for as long as its sender leaves it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileReceipt {
    /// The file it is about.
    pub(crate) file: String,
    pub(crate) kind: ReceiptKind,
    pub(crate) receipt: Receipt,
}

/// The answers to the files of every system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptFiles(BTreeMap<SystemId, BTreeMap<ReceiptId, FileReceipt>>);

impl ReceiptFiles {
    pub(crate) const fn empty() -> Self {
        Self(BTreeMap::new())
    }

    pub(crate) fn put(&mut self, system: SystemId, id: ReceiptId, receipt: FileReceipt) {
        self.0.entry(system).or_default().insert(id, receipt);
    }

    pub(crate) fn remove(&mut self, system: SystemId, id: ReceiptId) {
        if let Some(of_system) = self.0.get_mut(&system) {
            of_system.remove(&id);
        }
    }
}

/// One file of a receipt folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptFile<'s> {
    pub name: String,
    pub id: ReceiptId,
    pub kind: ReceiptKind,
    pub receipt: &'s Receipt,
}

impl State {
    /// What a system finds in its receipt folder.
    pub fn receipt_folder(&self, system: SystemId) -> impl Iterator<Item = ReceiptFile<'_>> {
        let answers = self.receipt_files.0.get(&system).into_iter().flatten();
        let answers = answers.map(|(id, answer)| ReceiptFile {
            name: name_of(&answer.file, answer.kind, *id),
            id: *id,
            kind: answer.kind,
            receipt: &answer.receipt,
        });
        let business = self
            .receipts
            .of(system)
            .map(|waiting| business(waiting.id, &waiting.receipt));
        answers.chain(business)
    }

    /// The file of this name in a system's receipt folder.
    #[must_use]
    pub fn receipt_file(&self, system: SystemId, name: &str) -> Option<ReceiptFile<'_>> {
        let (_, id) = name.strip_suffix(".json")?.rsplit_once('.')?;
        let id: ReceiptId = id.parse().ok()?;
        let answer = self
            .receipt_files
            .0
            .get(&system)
            .and_then(|of_system| of_system.get(&id));
        let file = match answer {
            Some(answer) => ReceiptFile {
                name: name_of(&answer.file, answer.kind, id),
                id,
                kind: answer.kind,
                receipt: &answer.receipt,
            },
            None => {
                let (owner, waiting) = self.receipts.get(id)?;
                if owner != system {
                    return None;
                }
                business(id, &waiting.receipt)
            }
        };
        (file.name == name).then_some(file)
    }
}

/// Named by the message, or, where there is none, by the transmission.
fn business(id: ReceiptId, receipt: &Receipt) -> ReceiptFile<'_> {
    let about = match receipt.message_uuid {
        Some(message) => message.to_string(),
        None => receipt.transmission_id.to_string(),
    };
    ReceiptFile {
        name: name_of(&about, ReceiptKind::Business, id),
        id,
        kind: ReceiptKind::Business,
        receipt,
    }
}

fn name_of(about: &str, kind: ReceiptKind, id: ReceiptId) -> String {
    format!("{about}.{kind}.{id}.json")
}
