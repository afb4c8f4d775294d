//! A message to send: its bytes or its file, its UUID and its hash, read once before the first
//! attempt, so that every attempt sends the same.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor};
use std::path::Path;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use testpost_memo::check::{self, Limits, Options};
use testpost_memo::id::MessageUuid;

use super::push_form::hex;
use super::service::Content;

#[derive(Clone, Debug)]
pub struct Memo {
    uuid: MessageUuid,
    sha256: String,
    content: Content,
}

#[derive(Debug, thiserror::Error)]
pub enum MemoFault {
    #[error("{path}: {source}")]
    File { path: String, source: io::Error },
    #[error("{path}: no messageUUID (version 4) is found in it; is it a MeMo?")]
    NoUuid { path: String },
}

impl Memo {
    /// Reads the file; blocks.
    pub fn from_file(path: &Path) -> Result<Self, MemoFault> {
        let name = path.display().to_string();
        let fault = |source| MemoFault::File {
            path: name.clone(),
            source,
        };
        let open = || File::open(path).map(BufReader::new).map_err(fault);
        let uuid = uuid(open()?).map_err(fault)?;
        let mut hasher = Sha256::new();
        let size = io::copy(&mut open()?, &mut HashWriter(&mut hasher)).map_err(fault)?;
        Ok(Self {
            uuid: uuid.ok_or_else(|| MemoFault::NoUuid { path: name.clone() })?,
            sha256: hex(&hasher.finalize()),
            content: Content::File {
                path: path.to_owned(),
                size,
            },
        })
    }

    /// The UUID is the one the message says.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Result<Self, MemoFault> {
        let bytes = bytes.into();
        let no_uuid = || MemoFault::NoUuid {
            path: "the message".to_owned(),
        };
        let uuid = uuid(Cursor::new(&bytes))
            .ok()
            .flatten()
            .ok_or_else(no_uuid)?;
        Ok(Self::with_uuid(uuid, bytes))
    }

    /// Sent under this UUID, whatever the message says.
    pub fn with_uuid(uuid: MessageUuid, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self {
            uuid,
            sha256: hex(&Sha256::digest(&bytes)),
            content: Content::Bytes(bytes),
        }
    }

    pub fn uuid(&self) -> MessageUuid {
        self.uuid
    }

    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    pub fn content(&self) -> &Content {
        &self.content
    }
}

fn uuid(input: impl BufRead) -> io::Result<Option<MessageUuid>> {
    let options = Options {
        version: None,
        limits: Limits::standard(),
        rules: None,
    };
    Ok(check::check(input, &options)?.outline.message_uuid)
}

pub(super) struct HashWriter<'a>(pub(super) &'a mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
