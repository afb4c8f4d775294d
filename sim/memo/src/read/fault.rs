//! Why a message cannot be read into the model. It is the first reason only: whoever wants them
//! all asks the check.
use std::io;

use thiserror::Error;

use crate::xml::{Fault, Position, Stop};

/// Why a message cannot be read.
#[derive(Debug, Error)]
pub enum ReadFault {
    #[error("the message cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("line {line}, column {column}: {message}")]
    Message {
        line: u64,
        column: u64,
        message: String,
    },
}

impl ReadFault {
    pub(super) fn at(place: Position, message: impl Into<String>) -> Self {
        Self::Message {
            line: place.line,
            column: place.column,
            message: message.into(),
        }
    }
}

impl From<Fault> for ReadFault {
    fn from(fault: Fault) -> Self {
        Self::at(fault.place, fault.message)
    }
}

impl From<Stop> for ReadFault {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Io(error) => Self::Io(error),
            Stop::Fault(fault) => fault.into(),
        }
    }
}
