//! How messages come in, whatever they came by: from a body in the spool, alone or in an archive,
//! through the check of their format to the engine (SEND-1, SEND-8, SEND-11).
//!
//! Whoever has the connection streams the body into the spool and then calls [`take_message`] or
//! [`take_archive`]; one to whom the engine's answer means something else looks at the body here
//! and gives it to the world itself. Checking and unpacking are done here, away from the threads that serve
//! connections. Knows nothing of HTTP, and decides nothing: the engine does.

mod archive;
mod fault;
mod message;
mod settings;

pub(crate) use archive::take_archive;
#[cfg(feature = "sftp")]
pub(crate) use archive::{Unpacked, unpack_archive};
pub(crate) use fault::IntakeFault;
#[cfg(feature = "sftp")]
pub(crate) use message::look_at_message;
pub(crate) use message::take_message;
pub(crate) use settings::IntakeSettings;
