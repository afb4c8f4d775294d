//! A file that a command makes: it is there when it is whole, and gone again when that failed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::fault::CliFault;

#[derive(Debug)]
pub(crate) struct NewFile {
    out: BufWriter<File>,
    path: PathBuf,
    /// Whether what is written is to stay.
    kept: bool,
}

impl NewFile {
    /// Writes over a file that is there.
    pub(crate) fn create(path: &Path) -> Result<Self, CliFault> {
        let file = File::create(path).map_err(|error| fault(path, &error))?;
        Ok(Self::over(file, path))
    }

    /// A file that must not be there yet: nothing is followed and nothing overwritten.
    pub(crate) fn create_new(path: &Path) -> io::Result<Self> {
        File::create_new(path).map(|file| Self::over(file, path))
    }

    fn over(file: File, path: &Path) -> Self {
        Self {
            out: BufWriter::with_capacity(64 * 1024, file),
            path: path.to_owned(),
            kept: false,
        }
    }

    pub(crate) fn keep(mut self) -> Result<(), CliFault> {
        let flushed = self.out.flush();
        self.kept = flushed.is_ok();
        flushed.map_err(|error| fault(&self.path, &error))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // A device or a pipe is not ours to remove; and what is gone already is gone.
        if !self.kept && fs::symlink_metadata(&self.path).is_ok_and(|found| found.is_file()) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Whether two paths lead to one file: writing to it would destroy what is to be read.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        (Err(_), _) | (_, Err(_)) => false,
    }
}

fn fault(path: &Path, error: &io::Error) -> CliFault {
    let what = format!("{}: cannot be written: {error}", path.display());
    CliFault::with_remedy(
        Exit::BadInput,
        what,
        "name a file in a folder that is there",
    )
}
