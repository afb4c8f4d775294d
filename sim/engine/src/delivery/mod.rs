//! What happens to a message, one business step a file.
//!
//! accept (or archive, for several at once) → validate → receipt → hold → route → deliver → push,
//! fetch or mailbox → retry,
//! deactivate; recall, systems and administer come from outside; put_off makes things
//! late on purpose. A step looks at the state, records
//! events and hands out effects. A further protocol is one more arm in `deliver` and a file.

pub(crate) mod accept;
pub(crate) mod administer;
pub(crate) mod archive;
pub(crate) mod deactivate;
pub(crate) mod deliver;
pub(crate) mod exempt;
pub(crate) mod fetch;
pub(crate) mod file;
pub(crate) mod hold;
pub(crate) mod mailbox;
pub(crate) mod move_mail;
pub(crate) mod nem_sms;
pub(crate) mod push;
pub(crate) mod put_off;
pub(crate) mod recall;
pub(crate) mod receipt;
pub(crate) mod retry;
pub(crate) mod route;
pub(crate) mod systems;
pub(crate) mod validate;
