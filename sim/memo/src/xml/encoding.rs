//! In which encoding a document is written: by its byte order mark, by the look of its first
//! bytes, or by its XML declaration. Without any of them it is UTF-8.
//!
//! Labels are those of the WHATWG, so a document that calls itself ISO-8859-1 is read as
//! windows-1252: the same but for characters that no text uses.
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::names::shortened;

/// What the first bytes of a document say.
#[derive(Debug)]
pub(super) struct Detected {
    pub(super) encoding: &'static Encoding,
    /// How many bytes the byte order mark has.
    pub(super) mark: usize,
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
        _ => (declared(head)?, 0),
    };
    Ok(Detected { encoding, mark })
}

fn declared(head: &[u8]) -> Result<&'static Encoding, String> {
    let Some(label) = declared_label(head) else {
        return Ok(UTF_8);
    };
    match Encoding::for_label(label) {
        // It was read as ASCII to get here, so two bytes a character cannot be true.
        Some(encoding) if encoding == UTF_16BE || encoding == UTF_16LE => {
            Err(shortened(&String::from_utf8_lossy(label)))
        }
        Some(encoding) => Ok(encoding),
        None => Err(shortened(&String::from_utf8_lossy(label))),
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
                "windows-1252",
                0,
            ),
            (b"<?xml version='1.0'?><a encoding='x'/>", "UTF-8", 0),
        ] {
            let detected = detect(head).unwrap();
            assert_eq!((detected.encoding.name(), detected.mark), (name, mark));
        }
    }

    #[test]
    fn an_unknown_encoding_is_named() {
        let head = b"<?xml version='1.0' encoding='EBCDIC-DK'?><a/>";
        assert_eq!(detect(head).unwrap_err(), "EBCDIC-DK");
        assert!(detect(b"<?xml version='1.0' encoding='UTF-16'?><a/>").is_err());
    }
}
