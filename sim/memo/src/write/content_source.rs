//! Where the contents of files come from while a message is written.
use std::io::{self, Read};

use crate::model::ContentRef;

/// Hands out the contents of files, one after the other, in the order of the message.
pub trait ContentSource {
    /// The next content, to be read to its end. The model says that it is this one, and the
    /// writer holds it to that.
    fn next(&mut self, content: &ContentRef) -> io::Result<impl Read>;
}

/// Contents that are held in memory, in the order of the message: for small messages.
#[derive(Debug, Clone)]
pub struct Held<'c, T> {
    left: std::slice::Iter<'c, T>,
}

impl<'c, T: AsRef<[u8]>> Held<'c, T> {
    pub fn new(contents: &'c [T]) -> Self {
        Self {
            left: contents.iter(),
        }
    }
}

impl<T: AsRef<[u8]>> ContentSource for Held<'_, T> {
    fn next(&mut self, _: &ContentRef) -> io::Result<impl Read> {
        let content = self.left.next().map(AsRef::as_ref);
        content.ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "there are fewer contents than files in the message",
            )
        })
    }
}
