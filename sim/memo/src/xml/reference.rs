//! What a reference like `&amp;` or `&#230;` stands for.
//!
//! Only the five references of XML itself exist here, for a document that may declare entities
//! needs a DTD, and those are refused.
use super::{
    fault::Fault,
    names::{is_char, shortened},
    position::Position,
};
use crate::Code;

/// The character that a reference stands for; `name` is what is between `&` and `;`.
pub(super) fn resolve(name: &str, place: Position) -> Result<char, Fault> {
    match name {
        "amp" => return Ok('&'),
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "apos" => return Ok('\''),
        "quot" => return Ok('"'),
        _ => {}
    }
    let Some(number) = name.strip_prefix('#') else {
        return Err(Fault::new(
            Code::XmlEntityUndefined,
            place,
            format!("the entity &{}; is not defined", shortened(name)),
            "Write the character itself, or a numeric reference like &#230;; a MeMo cannot declare entities.",
        ));
    };
    let code = match number.strip_prefix('x') {
        Some(digits) => number_of(digits, 16),
        None => number_of(number, 10),
    };
    code.and_then(char::from_u32)
        .filter(|&character| is_char(character))
        .ok_or_else(|| {
            Fault::new(
                Code::XmlCharacterNotAllowed,
                place,
                format!("&{}; is no character that XML allows", shortened(name)),
                "Leave the character out, or refer to the one that was meant.",
            )
        })
}

/// Digits alone: the parser of integers would take a sign as well.
fn number_of(digits: &str, radix: u32) -> Option<u32> {
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    u32::from_str_radix(digits.trim_start_matches('0'), radix).ok()
}

/// The text of an attribute or any other text in one piece, with its references resolved.
/// White space becomes spaces, as XML has it for attributes.
pub(super) fn attribute_value(raw: &str, start: Position) -> Result<String, Fault> {
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    let mut place = start;
    while let Some(at) = rest.find(['&', '\t', '\n', '\r']) {
        value.push_str(&rest[..at]);
        place = place.after(&rest[..at]);
        if rest.as_bytes()[at] == b'&' {
            let name = rest[at + 1..].split_once(';').map(|(name, _)| name);
            let name = name.ok_or_else(|| bare_ampersand(place))?;
            value.push(resolve(name, place)?);
            let end = at + name.len() + 2;
            place = place.after(&rest[at..end]);
            rest = &rest[end..];
        } else {
            value.push(' ');
            place = place.after(&rest[at..=at]);
            rest = &rest[at + 1..];
        }
    }
    value.push_str(rest);
    Ok(value)
}

pub(super) fn bare_ampersand(place: Position) -> Fault {
    Fault::not_well_formed(
        place,
        "an & stands alone: nothing it refers to ends with a ;",
        "Write &amp; for the character &.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_of_xml_and_numbers_are_resolved() {
        for (name, character) in [
            ("amp", '&'),
            ("lt", '<'),
            ("#230", 'æ'),
            ("#xE6", 'æ'),
            ("#x0001F600", '😀'),
        ] {
            assert_eq!(resolve(name, Position::START), Ok(character), "{name}");
        }
    }

    #[test]
    fn what_is_no_character_is_refused() {
        for name in [
            "#0",
            "#x1F",
            "#xD800",
            "#xFFFE",
            "#x110000",
            "#",
            "#x",
            "#+65",
            "#XE6",
            "aelig",
            "",
            "#99999999999999999999",
        ] {
            assert!(resolve(name, Position::START).is_err(), "{name}");
        }
    }
}
