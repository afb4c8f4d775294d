//! The messages a receiver keeps: one file a message UUID, and how far its business receipt has
//! come. The same UUID twice is one message (RETRY-7), and once a receipt for it was accepted
//! no second one is sent.
//!
//! In a folder of its own name it outlives the process: a receiver that is started again has what
//! it kept, and knows which receipts are still to be sent. Bounded: the oldest message makes room,
//! its file with it.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use testpost_memo::id::MessageUuid;

use super::memo_content::HashWriter;
use super::push_form::{Arrived, hex};

/// Beside a message: its receipt has been accepted.
const RECEIPTED: &str = "receipted";

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

impl State {
    /// What an earlier life of the receiver has left in its folder.
    fn kept_before(&mut self, folder: &Path) -> io::Result<()> {
        let mut files: Vec<PathBuf> = fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.retain(|file| file.extension().is_some_and(|ending| ending == "xml"));
        files.sort();
        for file in files {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            let Ok(uuid) = MessageUuid::parse(&name) else {
                continue;
            };
            let mut hasher = Sha256::new();
            io::copy(&mut fs::File::open(&file)?, &mut HashWriter(&mut hasher))?;
            let receipt = if file.with_extension(RECEIPTED).exists() {
                ReceiptState::Accepted
            } else {
                ReceiptState::Due
            };
            let sha256 = hex(&hasher.finalize());
            self.kept.insert(uuid, Kept { sha256, receipt });
            self.order.push_back(uuid);
        }
        Ok(())
    }
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
        let mut state = State::default();
        let folder = match folder {
            Some(path) => {
                fs::create_dir_all(&path)?;
                state.kept_before(&path)?;
                Folder::Named(path)
            }
            None => Folder::Temporary(tempfile::tempdir()?),
        };
        Ok(Self {
            folder,
            capacity: capacity.max(1),
            state: Mutex::new(state),
        })
    }

    pub(crate) fn has(&self, uuid: MessageUuid) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.kept.contains_key(&uuid)
    }

    /// All that is kept, with its hash.
    pub(crate) fn all(&self) -> Vec<(MessageUuid, String)> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = state.order.iter();
        kept.filter_map(|uuid| Some((*uuid, state.kept.get(uuid)?.sha256.clone())))
            .collect()
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
            if let Err(fault) = fs::remove_file(self.mark(oldest))
                && fault.kind() != io::ErrorKind::NotFound
            {
                return Err(fault);
            }
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
        if let Folder::Named(_) = self.folder
            && let Err(fault) = fs::write(self.mark(uuid), [])
        {
            tracing::warn!(%uuid, %fault, "after a restart its receipt will be sent again");
        }
    }

    fn mark(&self, uuid: MessageUuid) -> PathBuf {
        self.folder().join(format!("{uuid}.{RECEIPTED}"))
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
