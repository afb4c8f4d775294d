//! Faults: what goes wrong on purpose in a world, by name.

pub(crate) mod change;
mod item;
pub(crate) mod look;
