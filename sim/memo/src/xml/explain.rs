//! What went wrong beneath the scanner, in words: in the source, or in quick-xml.
use std::io;

use quick_xml::{
    Error,
    errors::{IllFormedError, SyntaxError},
};

use super::{
    fault::{Fault, Stop},
    position::Position,
    reference,
    source::Trouble,
};
use crate::Code;

/// What a trouble of the source means; the markup goes from `begin` to `end`.
pub(super) fn trouble_fault(trouble: &Trouble, begin: Position, end: Position) -> Fault {
    match trouble {
        Trouble::UnknownEncoding(name) => Fault::new(
            Code::XmlEncodingUnknown,
            Position::START,
            format!("the document cannot be in the encoding that it names: {name:?}"),
            "Send UTF-8 and say so in the XML declaration, or leave the declaration out.",
        ),
        Trouble::Malformed { encoding } => Fault::new(
            Code::XmlEncodingMalformed,
            end,
            format!("the bytes here are not {encoding}"),
            "Declare the encoding that the document is written in, best of all UTF-8.",
        ),
        Trouble::Character(character) => Fault::new(
            Code::XmlCharacterNotAllowed,
            end,
            format!(
                "XML does not allow the character U+{:04X}",
                u32::from(*character)
            ),
            "Leave the character out.",
        ),
        Trouble::TooLong => Fault::new(
            Code::XmlMarkupTooLong,
            begin,
            "a tag, comment or instruction is longer than is accepted",
            "Shorten it; look for a quote or a comment that is never closed.",
        ),
    }
}

/// What an error of quick-xml means; `place` is where the markup begins.
pub(super) fn explain(error: Error, place: Position) -> Stop {
    let fault = match error {
        Error::Io(error) => return Stop::Io(io::Error::new(error.kind(), error)),
        Error::Syntax(SyntaxError::InvalidBangMarkup) => Fault::not_well_formed(
            place,
            "<! begins neither a comment nor CDATA here",
            "Write &lt; for the character <.",
        ),
        Error::Syntax(error) => Fault::new(
            Code::XmlCutOff,
            place,
            format!("the document ends within its markup: {error}"),
            "Send the whole document; compare its size with the Content-Length of the call.",
        ),
        Error::IllFormed(IllFormedError::DoubleHyphenInComment) => Fault::not_well_formed(
            place,
            "the comment contains --",
            "Leave the two hyphens out.",
        ),
        Error::IllFormed(IllFormedError::UnclosedReference) => reference::bare_ampersand(place),
        Error::IllFormed(error) => {
            Fault::not_well_formed(place, error.to_string(), "Send well-formed XML.")
        }
        Error::InvalidAttr(_) | Error::Encoding(_) | Error::Escape(_) | Error::Namespace(_) => {
            Fault::not_well_formed(place, error.to_string(), "Send well-formed XML.")
        }
    };
    fault.into()
}
