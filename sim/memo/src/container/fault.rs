//! Why an archive cannot be taken. What is wrong with one entry refuses that entry; what is wrong
//! with the archive refuses all of it, for nothing that follows can be trusted.
use std::io;

use thiserror::Error;

use super::Framing;
use crate::Code;

/// Why the whole archive is refused.
#[derive(Debug, Error)]
pub enum ArchiveFault {
    #[error("the archive cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("the archive is empty: it has no bytes")]
    Empty,
    #[error("the archive has no entries")]
    NoEntries,
    #[error("this is no archive compressed with LZMA{}", looks_like(*.found))]
    UnknownFraming { found: Option<&'static str> },
    #[error("the {framing} data needs more memory to be unpacked than the {limit} bytes allowed")]
    DecoderMemory { framing: Framing, limit: u64 },
    #[error("the {framing} data uses a filter or a check that is not supported")]
    Unsupported { framing: Framing },
    #[error("the {framing} data ends too early: it was cut off")]
    CutOff { framing: Framing },
    #[error("the {framing} data is damaged: it does not unpack, or its check sum is wrong")]
    Damaged { framing: Framing },
    #[error("after the end of the {framing} data more bytes follow")]
    TrailingBytes { framing: Framing },
    #[error("the archive unpacks to more than the {limit} bytes allowed")]
    TooLarge { limit: u64 },
    #[error("the archive unpacks to more than {limit} times its own size")]
    TooDense { limit: u64 },
    #[error("the archive has more than the {limit} entries allowed")]
    TooManyEntries { limit: u64 },
    #[error("what was unpacked is no tar archive")]
    NotTar,
    #[error("the tar is damaged: the header of entry {entry} {what}")]
    HeaderDamaged { entry: u64, what: &'static str },
    #[error("the tar ends too early, in entry {entry} or before it: it was cut off")]
    TarCutOff { entry: u64 },
    #[error("after the end of the tar more data follows")]
    TrailingData,
}

fn looks_like(found: Option<&'static str>) -> String {
    found.map_or_else(String::new, |found| format!("; it looks like {found}"))
}

impl ArchiveFault {
    /// A name for programs, lower case and dotted.
    pub fn code(&self) -> &'static str {
        self.listed().as_str()
    }

    /// Its place in the table of codes.
    pub fn listed(&self) -> Code {
        match self {
            Self::Io(_) => Code::ArchiveUnreadable,
            Self::Empty | Self::NoEntries => Code::ArchiveEmpty,
            Self::UnknownFraming { .. } => Code::ArchiveFramingUnknown,
            Self::DecoderMemory { .. } => Code::ArchiveMemory,
            Self::Unsupported { .. } => Code::ArchiveUnsupported,
            Self::CutOff { .. } | Self::TarCutOff { .. } => Code::ArchiveCutOff,
            Self::Damaged { .. } => Code::ArchiveDamaged,
            Self::TrailingBytes { .. } | Self::TrailingData => Code::ArchiveTrailingData,
            Self::TooLarge { .. } => Code::ArchiveTooLarge,
            Self::TooDense { .. } => Code::ArchiveTooDense,
            Self::TooManyEntries { .. } => Code::ArchiveTooManyEntries,
            Self::NotTar => Code::ArchiveNoTar,
            Self::HeaderDamaged { .. } => Code::ArchiveHeaderDamaged,
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Io(_) => "See whether the archive is there and may be read.",
            Self::Empty | Self::NoEntries => "Put at least one MeMo into it.",
            Self::UnknownFraming { .. } => {
                "Send a tar compressed with LZMA (tar --lzma) or xz (tar --xz)."
            }
            Self::DecoderMemory { .. } => "Compress with a smaller dictionary, like xz -6.",
            Self::Unsupported { .. } => "Compress with the usual settings, like xz -6.",
            Self::CutOff { .. } | Self::TarCutOff { .. } => {
                "Send the whole archive; compare its size with the Content-Length of the call."
            }
            Self::Damaged { .. } | Self::HeaderDamaged { .. } => {
                "Make the archive again, and send it byte for byte, not as text."
            }
            Self::TrailingBytes { .. } | Self::TrailingData => {
                "Leave out what follows the archive; send several archives one by one."
            }
            Self::TooLarge { .. } | Self::TooManyEntries { .. } => {
                "Divide the messages among several archives."
            }
            Self::TooDense { .. } => {
                "Divide the messages among several archives, or fill no file with zeros."
            }
            Self::NotTar => "Put the messages into a tar first, then compress that.",
        }
    }
}

/// Why one entry is refused; the others are not touched by it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EntryFault {
    #[error("the entry has {size} bytes, {limit} are allowed")]
    TooLarge { size: u64, limit: u64 },
    #[error("the entry has no name")]
    NoName,
    #[error("the name of the entry has more than {limit} bytes")]
    NameTooLong { limit: usize },
    #[error("the name of the entry is not UTF-8")]
    NameEncoding,
    #[error("the name of the entry has a control character in it")]
    NameControl,
    #[error("the name of the entry is absolute")]
    NameAbsolute,
    #[error("the name of the entry climbs out with ..")]
    NameClimbs,
    #[error("the entry is {kind}, not a file")]
    NotAFile { kind: &'static str },
    #[error("the entry is a sparse file")]
    Sparse,
    #[error("the entry's extended header has {size} bytes, {limit} are allowed")]
    ExtensionTooLarge { size: u64, limit: u64 },
    #[error("the entry's extended header is damaged")]
    ExtensionDamaged,
}

impl EntryFault {
    /// A name for programs, lower case and dotted.
    pub fn code(&self) -> &'static str {
        self.listed().as_str()
    }

    /// Its place in the table of codes.
    pub fn listed(&self) -> Code {
        match self {
            Self::TooLarge { .. } => Code::ArchiveEntryTooLarge,
            Self::NoName => Code::ArchiveEntryNameMissing,
            Self::NameTooLong { .. } => Code::ArchiveEntryNameTooLong,
            Self::NameEncoding => Code::ArchiveEntryNameEncoding,
            Self::NameControl => Code::ArchiveEntryNameCharacter,
            Self::NameAbsolute => Code::ArchiveEntryNameAbsolute,
            Self::NameClimbs => Code::ArchiveEntryNameClimbs,
            Self::NotAFile { .. } => Code::ArchiveEntryNoFile,
            Self::Sparse => Code::ArchiveEntrySparse,
            Self::ExtensionTooLarge { .. } | Self::ExtensionDamaged => Code::ArchiveEntryExtension,
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "Send less in one message; a MeMo has at most 99.5 MB.",
            Self::NoName => "Name each entry, like 1.xml.",
            Self::NameTooLong { .. } => "Shorten the name.",
            Self::NameEncoding => "Write names in UTF-8.",
            Self::NameControl => "Leave line breaks and other control characters out of names.",
            Self::NameAbsolute | Self::NameClimbs => {
                "Name entries relative to the top of the archive, without .. in them."
            }
            Self::NotAFile { .. } => "Put files alone into the archive (tar --dereference).",
            Self::Sparse => "Make the archive without --sparse.",
            Self::ExtensionTooLarge { .. } | Self::ExtensionDamaged => {
                "Make the archive with tar --format=ustar."
            }
        }
    }
}

/// Why an entry cannot be written.
#[derive(Debug, Error)]
pub enum WriteFault {
    #[error("the archive cannot be written: {0}")]
    Io(#[from] io::Error),
    #[error("{name:?} is no name for an entry: {fault}")]
    Name { name: String, fault: EntryFault },
    #[error("{name} does not have the {size} bytes that were announced")]
    Size { name: String, size: u64 },
}
