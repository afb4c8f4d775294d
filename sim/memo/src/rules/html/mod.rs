//! The content check of HTML documents (MEMO-20), as a stream of bytes.
mod check;
mod line;
mod listed;
mod plain_tag;
mod policy;
mod token;
mod tokenizer;
mod url;

pub use check::{HtmlCheck, HtmlFaults};
pub use policy::HtmlPolicy;
