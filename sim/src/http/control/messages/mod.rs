//! Messages: how far each has come and why, and the Testportal's way to send one (TEST-1).

pub(crate) mod compose;
pub(crate) mod detail;
pub(crate) mod item;
pub(crate) mod list;
pub(crate) mod look;
mod refused_call;
pub(crate) mod send;
mod why;
