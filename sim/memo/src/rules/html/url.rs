//! The scheme of an address in an attribute, as a browser would see it: references resolved,
//! white space within left out.
use super::token::{Length, Value};

/// Characters after the scheme that are looked at: enough for the type of a `data:` address.
const KIND: usize = 40;
/// Characters that are kept of a scheme. All that have a name here are shorter.
const SCHEME: usize = 16;

/// What an address begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Named(Name),
    /// An address without scheme: one relative to the document.
    None,
    /// What is kept of the address does not tell.
    Hidden,
}

/// The beginning of a scheme in lower case, without the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Name {
    bytes: [u8; SCHEME],
    length: usize,
}

impl Name {
    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte.to_ascii_lowercase();
            self.length += 1;
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// An address as far as it has been read.
#[derive(Debug)]
pub(super) struct Address<'t> {
    pub(super) scheme: Scheme,
    rest: Resolved<'t>,
}

impl<'t> Address<'t> {
    pub(super) fn read(value: Value<'t>) -> Self {
        let mut rest = Resolved { rest: value.bytes };
        let scheme = match plain_scheme(value.bytes) {
            Some(name) => {
                rest.rest = &value.bytes[name.length + 1..];
                Scheme::Named(name)
            }
            None => scheme(&mut rest, value.length),
        };
        Self { scheme, rest }
    }

    /// What follows the scheme, its beginning, in lower case.
    pub(super) fn rest(self) -> String {
        let rest = self.rest.filter(|character| !left_out(*character));
        let rest = rest.take(KIND);
        rest.map(|character| character.to_ascii_lowercase())
            .collect()
    }
}

/// Whether a value is this word, in letters of any case and with spaces around it or without.
pub(super) fn reads_as(value: Value<'_>, word: &str) -> bool {
    let text: String = Resolved { rest: value.bytes }.collect();
    value.length == Length::Whole && text.trim().eq_ignore_ascii_case(word)
}

/// A scheme that hides nothing, as nearly all do: letters and a colon.
fn plain_scheme(value: &[u8]) -> Option<Name> {
    let letters = value.iter().take(SCHEME);
    let length = letters
        .clone()
        .position(|byte| !byte.is_ascii_alphabetic())?;
    if length == 0 || value[length] != b':' {
        return None;
    }
    let mut name = Name::default();
    letters.take(length).for_each(|&letter| name.push(letter));
    Some(name)
}

fn scheme(characters: &mut Resolved<'_>, length: Length) -> Scheme {
    let mut name = Name::default();
    for character in characters.filter(|character| !left_out(*character)) {
        match character {
            // Before an address, spaces and control characters do not count.
            '\0'..=' ' if name.length == 0 => {}
            ':' if name.length > 0 => return Scheme::Named(name),
            'a'..='z' | 'A'..='Z' => name.push(character as u8),
            '0'..='9' | '+' | '-' | '.' if name.length > 0 => name.push(character as u8),
            _ => return Scheme::None,
        }
    }
    match length {
        Length::Whole => Scheme::None,
        Length::Cut => Scheme::Hidden,
    }
}

/// Within an address these count for nothing.
fn left_out(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r')
}

/// The characters of a value, the references that matter to an address resolved. What is not
/// ASCII has no meaning in the beginning of an address and comes as U+FFFD.
#[derive(Debug)]
struct Resolved<'t> {
    rest: &'t [u8],
}

impl Iterator for Resolved<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let (&first, after) = self.rest.split_first()?;
        let referred = if first == b'&' {
            reference(after)
        } else {
            None
        };
        let (character, length) = match referred {
            Some(referred) => referred,
            None if first.is_ascii() => (char::from(first), 0),
            None => ('\u{fffd}', 0),
        };
        self.rest = &after[length..];
        Some(character)
    }
}

/// The character that a reference stands for, and how long it is after its `&`.
fn reference(text: &[u8]) -> Option<(char, usize)> {
    let named = [
        ("colon;", ':'),
        ("Tab;", '\t'),
        ("NewLine;", '\n'),
        ("sol;", '/'),
        ("num;", '#'),
        ("quest;", '?'),
    ];
    let named = named
        .iter()
        .find(|(name, _)| text.starts_with(name.as_bytes()));
    if let Some((name, character)) = named {
        return Some((*character, name.len()));
    }
    let digits = text.strip_prefix(b"#")?;
    let (digits, radix, before) = match digits {
        [b'x' | b'X', digits @ ..] => (digits, 16, 2),
        digits => (digits, 10, 1),
    };
    let values = digits
        .iter()
        .map_while(|&digit| char::from(digit).to_digit(radix));
    let (mut count, mut code) = (0, 0_u32);
    for value in values {
        count += 1;
        code = code.saturating_mul(radix).saturating_add(value);
    }
    if count == 0 {
        return None;
    }
    let semicolon = usize::from(digits.get(count) == Some(&b';'));
    let character = char::from_u32(code).unwrap_or('\u{fffd}');
    Some((character, before + count + semicolon))
}
