//! Checking a message against the schema of its version.
mod attributes;
mod checker;
mod children;
mod findings;
mod limits;
mod notes;
mod path;
mod report;
mod value;

pub use checker::check;
pub use limits::{Limits, Options};
pub use report::Report;
