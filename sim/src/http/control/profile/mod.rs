//! The assumed values.

pub(crate) mod list;
