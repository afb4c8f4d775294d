//! The look-up of a citizen or company, as a case worker makes it (EX-7, SMS-3).

pub(crate) mod item;
pub(crate) mod look;
