//! Checking a message against the schema of its version, and against the rules beyond it.
mod attributes;
mod checker;
mod children;
mod counted;
mod findings;
mod limits;
mod notes;
mod path;
mod report;
mod value;

pub use checker::check;
pub(crate) use findings::{Findings, Mistake};
pub use limits::{Limits, Options};
pub(crate) use path::Path;
pub use report::Report;
