//! The contents of a message's files, taken from its XML one after the other while another
//! message is written: nothing is held but a window of each.
use std::io::{self, BufRead, Read};

use crate::{
    model::ContentRef,
    schema::{Base64Stream, MEMO},
    write::ContentSource,
    xml::{Bounds, Scanner, Stop, Token},
};

/// A message whose contents are read. It has been read into the model before, so it is known to
/// be well-formed; what is wrong with it now has changed in the meantime.
pub(super) struct ContentsOf<R: BufRead> {
    scanner: Scanner<R>,
}

impl<R: BufRead> ContentsOf<R> {
    pub(super) fn new(message: R, bounds: Bounds) -> Self {
        Self {
            scanner: Scanner::new(message, bounds),
        }
    }
}

impl<R: BufRead> ContentSource for ContentsOf<R> {
    fn next(&mut self, _: &ContentRef) -> io::Result<impl Read> {
        loop {
            match self.scanner.next().map_err(stopped)? {
                Token::Start => {
                    let tag = self.scanner.tag();
                    // Nothing but a file has a child of that name.
                    if tag.local() == "content" && tag.namespace.as_deref() == Some(MEMO) {
                        return Ok(Content {
                            scanner: &mut self.scanner,
                            stream: Base64Stream::default(),
                            bytes: Vec::new(),
                            taken: 0,
                            ended: false,
                        });
                    }
                }
                Token::Text | Token::End => {}
                Token::Eof => return Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            }
        }
    }
}

/// One content, decoded while it is read.
struct Content<'s, R: BufRead> {
    scanner: &'s mut Scanner<R>,
    stream: Base64Stream,
    bytes: Vec<u8>,
    taken: usize,
    ended: bool,
}

impl<R: BufRead> Content<'_, R> {
    fn decode_more(&mut self) -> io::Result<()> {
        self.bytes.clear();
        self.taken = 0;
        match self.scanner.next().map_err(stopped)? {
            Token::Text => {
                let fed = self.stream.feed(self.scanner.text(), &mut self.bytes);
                fed.map_err(|(_, fault)| io::Error::other(fault.describe()))
            }
            Token::End => {
                self.ended = true;
                let end = self.stream.end();
                end.map_err(|fault| io::Error::other(fault.describe()))
            }
            Token::Start | Token::Eof => Err(io::Error::other("an element within a content")),
        }
    }
}

impl<R: BufRead> Read for Content<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.bytes.len() && !self.ended {
            self.decode_more()?;
        }
        let left = &self.bytes[self.taken..];
        let length = left.len().min(buffer.len());
        buffer[..length].copy_from_slice(&left[..length]);
        self.taken += length;
        Ok(length)
    }
}

fn stopped(stop: Stop) -> io::Error {
    match stop {
        Stop::Io(error) => error,
        Stop::Fault(fault) => io::Error::other(fault.message),
    }
}
