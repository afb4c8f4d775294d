//! Packs messages into one archive, as a sender of many does.

use std::io;

use testpost_memo::container::{Framing, WriteFault, Writer};

use super::flaw::SenderFlaw;
use super::memo_content::Memo;
use super::missend;
use super::service::Content;

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
pub(super) enum PackFault {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Entry(#[from] WriteFault),
}

/// The messages as one archive, the names of the files being their UUIDs.
pub(super) fn packed(memos: &[Memo], flaw: Option<SenderFlaw>) -> Result<Vec<u8>, PackFault> {
    let mut packed = Writer::new(Vec::new(), Framing::Lzma)?;
    let mut bare = Vec::new();
    for memo in memos {
        let Content::Bytes(bytes) = memo.content() else {
            continue;
        };
        let name = format!("{}.xml", memo.uuid());
        packed.add(&name, bytes.len() as u64, bytes.as_ref())?;
        bare.extend_from_slice(bytes);
    }
    Ok(missend::packed(packed.finish()?, bare, flaw))
}
