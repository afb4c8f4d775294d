//! Why a message cannot be written.
use std::io;

use thiserror::Error;

use crate::model::ContentRef;

/// Why a message cannot be written. What was written before it is of no use.
#[derive(Debug, Error)]
pub enum WriteFault {
    #[error("the message cannot be written: {0}")]
    Io(#[from] io::Error),
    #[error("the content of {filename:?} cannot be read: {error}")]
    ContentUnreadable { filename: String, error: io::Error },
    #[error(
        "the content of {filename:?} is not the one that the message names: it has {} bytes with \
         the SHA-256 {}, and {} bytes with {} are named",
        found.size, found.sha256, named.size, named.sha256
    )]
    OtherContent {
        filename: String,
        named: ContentRef,
        found: ContentRef,
    },
    #[error(
        "{xpath} contains the character U+{:04X}, which XML does not allow; leave it out",
        u32::from(*character)
    )]
    Character { xpath: String, character: char },
    #[error("{xpath} is a technical document with an action; only other documents have actions")]
    TechnicalAction { xpath: String },
}
