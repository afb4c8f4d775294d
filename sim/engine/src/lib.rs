//! The simulated Digital Post as a pure state machine: commands in, events and effects out.
//!
//! The engine knows the rules of Digital Post and nothing of HTTP, sockets, files, tokio or the
//! wall clock: time, seed and ids come in as arguments. State changes only by applying events,
//! so that replaying the journal gives the same state, and the same seed and commands give the
//! same journal, byte for byte. The rules' source is the catalogue of clauses
//! (`fixtures/spec/clauses.yaml`); events, refusals and settings cite its ids.

pub mod actor;
pub mod calendar;
pub mod chance;
pub mod code;
pub mod command;
mod delivery;
pub mod document;
pub mod effect;
pub mod endpoint;
pub mod engine;
pub mod event;
mod event_log;
pub mod faults;
pub mod file_name;
pub mod id;
pub mod journal;
pub mod profile;
pub mod rejection;
pub mod ssh_key;
pub mod state;

pub use code::Code;
pub use command::{Command, Reply};
pub use effect::{CallOutcome, Effect, EffectId, FailureReason};
pub use endpoint::Endpoint;
pub use engine::{Birth, Done, Engine};
pub use event::{Event, EventBody};
pub use rejection::Rejection;
