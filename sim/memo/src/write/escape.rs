//! Text as XML character data and as the value of an attribute: what has a meaning in XML is
//! replaced, so that a parser reads the same text back. A bare CR would be read as LF, and white
//! space in an attribute as spaces, so those are written as references.
use std::io::{self, Write};

use crate::xml::is_char;

/// Writes text between tags. The text must be of characters that XML allows.
pub(super) fn write_text(text: &str, out: &mut impl Write) -> io::Result<()> {
    write_with(text, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        // Only ]]> would need it.
        b'>' => Some("&gt;"),
        b'\r' => Some("&#13;"),
        _ => None,
    })
}

/// Writes the value of an attribute, without its double quotes.
pub(super) fn write_attribute(value: &str, out: &mut impl Write) -> io::Result<()> {
    write_with(value, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'"' => Some("&quot;"),
        b'\t' => Some("&#9;"),
        b'\n' => Some("&#10;"),
        b'\r' => Some("&#13;"),
        _ => None,
    })
}

/// The first character that XML does not allow.
pub(super) fn forbidden(text: &str) -> Option<char> {
    text.chars().find(|&character| !is_char(character))
}

/// Replaces ASCII characters; all others consist of bytes that are none.
fn write_with(
    text: &str,
    out: &mut impl Write,
    replacement: impl Fn(u8) -> Option<&'static str>,
) -> io::Result<()> {
    let mut from = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        if let Some(replacement) = replacement(byte) {
            out.write_all(&text.as_bytes()[from..at])?;
            out.write_all(replacement.as_bytes())?;
            from = at + 1;
        }
    }
    out.write_all(&text.as_bytes()[from..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_replaced_and_line_ends_survive() {
        let mut out = Vec::new();
        write_text("a < b & \"c\" > d\r\n\tæ ]]>", &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a &lt; b &amp; \"c\" &gt; d&#13;\n\tæ ]]&gt;"
        );
        let mut out = Vec::new();
        write_attribute("<\"a\"\t&\r\n'æ'>", &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "&lt;&quot;a&quot;&#9;&amp;&#13;&#10;'æ'>"
        );
    }

    #[test]
    fn characters_that_xml_does_not_allow_are_found() {
        for character in ['\0', '\u{8}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
            assert_eq!(forbidden(&format!("æ{character}")), Some(character));
        }
        assert_eq!(forbidden("æ\t\r\n\u{7f}\u{85}\u{fffd}😀\u{10ffff}"), None);
    }
}
