//! What will happen by itself.

pub(crate) mod item;
pub(crate) mod list;
