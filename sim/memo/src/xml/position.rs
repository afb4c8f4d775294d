//! A place in a text by line and column, both counted from 1, columns in characters.
//!
//! It is moved over the text itself, so it knows no offsets and no encoding but UTF-8.

use crate::bytes::count;

/// Where in the document something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) line: u64,
    pub(crate) column: u64,
}

impl Position {
    pub(crate) const START: Self = Self { line: 1, column: 1 };

    /// Moves over a piece of UTF-8. It may begin or end within a character.
    pub(crate) fn pass(&mut self, bytes: &[u8]) {
        // Most pieces are short.
        if bytes.len() < 32 {
            for &byte in bytes {
                if byte == b'\n' {
                    self.line += 1;
                    self.column = 1;
                } else {
                    self.column += u64::from(begins_character(byte));
                }
            }
            return;
        }
        let rest = match memchr::memrchr(b'\n', bytes) {
            Some(last) => {
                self.line += 1 + count(&bytes[..last], |byte| byte == b'\n') as u64;
                self.column = 1;
                &bytes[last + 1..]
            }
            None => bytes,
        };
        self.column += count(rest, begins_character) as u64;
    }

    pub(crate) fn after(mut self, text: &str) -> Self {
        self.pass(text.as_bytes());
        self
    }
}

/// Any byte of UTF-8 but a continuation byte.
fn begins_character(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_begin_at_one() {
        let place = Position::START.after("æøå");
        assert_eq!((place.line, place.column), (1, 4));
        let place = place.after("x\ny\nzæ");
        assert_eq!((place.line, place.column), (3, 3));
    }
}
