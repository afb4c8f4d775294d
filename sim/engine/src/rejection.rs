//! Why a command was refused. Nothing has changed and nothing was logged when one is returned.
//!
//! A rejection knows no HTTP: its class says what kind of refusal it is, and the server maps
//! classes to statuses in one place.

use testpost_memo::Finding;

use crate::code::{Answer, Code};

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
    /// Its class and clause are those of the code.
    pub fn new(code: Code, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        let class = match code.answer() {
            Answer::Call(class) => class,
            // What is otherwise said by receipt, a profile may have refused at the call.
            Answer::Receipt(_) => RejectionClass::Malformed,
        };
        Self {
            class,
            code: code.as_str(),
            message: message.into(),
            remedy: remedy.into(),
            clause: code.clause(),
            findings: Vec::new(),
        }
    }

    /// The same by a closer clause than the code's own.
    pub(crate) fn by(mut self, clause: &'static str) -> Self {
        self.clause = clause;
        self
    }
}
