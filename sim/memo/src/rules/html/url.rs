//! The scheme of an address in an attribute, as a browser would see it: references resolved,
//! white space within left out.
use super::tokenizer::{Length, Value};

/// Characters after the scheme that are kept: enough for the type of a `data:` address.
const KIND: usize = 40;

/// What an address begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scheme {
    /// In lower case, without the colon, and what follows it as far as it is kept.
    Named { scheme: String, rest: String },
    /// An address without scheme: one relative to the document.
    None,
    /// What is kept of the address does not tell.
    Hidden,
}

pub(super) fn scheme(value: Value<'_>) -> Scheme {
    let mut characters = Resolved { rest: value.text }.filter(|c| !matches!(c, '\t' | '\n' | '\r'));
    let mut scheme = String::new();
    while let Some(character) = characters.next() {
        match character {
            // Before an address, spaces and control characters do not count.
            '\0'..=' ' if scheme.is_empty() => {}
            ':' if !scheme.is_empty() => {
                let rest = characters.take(KIND).collect();
                return Scheme::Named { scheme, rest };
            }
            'a'..='z' | 'A'..='Z' => scheme.push(character.to_ascii_lowercase()),
            '0'..='9' | '+' | '-' | '.' if !scheme.is_empty() => scheme.push(character),
            _ => return Scheme::None,
        }
    }
    match value.length {
        Length::Whole => Scheme::None,
        Length::Cut => Scheme::Hidden,
    }
}

/// The characters of a value, the references that matter to an address resolved.
struct Resolved<'t> {
    rest: &'t str,
}

impl Iterator for Resolved<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let (character, length) = match self.rest.strip_prefix('&').and_then(reference) {
            Some((character, length)) => (character, length + 1),
            None => {
                let character = self.rest.chars().next()?;
                (character, character.len_utf8())
            }
        };
        self.rest = &self.rest[length..];
        Some(character)
    }
}

/// The character that a reference stands for, and how long it is after its `&`.
fn reference(text: &str) -> Option<(char, usize)> {
    let named = [
        ("colon;", ':'),
        ("Tab;", '\t'),
        ("NewLine;", '\n'),
        ("sol;", '/'),
        ("num;", '#'),
        ("quest;", '?'),
    ];
    if let Some((name, character)) = named.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((*character, name.len()));
    }
    let digits = text.strip_prefix('#')?;
    let (digits, radix, before) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 2),
        None => (digits, 10, 1),
    };
    let count = digits.chars().take_while(|c| c.is_digit(radix)).count();
    // Zeros in front do not count, and no character needs more than seven digits.
    let number = digits[..count].trim_start_matches('0');
    let code = match number {
        "" if count > 0 => 0,
        number if number.len() > 7 => return Some(('\u{fffd}', before + count)),
        number => u32::from_str_radix(number, radix).ok()?,
    };
    let semicolon = usize::from(digits[count..].starts_with(';'));
    let character = char::from_u32(code).unwrap_or('\u{fffd}');
    Some((character, before + count + semicolon))
}
