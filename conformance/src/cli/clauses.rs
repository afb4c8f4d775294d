//! `testpost clauses`: the catalogue of clauses and what covers each.
//!
//! Scenario files are only read for the clauses they cite: one with a fault in its steps still
//! counts here, and `scenario check` tells of the fault.

use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::fault::CliFault;
use super::{output, screen};
use crate::catalogue::{self, Catalogue, Cites, ClauseFilter};
use crate::scenario;

#[derive(Debug, clap::Args)]
pub(crate) struct ClausesOptions {
    /// Scenario files or folders that are counted [default: scenarios, if there is such a folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Folder of the fixture cases that are counted
    #[arg(long, value_name = "DIR", default_value = "fixtures/memo")]
    cases: PathBuf,
    /// Only what the simulator does today
    #[arg(long)]
    implemented: bool,
    /// Only what nothing covers yet
    #[arg(long)]
    uncovered: bool,
}
