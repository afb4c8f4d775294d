//! What was mailed and texted.

pub(crate) mod mail;
pub(crate) mod sms;
