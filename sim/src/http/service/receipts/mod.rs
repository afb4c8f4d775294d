//! The resources receipts/ and receipts-bulk/: what a REST PULL sender fetches (SEND-3).

pub(crate) mod bulk;
pub(crate) mod delete;
pub(crate) mod fetch;
pub(crate) mod list;
