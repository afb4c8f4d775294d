//! Tags as nearly all are written: names in lower case, one space before each attribute, each
//! with a value. They are read from one piece; whatever is written otherwise, or goes on in the
//! next piece, is left to the tokenizer's states, which read these just the same.
use std::ops::Range;

/// Attributes that are taken on. Few tags have more.
const ATTRIBUTES: usize = 6;
/// The longest name or value that is read here, and one byte more.
const LENGTH: usize = 200;

/// A start tag; where its parts stand in the piece. One takes in one tag after the other.
#[derive(Debug, Default)]
pub(super) struct PlainTag {
    pub(super) name: Range<usize>,
    attributes: [(Range<usize>, Range<usize>); ATTRIBUTES],
    count: usize,
    /// Right after its `>`.
    pub(super) end: usize,
}

impl PlainTag {
    /// Reads a tag whose name begins there.
    pub(super) fn read(&mut self, piece: &[u8], at: usize) -> Option<()> {
        self.name = run(piece, at, is_of_name)?;
        self.count = 0;
        let mut at = self.name.end;
        loop {
            match piece[at] {
                b'>' => break,
                b' ' => {
                    let (name, value, end) = attribute(piece, at + 1)?;
                    *self.attributes.get_mut(self.count)? = (name, value);
                    self.count += 1;
                    at = end;
                }
                _ => return None,
            }
        }
        self.end = at + 1;
        Some(())
    }

    /// Names and values.
    pub(super) fn attributes(&self) -> &[(Range<usize>, Range<usize>)] {
        &self.attributes[..self.count]
    }
}

/// Where an end tag ends whose name begins there.
pub(super) fn plain_end_tag(piece: &[u8], at: usize) -> Option<usize> {
    let name = run(piece, at, is_of_name)?;
    (piece[at].is_ascii_lowercase() && piece[name.end] == b'>').then_some(name.end + 1)
}

/// A name and its value, and where what follows begins.
fn attribute(piece: &[u8], at: usize) -> Option<(Range<usize>, Range<usize>, usize)> {
    let name = run(piece, at, is_of_name)?;
    if name.is_empty() || piece[name.end] != b'=' {
        return None;
    }
    let at = name.end + 1;
    let (value, end) = match piece.get(at)? {
        b'"' => {
            let value = run(piece, at + 1, |byte| byte != b'"')?;
            let end = value.end + 1;
            (value, end)
        }
        _ => {
            let value = run(piece, at, is_of_name)?;
            let end = value.end;
            (value, end)
        }
    };
    // White space in front does not count, and that is not for here to say.
    let begins = *piece.get(value.start)?;
    (begins > b' ' && end > at && end < piece.len()).then_some((name, value, end))
}

/// Bytes of that kind; another one has to follow.
fn run(piece: &[u8], at: usize, is: impl Fn(u8) -> bool) -> Option<Range<usize>> {
    let rest = piece.get(at..)?;
    let length = rest.iter().take(LENGTH).position(|&byte| !is(byte))?;
    Some(at..at + length)
}

fn is_of_name(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')
}
