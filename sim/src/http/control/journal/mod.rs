//! A world's journal: all that happened.

pub(crate) mod item;
pub(crate) mod list;
