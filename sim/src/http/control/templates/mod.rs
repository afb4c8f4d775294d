//! Templates of standard supplier systems (standard leverandørsystemer), by id (SYS-11).

pub(crate) mod create;
pub(crate) mod item;
pub(crate) mod list;
pub(crate) mod look;
pub(crate) mod remove;
