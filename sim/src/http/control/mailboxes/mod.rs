//! Mailboxes: where the mail of citizens, and of organisations without a system, lies (DEL-4).

pub(crate) mod item;
pub(crate) mod list;
pub(crate) mod look;
pub(crate) mod memo;
pub(crate) mod owner;
