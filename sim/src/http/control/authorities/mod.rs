//! Authorities (myndigheder), by CVR number.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod item;
pub(crate) mod list;
pub(crate) mod look;
pub(crate) mod remove;
