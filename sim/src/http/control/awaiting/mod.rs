//! Waiting for an event.

pub(crate) mod look;
