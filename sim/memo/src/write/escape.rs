//! Text as XML character data: what has a meaning in XML is replaced, what XML cannot hold is
//! left out, and line ends survive (a bare CR would be read back as LF).
use std::io::{self, Write};

/// Writes text so that a parser reads the same text back.
pub(super) fn write_text(text: &str, out: &mut impl Write) -> io::Result<()> {
    let mut from = 0;
    for (at, character) in text.char_indices() {
        let replacement = match character {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '\r' => "&#13;",
            '\t' | '\n' => continue,
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => "",
            _ => continue,
        };
        out.write_all(&text.as_bytes()[from..at])?;
        out.write_all(replacement.as_bytes())?;
        from = at + character.len_utf8();
    }
    out.write_all(&text.as_bytes()[from..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_replaced_and_forbidden_characters_are_left_out() {
        let mut out = Vec::new();
        write_text("a < b & \"c\" > d\r\n\u{0}\u{fffe}æ ]]>", &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a &lt; b &amp; \"c\" &gt; d&#13;\næ ]]&gt;"
        );
    }
}
