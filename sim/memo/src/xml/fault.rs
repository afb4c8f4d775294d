//! Why the reading of a document ended before its end.
//!
//! A fault is a mistake in the document and becomes one finding; everything after it is unread,
//! as XML demands. An I/O error is no finding: it says nothing about the document.
use std::io;

use super::Position;
use crate::Code;

/// A mistake in the document that ends its reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) place: Position,
    pub(crate) message: String,
    pub(crate) remedy: String,
}

impl Fault {
    pub(crate) fn new(
        code: Code,
        place: Position,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            code,
            place,
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    pub(crate) fn not_well_formed(
        place: Position,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::new(Code::XmlNotWellFormed, place, message, remedy)
    }
}

/// Why the reading ended.
#[derive(Debug)]
pub(crate) enum Stop {
    Io(io::Error),
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
