//! A world's clock.

pub(crate) mod advance;
pub(crate) mod look;
