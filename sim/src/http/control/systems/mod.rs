//! Sender and receiver systems, by id.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod document;
pub(crate) mod item;
pub(crate) mod list;
pub(crate) mod look;
pub(crate) mod overview;
pub(crate) mod primary;
pub(crate) mod remove;
pub(crate) mod renew_api_key;
mod sheet;
