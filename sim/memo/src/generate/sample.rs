//! A generated message with what the model does not hold: the contents of its files.
use crate::{
    model::Message,
    write::{Held, write},
};

/// A message and the contents of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub message: Message,
    /// In the order of the message.
    pub contents: Vec<Vec<u8>>,
}

impl Sample {
    /// The message as XML, in UTF-8.
    pub fn to_xml(&self) -> Vec<u8> {
        let mut xml = Vec::new();
        // Generated texts are fit for XML, the contents are those of the model, and a Vec takes
        // every write.
        let _ = write(&self.message, &mut Held::new(&self.contents), &mut xml);
        xml
    }
}
