//! The XML declaration: it stands first, and says version, encoding and standalone, in that order.
use super::{attributes, fault::Fault, position::Position};

/// `<?xml …?>` stands first, and says version, encoding, standalone, in that order.
pub(super) fn check_declaration(declaration: &str, place: Position) -> Result<(), Fault> {
    let fault = |message: &str| {
        Fault::not_well_formed(
            place,
            message,
            "Begin the document with <?xml version=\"1.0\" encoding=\"UTF-8\"?>.",
        )
    };
    if place != Position::START {
        return Err(fault("the XML declaration does not stand first"));
    }
    let text = declaration.strip_prefix("xml").unwrap_or(declaration);
    let attributes = attributes::read(text, place.after("<?xml"), 3)?;
    let mut last = None;
    for attribute in &attributes {
        let value = attribute.value.as_str();
        let (order, right) = match attribute.name.as_str() {
            "version" => (0, value.strip_prefix("1.").is_some_and(is_number)),
            "encoding" => (1, is_encoding_name(value)),
            "standalone" => (2, matches!(value, "yes" | "no")),
            _ => (3, false),
        };
        if !right || last.is_some_and(|last| last >= order) {
            return Err(fault("the XML declaration is not well made"));
        }
        last = Some(order);
    }
    match attributes.first() {
        Some(first) if first.name == "version" => Ok(()),
        Some(_) | None => Err(fault("the XML declaration says no version")),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_encoding_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}
