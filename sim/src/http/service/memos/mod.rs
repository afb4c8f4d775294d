//! The resource memos/: send, list, fetch, recall, and the receiver's business receipt.

mod archive_form;
pub(crate) mod create_receipt;
pub(crate) mod fetch;
pub(crate) mod list;
pub(crate) mod recall;
pub(crate) mod send;
