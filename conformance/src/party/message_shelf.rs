//! The messages a receiver keeps: one file a message UUID, and how far its business receipt has
//! come. The same UUID twice is one message (RETRY-7), and once a receipt for it was accepted
//! no second one is sent.
//!
//! Bounded: the oldest message makes room, its file with it.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;
use testpost_memo::id::MessageUuid;

use super::push_form::Arrived;

#[derive(Debug)]
pub(crate) struct Shelf {
    folder: Folder,
    capacity: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
enum Folder {
    Named(PathBuf),
    Temporary(TempDir),
}

#[derive(Debug, Default)]
struct State {
    kept: BTreeMap<MessageUuid, Kept>,
    order: VecDeque<MessageUuid>,
}

#[derive(Debug)]
struct Kept {
    sha256: String,
    receipt: ReceiptState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ReceiptState {
    Due,
    UnderWay,
    Accepted,
}

/// What became of a message put on the shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placed {
    New,
    /// Kept before, with the same content.
    Again,
    /// Kept before, with other content; the first stays.
    AgainWithOtherContent,
}

impl Shelf {
    pub(crate) fn new(folder: Option<PathBuf>, capacity: usize) -> io::Result<Self> {
        let folder = match folder {
            Some(path) => {
                fs::create_dir_all(&path)?;
                Folder::Named(path)
            }
            None => Folder::Temporary(tempfile::tempdir()?),
        };
        Ok(Self {
            folder,
            capacity: capacity.max(1),
            state: Mutex::default(),
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        match &self.folder {
            Folder::Named(path) => path,
            Folder::Temporary(folder) => folder.path(),
        }
    }

    pub(crate) fn file(&self, uuid: MessageUuid) -> PathBuf {
        self.folder().join(format!("{uuid}.xml"))
    }

    /// Keeps the message; only afterwards may the caller be told so. Blocks on the disk.
    pub(crate) fn keep(&self, arrived: Arrived) -> io::Result<Placed> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = state.kept.get(&arrived.uuid) {
            return Ok(if kept.sha256 == arrived.sha256 {
                Placed::Again
            } else {
                Placed::AgainWithOtherContent
            });
        }
        if let Folder::Named(_) = self.folder {
            // A named folder outlives the process, so its content has to as well.
            arrived.file.as_file().sync_all()?;
        }
        arrived
            .file
            .persist(self.file(arrived.uuid))
            .map_err(|fault| fault.error)?;
        state.order.push_back(arrived.uuid);
        state.kept.insert(
            arrived.uuid,
            Kept {
                sha256: arrived.sha256,
                receipt: ReceiptState::Due,
            },
        );
        if state.order.len() > self.capacity
            && let Some(oldest) = state.order.pop_front()
        {
            state.kept.remove(&oldest);
            fs::remove_file(self.file(oldest))?;
        }
        Ok(Placed::New)
    }

    /// Whether a receipt for the message is to be sent now; true claims it.
    pub(crate) fn claim_receipt(&self, uuid: MessageUuid) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.kept.get_mut(&uuid) {
            Some(kept) if kept.receipt == ReceiptState::Due => {
                kept.receipt = ReceiptState::UnderWay;
                true
            }
            Some(_) | None => false,
        }
    }

    /// The service took the receipt: there will be no other.
    pub(crate) fn receipt_accepted(&self, uuid: MessageUuid) {
        self.set_receipt(uuid, ReceiptState::Accepted);
    }

    /// The receipt did not get through: the next push of the message brings another try.
    pub(crate) fn receipt_failed(&self, uuid: MessageUuid) {
        self.set_receipt(uuid, ReceiptState::Due);
    }

    fn set_receipt(&self, uuid: MessageUuid, receipt: ReceiptState) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = state.kept.get_mut(&uuid) {
            kept.receipt = receipt;
        }
    }
}
