//! Mailboxes: where the mail of citizens, and of organisations without a system, lies (DEL-4),
//! and what their owners do with it (TEST-2).

pub(crate) mod change;
mod compose;
pub(crate) mod forward;
pub(crate) mod item;
pub(crate) mod list;
pub(crate) mod look;
pub(crate) mod memo;
pub(crate) mod owner;
pub(crate) mod remove;
pub(crate) mod reply;
pub(crate) mod write;
