//! The service port: the REST interface of Digital Post, version 1.68.0.

mod call;
mod call_log;
mod error_message;
mod faults;
pub(crate) mod memos;
mod operations;
mod ordering;
mod paging;
pub(crate) mod receipts;
mod request_body;
mod unavailable;

pub(super) use call_log::recorded;
pub(super) use operations::{answer_others, at_the_door};

pub use super::router::service as router;

/// What the service port needs to know.
#[derive(Debug, Clone)]
pub struct ServicePort {
    pub worlds: crate::worlds::Worlds,
}
