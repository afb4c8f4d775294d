//! The document as UTF-8, piece by piece: decoded, its line ends made LF, its forbidden
//! characters found, its lines and columns counted.
//!
//! It is a `BufRead`, so that quick-xml can read from it. quick-xml keeps whole tags and
//! comments in memory; the allowance stops it when one grows past its bound. What is wrong with
//! the document is kept here as trouble, and travels through quick-xml as an I/O error.
use std::io::{self, BufRead, Read};

use encoding_rs::DecoderResult;

use super::{
    encoding::{self, Decoding},
    position::Position,
};
use crate::bytes;

/// Decoded text that is held at a time: enough for most of a small message. Larger windows are
/// slower, for they are copied twice, and beyond this size the copying of C's library changes to
/// an instruction that some processors are slow at.
const WINDOW: usize = 4 * 1024;

/// What can be wrong with a document before its markup is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    UnknownEncoding(String),
    Malformed { encoding: &'static str },
    Character(char),
    TooLong,
}

pub(super) struct Source<R> {
    input: R,
    decoding: Option<Decoding>,
    /// Bytes read ahead to learn the encoding, and how many of them are decoded already.
    head: Vec<u8>,
    head_used: usize,
    window: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    after_carriage_return: bool,
    position: Position,
    /// What stands right after the decoded text.
    trouble: Option<Trouble>,
    /// Trouble that a reader has run into.
    met: Option<Trouble>,
    allowance: Option<usize>,
}

impl<R: BufRead> Source<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            decoding: None,
            head: Vec::new(),
            head_used: 0,
            window: vec![0; WINDOW],
            start: 0,
            end: 0,
            ended: false,
            after_carriage_return: false,
            position: Position::START,
            trouble: None,
            met: None,
            allowance: None,
        }
    }

    /// Where the next character stands.
    pub(super) fn position(&self) -> Position {
        self.position
    }

    /// How many bytes may be read until the allowance is lifted with None.
    pub(super) fn allow(&mut self, bytes: Option<usize>) {
        self.allowance = bytes;
    }

    /// The trouble that the last read ran into, if that is why it failed.
    pub(super) fn take_trouble(&mut self) -> Option<Trouble> {
        self.met.take()
    }

    /// The decoded text that comes next, without reading on.
    pub(super) fn at_hand(&self) -> &[u8] {
        &self.window[self.start..self.end]
    }

    /// Moves over so much of the text at hand, which is ASCII and has no line end.
    pub(super) fn pass_plain(&mut self, amount: usize) {
        self.position.column += amount as u64;
        self.start += amount;
    }

    /// Whether the text goes on with this prefix, without moving over it.
    pub(super) fn continues_with(&mut self, prefix: &[u8]) -> io::Result<bool> {
        while self.end - self.start < prefix.len() && self.trouble.is_none() && !self.ended {
            self.decode_more()?;
        }
        Ok(self.window[self.start..self.end].starts_with(prefix))
    }

    /// Decodes at least one more byte of text behind what is there, unless the document ends or
    /// is in trouble.
    fn decode_more(&mut self) -> io::Result<()> {
        self.window.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let before = self.end;
        while self.end == before && self.trouble.is_none() && !self.ended {
            self.decode_once()?;
        }
        Ok(())
    }

    fn decode_once(&mut self) -> io::Result<()> {
        let Some(decoding) = &mut self.decoding else {
            return self.open();
        };
        let from_head = self.head_used < self.head.len();
        let bytes = if from_head {
            &self.head[self.head_used..]
        } else {
            match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
                Err(error) => return Err(error),
            }
        };
        let last = bytes.is_empty();
        let (result, read, written) = decoding.decode(bytes, &mut self.window[self.end..], last);
        if from_head {
            self.head_used += read;
        } else {
            self.input.consume(read);
        }
        match result {
            DecoderResult::InputEmpty => self.ended = last,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(_, _) => {
                self.trouble = Some(Trouble::Malformed {
                    encoding: decoding.name(),
                });
            }
        }
        let decoded = self.end..self.end + written;
        let length = unify_line_ends(&mut self.window[decoded], &mut self.after_carriage_return);
        self.look_for_forbidden(self.end, self.end + length);
        Ok(())
    }

    /// Reads the first bytes and chooses the decoder by them.
    fn open(&mut self) -> io::Result<()> {
        let mut head = Vec::with_capacity(encoding::HEAD);
        (&mut self.input)
            .take(encoding::HEAD as u64)
            .read_to_end(&mut head)?;
        match encoding::detect(&head) {
            Ok(detected) => {
                self.decoding = Some(detected.decoding);
                self.head_used = detected.mark;
                self.head = head;
            }
            Err(label) => self.trouble = Some(Trouble::UnknownEncoding(label)),
        }
        Ok(())
    }

    /// Ends the readable text before the first character that XML does not allow.
    fn look_for_forbidden(&mut self, from: usize, to: usize) {
        let text = &self.window[from..to];
        // U+FFFE and U+FFFF are EF BF BE and EF BF BF; other forbidden ones are control bytes.
        let suspect = |byte: u8| {
            (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r') | (byte == 0xEF)
        };
        let mut found = bytes::find(text, suspect);
        while let Some(at) = found {
            let character = match text[at..] {
                [0xEF, 0xBF, 0xBE, ..] => '\u{fffe}',
                [0xEF, 0xBF, 0xBF, ..] => '\u{ffff}',
                [0xEF, ..] => {
                    let next = bytes::find(&text[at + 1..], suspect);
                    found = next.map(|next| at + 1 + next);
                    continue;
                }
                _ => char::from(text[at]),
            };
            self.trouble = Some(Trouble::Character(character));
            self.end = from + at;
            return;
        }
        self.end = to;
    }
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.decode_more()?;
        }
        if self.start == self.end
            && let Some(trouble) = &self.trouble
        {
            self.met = Some(trouble.clone());
            return Err(io::Error::other("the document cannot be read on"));
        }
        let available = &self.window[self.start..self.end];
        match self.allowance {
            Some(0) if !available.is_empty() => {
                self.met = Some(Trouble::TooLong);
                Err(io::Error::other("the markup is too long"))
            }
            Some(left) => Ok(&available[..available.len().min(left)]),
            None => Ok(available),
        }
    }

    fn consume(&mut self, amount: usize) {
        self.position
            .pass(&self.window[self.start..self.start + amount]);
        self.start += amount;
        if let Some(left) = &mut self.allowance {
            *left = left.saturating_sub(amount);
        }
    }
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

/// CR LF and CR become LF, in place; returns the new length. `after` says whether the text
/// before this piece ended with a CR.
fn unify_line_ends(text: &mut [u8], after: &mut bool) -> usize {
    if text.is_empty() {
        return 0;
    }
    let mut kept = 0;
    let mut from = usize::from(*after && text[0] == b'\n');
    *after = false;
    while let Some(length) = memchr::memchr(b'\r', &text[from..]) {
        text.copy_within(from..from + length, kept);
        kept += length + 1;
        text[kept - 1] = b'\n';
        from += length + 1;
        match text.get(from) {
            None => *after = true,
            Some(b'\n') => from += 1,
            Some(_) => {}
        }
    }
    if kept < from {
        text.copy_within(from.., kept);
    }
    kept + text.len() - from
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that yields one byte at a time, so that every boundary is met.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let available = self.fill_buf()?;
            let length = available.len().min(buffer.len());
            buffer[..length].copy_from_slice(&available[..length]);
            self.consume(length);
            Ok(length)
        }
    }

    impl BufRead for Drops<'_> {
        fn fill_buf(&mut self) -> io::Result<&[u8]> {
            Ok(&self.0[..self.0.len().min(1)])
        }

        fn consume(&mut self, amount: usize) {
            self.0 = &self.0[amount..];
        }
    }

    fn whole(bytes: &[u8]) -> (String, Option<Trouble>, Position) {
        let mut source = Source::new(Drops(bytes));
        let mut text = Vec::new();
        let _ = source.read_to_end(&mut text);
        let trouble = source.take_trouble();
        (String::from_utf8(text).unwrap(), trouble, source.position())
    }

    #[test]
    fn every_encoding_reads_as_the_same_text() {
        let text = "<a>blå 😀</a>";
        let mut little = vec![0xFF, 0xFE];
        little.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let mut big = vec![0xFE, 0xFF];
        big.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &marked, &little, &big] {
            assert_eq!(whole(bytes).0, text);
        }
        let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><a>bl\xE5</a>";
        assert!(whole(latin).0.ends_with("<a>blå</a>"));
        let control = b"<?xml version='1.0' encoding='latin1'?><a>\x85</a>";
        assert!(whole(control).0.ends_with("<a>\u{85}</a>"));
        let windows = b"<?xml version='1.0' encoding='windows-1252'?><a>\x85</a>";
        assert!(whole(windows).0.ends_with("<a>\u{2026}</a>"));
        let ascii = b"<?xml version='1.0' encoding='us-ascii'?><a>b</a>";
        assert!(whole(ascii).0.ends_with("<a>b</a>"));
    }

    #[test]
    fn every_line_end_becomes_a_line_feed() {
        let (text, trouble, place) = whole(b"a\r\nb\rc\n\r\nd\r");
        assert_eq!((text.as_str(), trouble), ("a\nb\nc\n\nd\n", None));
        assert_eq!((place.line, place.column), (6, 1));
    }

    #[test]
    fn the_text_ends_right_before_what_cannot_be_read() {
        for (bytes, trouble) in [
            (&b"a\nbc\x01d"[..], Trouble::Character('\u{1}')),
            (b"a\nbc\xEF\xBF\xBFd", Trouble::Character('\u{ffff}')),
            (b"a\nbc\xE6d", Trouble::Malformed { encoding: "UTF-8" }),
            (b"a\nbc\xC3", Trouble::Malformed { encoding: "UTF-8" }),
        ] {
            let (text, met, place) = whole(bytes);
            assert_eq!((text.as_str(), met), ("a\nbc", Some(trouble)));
            assert_eq!((place.line, place.column), (2, 3));
        }
        assert_eq!(whole("\u{fffd}ok\u{feff}".as_bytes()).1, None);
        let (text, met, _) = whole(b"<?xml version='1.0' encoding='us-ascii'?><a>bl\xE5</a>");
        let encoding = "US-ASCII";
        assert!(text.ends_with("<a>bl"));
        assert_eq!(met, Some(Trouble::Malformed { encoding }));
    }

    #[test]
    fn an_allowance_ends_a_read_that_goes_too_far() {
        let mut source = Source::new(&b"0123456789"[..]);
        source.allow(Some(4));
        assert!(source.read_to_end(&mut Vec::new()).is_err());
        assert_eq!(source.take_trouble(), Some(Trouble::TooLong));
    }
}
