//! A scenario as it was written: a tree of nodes that know where they stand.
//!
//! Here named values and matrices are filled in and fragments are put in, before anybody asks
//! what a step means; and here a file that does not have the shape of a scenario is taken apart
//! until all that is wrong with it is known. What the words mean is not decided here.

mod compose;
mod emit;
mod matrix;
mod mend;
mod node;
mod reading;
mod sources;
mod values;

pub(super) use compose::ReadFile;
pub(super) use reading::{Reading, read};
pub use sources::Sources;
pub(crate) use values::filled;
