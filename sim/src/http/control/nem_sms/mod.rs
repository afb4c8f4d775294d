//! Sign-ups for NemSMS, by the CPR or CVR number of whoever is signed up (SMS-1, SMS-3).

pub(crate) mod change;
pub(crate) mod confirm;
pub(crate) mod create;
pub(crate) mod item;
pub(crate) mod list;
pub(crate) mod look;
pub(crate) mod remove;
