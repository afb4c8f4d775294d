//! The MeMo message format of Digital Post, versions 1.1 and 1.2: read, checked, composed.
//!
//! Everything here works on streams and on its arguments alone. It knows no clock, no network,
//! no simulated Digital Post; it only knows what a message is and whether one is well made.
mod bytes;
pub mod check;
mod code;
pub mod container;
pub mod convert;
mod finding;
#[cfg(feature = "generate")]
pub mod generate;
pub mod id;
pub mod mark;
pub mod model;
mod outline;
pub mod read;
pub mod rules;
mod schema;
mod version;
pub mod write;
mod xml;

pub use code::{Code, CodeSource};
pub use finding::{Finding, FindingKind, Place, Severity};
pub use outline::{Outline, PartyOutline};
pub use version::{MemoVersion, MessageType};

// A fuzzer instruments this crate's own tests too, and they need what it brings to be linked.
#[cfg(all(test, fuzzing))]
use bolero as _;
