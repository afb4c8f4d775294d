//! Archives: several messages in one tar, compressed with LZMA, one message an entry.
//!
//! Both ways they stream, entry by entry. Names come as text and are never looked up on a disk
//! here, and what is within an entry is for the check to judge.
mod archive;
mod entry_name;
mod fault;
mod framing;
mod header;
mod limits;
mod pax;
mod unpacked;
mod writer;

pub use archive::{Archive, Entry, Item};
pub use fault::{ArchiveFault, EntryFault, WriteFault};
pub use framing::Framing;
pub use limits::Limits;
pub use writer::Writer;
