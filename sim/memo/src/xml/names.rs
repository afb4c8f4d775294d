//! Which characters XML 1.0 (fifth edition) allows, and which texts are names.

/// The production Char: what a document may contain at all.
pub(crate) fn is_char(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

pub(super) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// The production NCName: a name without a colon.
pub(super) fn is_plain_name(text: &str) -> bool {
    let mut characters = text.chars();
    if text.bytes().all(is_usual) {
        return characters.next().is_some_and(begins_name);
    }
    characters.next().is_some_and(begins_name) && characters.all(continues_name)
}

/// The production QName: a plain name, or two with a colon between them.
pub(super) fn is_qualified_name(text: &str) -> bool {
    match memchr::memchr(b':', text.as_bytes()) {
        Some(colon) => is_plain_name(&text[..colon]) && is_plain_name(&text[colon + 1..]),
        None => is_plain_name(text),
    }
}

/// Whether the byte is one that almost all names are made of.
pub(super) fn is_usual(byte: u8) -> bool {
    USUAL[usize::from(byte)]
}

static USUAL: [bool; 256] = {
    let mut usual = [false; 256];
    let bytes = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
    let mut at = 0;
    while at < bytes.len() {
        usual[bytes[at] as usize] = true;
        at += 1;
    }
    usual
};

fn begins_name(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}'
        | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

fn continues_name(character: char) -> bool {
    begins_name(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// A text short enough for a message: what is longer is cut.
pub(crate) fn shortened(text: &str) -> String {
    const KEPT: usize = 60;
    match text.char_indices().nth(KEPT) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qualified_name_has_at_most_one_colon_and_no_empty_part() {
        for name in ["a", "memo:Message", "_x-1.y", "æble"] {
            assert!(is_qualified_name(name), "{name:?}");
        }
        for name in ["", ":", "a:", ":a", "a:b:c", "1a", "-a", "a b", "a:1"] {
            assert!(!is_qualified_name(name), "{name:?}");
        }
    }
}
