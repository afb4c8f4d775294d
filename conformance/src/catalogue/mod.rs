//! The catalogue of clauses and what covers each.
//!
//! Scenarios, fixture cases and verdicts cite clauses by id; here the ids have their wording,
//! an unknown one its nearest known neighbour, and what nothing covers yet is told. Knows
//! nothing of how a scenario runs.

mod cases;
mod clause;
mod coverage;
mod draw;
mod register;

pub use cases::{CaseFault, FixtureCase, find_cases};
pub use clause::{Clause, ClauseId};
pub use coverage::{Cites, Coverage, Covered, coverage};
pub use draw::{ClauseFilter, render_coverage};
pub use register::{Catalogue, UnknownClause};
