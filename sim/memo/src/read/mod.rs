//! Reading a message into the model, its files streamed past.
mod body;
mod content_sink;
mod fault;
mod message;
mod node;
mod party;
mod reader;
mod registers;

pub use content_sink::{ContentSink, Discard};
pub use fault::ReadFault;
pub(crate) use reader::BOUNDS;
pub use reader::{read, read_version};
