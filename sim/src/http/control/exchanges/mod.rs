//! Exchanges with the outside: every call in and out.

pub(crate) mod item;
pub(crate) mod list;
pub(crate) mod look;
