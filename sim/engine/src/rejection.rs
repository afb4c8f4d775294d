//! Why a command was refused. Nothing has changed and nothing was logged when one is returned.
//!
//! A rejection knows no HTTP: its class says what kind of refusal it is, and the server maps
//! classes to statuses in one place.

use testpost_memo::Finding;

/// The kind of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectionClass {
    /// The call itself is wrong.
    Malformed,
    /// Nobody is known by this name and key.
    Unauthenticated,
    /// Known, but not allowed.
    Forbidden,
    /// There is no such thing.
    Unknown,
    /// The thing is in a state that does not allow it.
    Conflict,
    /// Understood, but it cannot be done with these values.
    Unprocessable,
}

/// A refused command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Rejection {
    pub class: RejectionClass,
    /// In the interface's lower-case dotted style.
    pub code: &'static str,
    /// For the caller: what is wrong.
    pub message: String,
    /// For the caller: what to do.
    pub remedy: String,
    pub clause: &'static str,
    /// What the check of the message found, where that is the reason.
    pub findings: Vec<Finding>,
}

impl Rejection {
    pub(crate) fn new(
        class: RejectionClass,
        code: &'static str,
        clause: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            class,
            code,
            message: message.into(),
            remedy: remedy.into(),
            clause,
            findings: Vec::new(),
        }
    }
}
