//! The content check of HTML documents (MEMO-20), as a stream of bytes.
mod check;
mod policy;
mod tokenizer;
mod url;

pub use check::{HtmlCheck, HtmlFaults};
pub use policy::HtmlPolicy;
