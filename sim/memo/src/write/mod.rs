//! Writing messages: any model as XML, its files streamed in, and letters composed from a few facts.
mod body;
mod content_source;
mod escape;
mod fault;
mod header;
mod letter;
mod namespaces;
mod party;
mod registers;
mod thread;
mod writer;
mod xml;

pub use content_source::{ContentSource, Held};
pub use fault::WriteFault;
pub(crate) use letter::fit;
pub use letter::{Letter, LetterFile, LetterParty, date_time};
pub use thread::{forward_data, reply_data};
pub use writer::write;
