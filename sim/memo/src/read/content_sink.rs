//! Where the contents of files go while a message is read.
use std::io;

use crate::model::ContentRef;

/// Takes the decoded contents of files, one after the other, in the order of the message.
pub trait ContentSink {
    /// A content begins.
    fn begin(&mut self) -> io::Result<()>;
    /// The next piece of it.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// It has ended, and this is what it was.
    fn end(&mut self, content: &ContentRef) -> io::Result<()>;
}

/// For whoever needs the model alone.
#[derive(Debug, Clone, Copy)]
pub struct Discard;

impl ContentSink for Discard {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, _: &ContentRef) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps each content in memory: for small messages.
impl ContentSink for Vec<Vec<u8>> {
    fn begin(&mut self) -> io::Result<()> {
        self.push(Vec::new());
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(last) = self.last_mut() {
            last.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn end(&mut self, _: &ContentRef) -> io::Result<()> {
        Ok(())
    }
}
