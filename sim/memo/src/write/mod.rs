//! Composing messages.
mod escape;
mod letter;

pub use letter::{Letter, LetterFile, LetterParty, write_letter};
