//! In which encoding a document is written: by its byte order mark, by the look of its first
//! bytes, or by its XML declaration. Without any of them it is UTF-8.
//!
//! Labels are those of the WHATWG, but for two that browsers take for windows-1252 and XML must
//! not: ISO-8859-1 and US-ASCII are what they say.
use encoding_rs::{
    Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252,
    mem::convert_latin1_to_utf8_partial,
};

use super::names::shortened;
use crate::bytes;

/// What the first bytes of a document say.
pub(super) struct Detected {
    pub(super) decoding: Decoding,
    /// How many bytes the byte order mark has.
    pub(super) mark: usize,
}

/// Makes UTF-8 of a document, piece by piece.
pub(super) enum Decoding {
    /// As the WHATWG has it.
    Standard(Decoder),
    /// Each byte is the character of its number.
    Latin1,
    Ascii,
}

impl Decoding {
    fn standard(encoding: &'static Encoding) -> Self {
        Self::Standard(encoding.new_decoder_without_bom_handling())
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Standard(decoder) => decoder.encoding().name(),
            Self::Latin1 => "ISO-8859-1",
            Self::Ascii => "US-ASCII",
        }
    }

    /// How it ended, how many bytes were read, and how many written. `into` has room for a
    /// character at least.
    pub(super) fn decode(
        &mut self,
        from: &[u8],
        into: &mut [u8],
        last: bool,
    ) -> (DecoderResult, usize, usize) {
        let ended = |read: usize| {
            if read == from.len() {
                DecoderResult::InputEmpty
            } else {
                DecoderResult::OutputFull
            }
        };
        match self {
            Self::Standard(decoder) => decoder.decode_to_utf8_without_replacement(from, into, last),
            Self::Latin1 => {
                let (read, written) = convert_latin1_to_utf8_partial(from, into);
                (ended(read), read, written)
            }
            Self::Ascii => {
                let right = bytes::find(from, |byte| byte >= 0x80).unwrap_or(from.len());
                let length = right.min(into.len());
                into[..length].copy_from_slice(&from[..length]);
                if length == right && right < from.len() {
                    return (DecoderResult::Malformed(1, 0), right + 1, length);
                }
                (ended(length), length, length)
            }
        }
    }
}

/// How many bytes `detect` looks at. An XML declaration is far shorter.
pub(super) const HEAD: usize = 1024;

/// Fails with the name of an encoding that cannot be read.
pub(super) fn detect(head: &[u8]) -> Result<Detected, String> {
    let (encoding, mark) = match head {
        [0xEF, 0xBB, 0xBF, ..] => (UTF_8, 3),
        [0xFE, 0xFF, ..] => (UTF_16BE, 2),
        [0xFF, 0xFE, ..] => (UTF_16LE, 2),
        [0x00, b'<', 0x00, ..] => (UTF_16BE, 0),
        [b'<', 0x00, _, 0x00, ..] => (UTF_16LE, 0),
        _ => {
            return Ok(Detected {
                decoding: declared(head)?,
                mark: 0,
            });
        }
    };
    Ok(Detected {
        decoding: Decoding::standard(encoding),
        mark,
    })
}

fn declared(head: &[u8]) -> Result<Decoding, String> {
    let Some(label) = declared_label(head) else {
        return Ok(Decoding::standard(UTF_8));
    };
    match Encoding::for_label(label) {
        // It was read as ASCII to get here, so two bytes a character cannot be true.
        Some(encoding) if encoding == UTF_16BE || encoding == UTF_16LE => {
            Err(shortened(&String::from_utf8_lossy(label)))
        }
        Some(encoding) if encoding == WINDOWS_1252 => Ok(one_byte(label)),
        Some(encoding) => Ok(Decoding::standard(encoding)),
        None => Err(shortened(&String::from_utf8_lossy(label))),
    }
}

/// What a label means that the WHATWG takes for windows-1252.
fn one_byte(label: &[u8]) -> Decoding {
    match label.to_ascii_lowercase().as_slice() {
        b"windows-1252" | b"cp1252" | b"x-cp1252" => Decoding::standard(WINDOWS_1252),
        b"us-ascii" | b"ascii" | b"ansi_x3.4-1968" => Decoding::Ascii,
        _ => Decoding::Latin1,
    }
}

/// The value of `encoding` in an XML declaration. Whether the declaration is well made is for
/// the scanner to say.
fn declared_label(head: &[u8]) -> Option<&[u8]> {
    let declaration = head.strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).position(|pair| pair == b"?>")?;
    let declaration = &declaration[..end];
    let at = declaration
        .windows(b"encoding".len())
        .position(|window| window == b"encoding")?;
    let value = declaration[at + b"encoding".len()..].trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, value) = value.split_first()?;
    let end = value.iter().position(|&byte| byte == quote)?;
    matches!(quote, b'"' | b'\'').then(|| &value[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_declarations_name_the_encoding() {
        for (head, name, mark) in [
            (&b"\xEF\xBB\xBF<a/>"[..], "UTF-8", 3),
            (b"\xFF\xFE<\0a\0", "UTF-16LE", 2),
            (b"\xFE\xFF\0<\0a", "UTF-16BE", 2),
            (b"<\0?\0x\0m\0", "UTF-16LE", 0),
            (b"<a/>", "UTF-8", 0),
            (b"", "UTF-8", 0),
            (
                b"<?xml version='1.0' encoding = 'ISO-8859-1'?><a/>",
                "ISO-8859-1",
                0,
            ),
            (b"<?xml version='1.0' encoding='ASCII'?>", "US-ASCII", 0),
            (
                b"<?xml version='1.0' encoding='CP1252'?>",
                "windows-1252",
                0,
            ),
            (b"<?xml version='1.0'?><a encoding='x'/>", "UTF-8", 0),
        ] {
            let detected = detect(head).unwrap();
            assert_eq!((detected.decoding.name(), detected.mark), (name, mark));
        }
    }

    #[test]
    fn an_unknown_encoding_is_named() {
        let head = b"<?xml version='1.0' encoding='EBCDIC-DK'?><a/>";
        assert_eq!(detect(head).err().as_deref(), Some("EBCDIC-DK"));
        assert!(detect(b"<?xml version='1.0' encoding='UTF-16'?><a/>").is_err());
    }
}
