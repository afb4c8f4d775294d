//! Why a message cannot be converted.
use std::io;

use thiserror::Error;

use crate::{read::ReadFault, write::WriteFault};

/// Why a message cannot be converted. What was written before it is of no use.
#[derive(Debug, Error)]
pub enum ConvertFault {
    #[error("the message cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("the message cannot be converted: {0}")]
    Read(#[from] ReadFault),
    #[error("the message cannot be converted: {0}")]
    Write(#[from] WriteFault),
}
