//! A body that is made in this process, written piece by piece into the spool.

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use testpost_engine::effect::BodyHash;

use super::{BLOCK, Content, IN_MEMORY_UP_TO, Spool, SpoolFault, SpooledBody};

/// A body while it is written by blocking work: in memory as long as it is small.
pub(crate) struct Draft {
    spool: Spool,
    memory: Vec<u8>,
    file: Option<io::BufWriter<NamedTempFile>>,
    hash: Sha256,
    size: u64,
    broken: Option<io::Error>,
}

impl Draft {
    pub(super) fn new(spool: &Spool) -> Draft {
        Draft {
            spool: spool.clone(),
            memory: Vec::new(),
            file: None,
            hash: Sha256::new(),
            size: 0,
            broken: None,
        }
    }

    fn keep(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            return file.write_all(bytes);
        }
        if self.memory.len() + bytes.len() <= IN_MEMORY_UP_TO {
            self.memory.extend_from_slice(bytes);
            return Ok(());
        }
        self.move_to_file()?.write_all(bytes)
    }

    /// Moves what there is into a file.
    fn move_to_file(&mut self) -> io::Result<&mut io::BufWriter<NamedTempFile>> {
        let dir: PathBuf = self.spool.store.0.dir.path().to_owned();
        let file = NamedTempFile::new_in(dir)?;
        let mut file = io::BufWriter::with_capacity(BLOCK, file);
        file.write_all(&std::mem::take(&mut self.memory))?;
        Ok(self.file.insert(file))
    }

    /// Whether what was written could not be kept; then `finish` says why.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// The body, in the spool as long as somebody holds it.
    pub(crate) fn finish(mut self) -> Result<SpooledBody, SpoolFault> {
        let store = self.spool.store.clone();
        let disk = |error| store.disk_fault(error);
        if let Some(error) = self.broken.take() {
            return Err(disk(error));
        }
        if self.file.is_none() && store.memory_is_full() {
            self.move_to_file().map_err(disk)?;
        }
        let content = match self.file {
            None => Content::Memory(Bytes::from(self.memory)),
            Some(file) => {
                let file = file
                    .into_inner()
                    .map_err(|error| disk(error.into_error()))?;
                Content::File(file.into_temp_path())
            }
        };
        let hash = BodyHash::from_bytes(self.hash.finalize().into());
        Ok(store.enter(hash, self.size, content))
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.keep(bytes).map_err(|error| {
            let kind = error.kind();
            self.broken = Some(error);
            io::Error::from(kind)
        })?;
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
