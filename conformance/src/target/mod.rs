//! The system under test: how it is reached, how it is made to act, where it may be looked at,
//! and how it is stopped and started.
//!
//! A target file says all of it; the built-in reference vendor is a target like any other, with
//! addresses of this process. Nothing here judges.

mod act;
mod call;
mod document;
mod load;
mod look;
mod reference;
mod template;

pub(crate) use act::{ActFault, carry_out, wait_until_ready};
pub use document::{
    Acts, HttpCall, Limits, LookAt, ReceiverTarget, Restart, SenderTarget, TargetDocument, Way,
};
pub use load::load;
pub(crate) use look::{LookFault, Looked, look};
pub use reference::Flaws;
pub(crate) use reference::{Part, Reference};
pub(crate) use template::Words;
