//! Why nothing was taken in.

use std::io;

use crate::spool::SpoolFault;
use crate::world::CallFault;

#[derive(Debug, thiserror::Error)]
pub(crate) enum IntakeFault {
    /// The world has refused it, or is not there any more.
    #[error(transparent)]
    Call(#[from] CallFault),
    /// What is in an archive cannot be kept.
    #[error(transparent)]
    Spool(#[from] SpoolFault),
    #[error("the spool cannot be read: {0}")]
    Read(#[from] io::Error),
    #[error("the work on a message broke off: {0}")]
    Broken(String),
    #[error("the engine answered a command with what does not belong to it")]
    Unlike,
}
