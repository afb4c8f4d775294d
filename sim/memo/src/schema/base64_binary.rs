//! xs:base64Binary as a stream: text in, bytes out, nothing kept but the last few characters.
//!
//! White space may stand anywhere. What is refused is what XML Schema refuses: other characters,
//! anything after padding, a length that is no multiple of four, and padding over bits that are
//! not zero.

use crate::bytes::find;

/// Why a text is not base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base64Fault {
    Character(char),
    AfterPadding,
    Padding,
    Length,
}

impl Base64Fault {
    pub(crate) fn describe(self) -> String {
        match self {
            Self::Character(character) => {
                format!("the character {character:?} does not belong in base64")
            }
            Self::AfterPadding => "the base64 goes on after its padding".to_owned(),
            Self::Padding => "the padding of the base64 is wrong".to_owned(),
            Self::Length => "the base64 ends in the middle of a group of four".to_owned(),
        }
    }
}

/// Base64 that arrives in pieces.
#[derive(Debug, Default)]
pub(crate) struct Base64Stream {
    /// The bits of the group that is not yet whole.
    group: u32,
    /// Characters of the group, padding counted.
    length: u8,
    padding: u8,
}

/// Where the bytes go that base64 stands for.
pub(crate) trait Decoded {
    fn bytes(&mut self, bytes: &[u8]);

    /// Whole groups of four characters, valid ones without padding.
    fn groups(&mut self, characters: &[u8]) {
        let mut bytes = [0; room_for(AT_ONCE)];
        for characters in characters.chunks(AT_ONCE) {
            let length = decode_groups(characters, &mut bytes);
            self.bytes(&bytes[..length]);
        }
    }
}

/// Characters that are decoded at once.
pub(crate) const AT_ONCE: usize = 512;

/// How much room `decode_groups` needs for so many characters: two bytes more than they stand
/// for, because each pair of groups is written as eight bytes of which six count.
pub(crate) const fn room_for(characters: usize) -> usize {
    characters / 4 * 3 + 2
}

/// Decodes valid groups without padding and tells how many bytes they stand for.
pub(crate) fn decode_groups(characters: &[u8], bytes: &mut [u8]) -> usize {
    let (pairs, last) = characters.as_chunks::<8>();
    let mut at = 0;
    for &[a, b, c, d, e, f, g, h] in pairs {
        let pair = u64::from(whole([a, b, c, d])) << 40 | u64::from(whole([e, f, g, h])) << 16;
        bytes[at..at + 8].copy_from_slice(&pair.to_be_bytes());
        at += 6;
    }
    if let &[a, b, c, d] = last {
        bytes[at..at + 3].copy_from_slice(&whole([a, b, c, d]).to_be_bytes()[1..]);
        at += 3;
    }
    at
}

/// The 24 bits of a group.
fn whole([a, b, c, d]: [u8; 4]) -> u32 {
    PLACED[0][usize::from(a)]
        | PLACED[1][usize::from(b)]
        | PLACED[2][usize::from(c)]
        | PLACED[3][usize::from(d)]
}

/// For whoever only asks whether it is base64.
impl Decoded for () {
    fn bytes(&mut self, _: &[u8]) {}

    fn groups(&mut self, _: &[u8]) {}
}

impl Decoded for Vec<u8> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

impl Base64Stream {
    /// Takes a piece of text. A fault comes with the byte of the piece where it stands.
    pub(crate) fn feed(
        &mut self,
        text: &str,
        out: &mut impl Decoded,
    ) -> Result<(), (usize, Base64Fault)> {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if self.length == 0 && self.padding == 0 {
                let rest = &bytes[at..];
                let run = find(rest, |byte| !is_value(byte)).unwrap_or(rest.len()) / 4 * 4;
                out.groups(&rest[..run]);
                at += run;
            }
            // What does not make a whole group: the end of a line, or of the piece.
            while at < bytes.len() {
                if !is_space(bytes[at]) {
                    self.feed_one(text, at, out)?;
                }
                at += 1;
                let between_groups = self.length == 0 && self.padding == 0;
                if between_groups && bytes.get(at).is_some_and(|&byte| is_value(byte)) {
                    break;
                }
            }
        }
        Ok(())
    }

    fn feed_one(
        &mut self,
        text: &str,
        at: usize,
        out: &mut impl Decoded,
    ) -> Result<(), (usize, Base64Fault)> {
        let byte = text.as_bytes()[at];
        let value = VALUES[usize::from(byte)];
        if value < 64 && self.padding == 0 {
            self.group = self.group << 6 | u32::from(value);
            self.length += 1;
            if self.length == 4 {
                self.emit(3, out);
            }
            return Ok(());
        }
        match byte {
            b'=' => self.pad(out).map_err(|fault| (at, fault)),
            _ if value < 64 => Err((at, Base64Fault::AfterPadding)),
            _ => {
                // Pieces hold whole characters, and this is the first byte of one.
                let character = text[at..].chars().next().unwrap_or('\u{fffd}');
                Err((at, Base64Fault::Character(character)))
            }
        }
    }

    /// The text has ended.
    pub(crate) fn end(&self) -> Result<(), Base64Fault> {
        match (self.length, self.padding) {
            (0, _) => Ok(()),
            (_, 0) => Err(Base64Fault::Length),
            (_, _) => Err(Base64Fault::Padding),
        }
    }

    fn pad(&mut self, out: &mut impl Decoded) -> Result<(), Base64Fault> {
        // A group ends in one or two of them; after a whole padded group nothing follows.
        if self.length < 2 {
            return Err(if self.padding > 0 {
                Base64Fault::AfterPadding
            } else {
                Base64Fault::Padding
            });
        }
        self.padding += 1;
        self.group <<= 6;
        self.length += 1;
        if self.length == 4 {
            let unused = if self.padding == 1 { 0xFF } else { 0xFFFF };
            if self.group & unused != 0 {
                return Err(Base64Fault::Padding);
            }
            self.emit(3 - usize::from(self.padding), out);
        }
        Ok(())
    }

    fn emit(&mut self, length: usize, out: &mut impl Decoded) {
        let [_, a, b, c] = self.group.to_be_bytes();
        out.bytes(&[a, b, c][..length]);
        self.group = 0;
        self.length = 0;
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// A character with a value, told without a table: many at a time.
fn is_value(byte: u8) -> bool {
    (byte.wrapping_sub(b'0') < 10)
        | ((byte | 0x20).wrapping_sub(b'a') < 26)
        | (byte == b'+')
        | (byte == b'/')
}

/// The value of each character of base64, 255 for all others.
static VALUES: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut values = [255; 256];
    let mut at = 0;
    while at < alphabet.len() {
        values[alphabet[at] as usize] = at as u8;
        at += 1;
    }
    values
};

/// The same where each of the four characters has its place in a group.
static PLACED: [[u32; 256]; 4] = {
    let mut placed = [[0; 256]; 4];
    let mut place = 0;
    while place < 4 {
        let mut byte = 0;
        while byte < 256 {
            placed[place][byte] = (VALUES[byte] as u32 & 63) << (18 - 6 * place);
            byte += 1;
        }
        place += 1;
    }
    placed
};

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use proptest::prelude::*;

    use super::*;

    fn decode(pieces: &[&str]) -> Result<Vec<u8>, Base64Fault> {
        let mut stream = Base64Stream::default();
        let mut bytes = Vec::new();
        for piece in pieces {
            stream.feed(piece, &mut bytes).map_err(|(_, fault)| fault)?;
        }
        stream.end()?;
        Ok(bytes)
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_read_back_however_it_is_cut(bytes: Vec<u8>, cut in 0_usize..50) {
            let text = STANDARD.encode(&bytes);
            let (left, right) = text.split_at(cut.min(text.len()));
            prop_assert_eq!(decode(&[left, "\n ", right]), Ok(bytes));
        }
    }

    #[test]
    fn a_character_has_a_value_when_the_table_says_so() {
        for byte in 0..=255 {
            assert_eq!(is_value(byte), VALUES[usize::from(byte)] < 64, "{byte}");
        }
    }

    #[test]
    fn what_xml_schema_refuses_is_refused() {
        for (text, fault) in [
            ("QQ", Base64Fault::Length),
            ("QQ=", Base64Fault::Padding),
            ("Q===", Base64Fault::Padding),
            ("=", Base64Fault::Padding),
            ("QR==", Base64Fault::Padding),
            ("QUJ=", Base64Fault::Padding),
            ("QQ==QQ==", Base64Fault::AfterPadding),
            ("QQ=Q", Base64Fault::AfterPadding),
            ("QQ===", Base64Fault::AfterPadding),
            ("QU-_", Base64Fault::Character('-')),
            ("QUæ_", Base64Fault::Character('æ')),
        ] {
            assert_eq!(decode(&[text]), Err(fault), "{text}");
        }
    }

    #[test]
    fn white_space_may_stand_anywhere_and_nothing_is_a_value_too() {
        assert_eq!(decode(&[" Q Q\t=\r\n= "]), Ok(b"A".to_vec()));
        assert_eq!(decode(&[""]), Ok(Vec::new()));
    }
}
