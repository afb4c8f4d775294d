//! The description of the control interface.

pub(crate) mod look;
