//! The attributes of a tag, read strictly: white space between them, quotes around values, no
//! `<` within them, no name twice.
//!
//! quick-xml's own iterator is lenient where a schema check must not be, and does not say where
//! an attribute stands.
use super::{
    fault::Fault,
    names::{is_qualified_name, is_space, shortened},
    position::Position,
    reference,
};
use crate::Code;

/// An attribute as it stands, its references resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute {
    /// With its prefix.
    pub(crate) name: String,
    /// None for an attribute without a prefix: it belongs to no namespace.
    pub(crate) namespace: Option<String>,
    pub(crate) value: String,
    pub(crate) place: Position,
}

impl Attribute {
    pub(crate) fn local(&self) -> &str {
        self.name
            .split_once(':')
            .map_or(self.name.as_str(), |(_, local)| local)
    }

    /// Whether it declares a namespace.
    pub(crate) fn is_declaration(&self) -> bool {
        self.name == "xmlns" || self.prefix() == Some("xmlns")
    }

    pub(super) fn prefix(&self) -> Option<&str> {
        self.name.split_once(':').map(|(prefix, _)| prefix)
    }
}

/// Reads what follows the name in a tag. `place` is where `text` begins.
pub(super) fn read(text: &str, mut place: Position, most: usize) -> Result<Vec<Attribute>, Fault> {
    let mut attributes: Vec<Attribute> = Vec::new();
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches(is_space);
        let spaced = trimmed.len() < rest.len();
        place = place.after(&rest[..rest.len() - trimmed.len()]);
        rest = trimmed;
        if rest.is_empty() {
            return Ok(attributes);
        }
        if !spaced {
            return Err(Fault::not_well_formed(
                place,
                "there is no space before this attribute",
                "Put a space between the attributes of a tag.",
            ));
        }
        if attributes.len() == most {
            return Err(Fault::new(
                Code::XmlTooManyAttributes,
                place,
                format!("the tag has more than {most} attributes"),
                "Leave out the attributes that MeMo does not have.",
            ));
        }
        let end = rest
            .find(|character| is_space(character) || matches!(character, '=' | '"' | '\'' | '<'))
            .unwrap_or(rest.len());
        let name = &rest[..end];
        if !is_qualified_name(name) {
            return Err(Fault::not_well_formed(
                place,
                format!("{:?} is no name for an attribute", shortened(name)),
                "Write attributes as name=\"value\".",
            ));
        }
        let Some((raw, after)) = quoted(&rest[end..]) else {
            return Err(Fault::not_well_formed(
                place,
                format!("the attribute {} has no quoted value", shortened(name)),
                "Write attributes as name=\"value\".",
            ));
        };
        let value_place = place.after(&rest[..rest.len() - after.len() - raw.len() - 1]);
        if let Some(at) = raw.find('<') {
            return Err(Fault::not_well_formed(
                value_place.after(&raw[..at]),
                format!("the value of {} contains a <", shortened(name)),
                "Write &lt; for the character <.",
            ));
        }
        if attributes.iter().any(|earlier| earlier.name == name) {
            return Err(Fault::not_well_formed(
                place,
                format!("the attribute {} stands twice", shortened(name)),
                "Leave one of them out.",
            ));
        }
        attributes.push(Attribute {
            name: name.to_owned(),
            namespace: None,
            value: reference::attribute_value(raw, value_place)?,
            place,
        });
        place = place.after(&rest[..rest.len() - after.len()]);
        rest = after;
    }
}

/// What is between the quotes after an equals sign, and what follows them.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(is_space).strip_prefix('=')?;
    let text = text.trim_start_matches(is_space);
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text[1..].split_once(quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_with_their_places() {
        let attributes = read(" a='1'\n  memo:b = \"x &amp; y\tz\" ", Position::START, 9).unwrap();
        let seen: Vec<_> = attributes
            .iter()
            .map(|a| {
                (
                    a.name.as_str(),
                    a.value.as_str(),
                    a.place.line,
                    a.place.column,
                )
            })
            .collect();
        assert_eq!(seen, [("a", "1", 1, 2), ("memo:b", "x & y z", 2, 3)]);
    }

    #[test]
    fn what_is_not_well_made_is_refused() {
        for text in [
            " a='1'b='2'",
            " a=1",
            " a",
            " a='1' a='2'",
            " a='<'",
            " a='&'",
            " a='&x;'",
            " ='1'",
            " a:b:c='1'",
            " <",
            " a=\"1'",
        ] {
            assert!(read(text, Position::START, 9).is_err(), "{text}");
        }
        assert_eq!(
            read(" a='' b=''", Position::START, 1).unwrap_err().code,
            Code::XmlTooManyAttributes
        );
    }
}
