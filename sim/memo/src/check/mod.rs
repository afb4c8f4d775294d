//! Checking a message against the schema of its version.
mod limits;
mod outline_pass;
mod report;

pub use limits::{Limits, Options};
pub use outline_pass::check;
pub use report::Report;
