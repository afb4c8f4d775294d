//! The result of a run as data, and what draws it.
//!
//! A runner fills a [`RunReport`]; each renderer turns the same report into one form:
//! [`terminal`] for people, [`junit`] for build servers, [`json`] for programs. This crate
//! knows nothing of worlds, sockets or scenario files, and draws no conclusions of its own
//! beyond taking the worst of several verdicts.

mod check;
mod explain;
pub mod json;
pub mod junit;
mod mask;
mod plain;
mod run;
mod scenario;
pub mod terminal;
mod verdict;

pub use check::{Check, Direction, ExchangeExcerpt};
pub use mask::mask_cpr;
pub use run::{ProfileValue, RunReport, Summary};
pub use scenario::ScenarioResult;
pub use verdict::{Level, Verdict};
