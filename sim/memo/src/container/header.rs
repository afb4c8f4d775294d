//! One block of a tar as a header: its check sum judged, its kind told.
use tar::{EntryType, Header};

pub(super) const BLOCK: usize = 512;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// Extended headers of the entry that follows.
    LongName,
    Pax,
    /// About no entry, or about a link alone.
    Remark,
    Sparse,
    /// Everything else that a tar can hold.
    Other(&'static str),
}

/// Whether the sum in the header is that of its bytes, its own field counted as spaces.
pub(super) fn sum_is_right(header: &Header) -> bool {
    let bytes = header.as_bytes().iter().enumerate();
    let sum: u32 = bytes
        .map(|(at, &byte)| {
            if (148..156).contains(&at) {
                32
            } else {
                u32::from(byte)
            }
        })
        .sum();
    header.cksum().is_ok_and(|said| said == sum)
}

pub(super) fn kind(header: &Header) -> Kind {
    match header.entry_type() {
        EntryType::Regular | EntryType::Continuous => Kind::File,
        EntryType::Directory => Kind::Folder,
        EntryType::GNULongName => Kind::LongName,
        EntryType::XHeader => Kind::Pax,
        EntryType::XGlobalHeader | EntryType::GNULongLink => Kind::Remark,
        EntryType::GNUSparse => Kind::Sparse,
        EntryType::Link => Kind::Other("a hard link"),
        EntryType::Symlink => Kind::Other("a symbolic link"),
        EntryType::Char => Kind::Other("a character device"),
        EntryType::Block => Kind::Other("a block device"),
        EntryType::Fifo => Kind::Other("a pipe"),
        _ => Kind::Other("of a kind that is not known"),
    }
}

/// Whether content follows a header of this type, as far as its size says so.
pub(super) fn has_content(header: &Header) -> bool {
    !matches!(
        header.entry_type(),
        EntryType::Link
            | EntryType::Symlink
            | EntryType::Char
            | EntryType::Block
            | EntryType::Fifo
            | EntryType::Directory
    )
}
