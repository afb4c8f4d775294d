//! Worlds: each a whole Digital Post of its own.

pub(crate) mod create;
pub(crate) mod item;
pub(crate) mod list;
pub(crate) mod look;
pub(crate) mod remove;
pub(crate) mod reset;
