//! A baseline: failures of a system under test that are known and accepted for a while, each
//! with a reason and an end. It never hides anything: what is accepted is a warning, what is
//! past its end fails, and so does what is listed and does not fail any more.

mod document;
mod judge;

pub use document::{Accepted, BaselineDocument, load};
pub use judge::Baseline;
