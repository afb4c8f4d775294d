//! The result of a run as data, and what draws it.
//!
//! A runner fills a [`RunReport`]; each renderer turns the same report into one form:
//! [`terminal`] and [`html`] for people, [`junit`] for build servers, [`sarif`] for whatever
//! shows findings beside the lines of a file, [`json`] for programs. This crate
//! knows nothing of worlds, sockets or scenario files, and draws no conclusions of its own
//! beyond taking the worst of several verdicts.

mod check;
mod clause;
mod explain;
pub mod html;
pub mod json;
pub mod junit;
mod mask;
mod plain;
mod run;
pub mod sarif;
mod scenario;
pub mod terminal;
mod timeline;
mod verdict;

pub use check::{Check, Direction, ExchangeExcerpt, Part};
pub use clause::{ClauseResult, verdict_on};
pub use mask::mask_cpr;
pub use run::{ProfileValue, RunReport, Summary};
pub use scenario::ScenarioResult;
pub use timeline::{Happening, HappeningKind, Timeline, Tone};
pub use verdict::{Level, Verdict};
