//! Exemptions (fritagelser), by id: made, renewed, lifted (EX-1 to EX-6).

pub(crate) mod case;
pub(crate) mod create;
pub(crate) mod item;
pub(crate) mod lift;
pub(crate) mod list;
pub(crate) mod look;
pub(crate) mod renew;
