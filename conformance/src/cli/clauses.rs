//! `testpost clauses`: the catalogue of clauses and what covers each.
//!
//! A scenario file that is wrong covers nothing: its faults are told, and the rest is counted.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::exit::Exit;
use super::fault::CliFault;
use super::{output, screen};
use crate::catalogue::{self, Catalogue, Cites, ClauseFilter};
use crate::mutants;
use crate::scenario;
use crate::suite::Suite;

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

/// Where scenarios lie unless other paths are named.
const SCENARIOS: &str = "scenarios";

pub(crate) fn clauses(options: &ClausesOptions) -> Result<Exit, CliFault> {
    let catalogue = catalogue()?;
    let (scenarios, exit) = scenarios(&options.paths, &ids(catalogue))?;
    let cases = catalogue::find_cases(&options.cases)
        .map_err(|fault| CliFault::new(Exit::BadInput, fault))?;
    let coverage = catalogue::coverage(catalogue, &scenarios, &cases);
    let filter = ClauseFilter {
        implemented_only: options.implemented,
        uncovered_only: options.uncovered,
    };
    let table = catalogue::render_coverage(&coverage, filter, screen::style().width);
    output::print(&table)?;
    for suite in [Suite::Receiver, Suite::Sender] {
        for check in mutants::unproven(suite) {
            let suite = suite.name();
            output::print_line(&format!(
                "unproven: no mutant fails the check {suite}/{check}"
            ))?;
        }
    }
    Ok(if coverage.unknown.is_empty() {
        exit
    } else {
        Exit::BadInput
    })
}

pub(crate) fn catalogue() -> Result<&'static Catalogue, CliFault> {
    Catalogue::shipped().map_err(|fault| CliFault::new(Exit::Fault, fault))
}

/// The ids that a scenario may cite.
pub(crate) fn ids(catalogue: &Catalogue) -> BTreeSet<String> {
    let ids = catalogue.clauses().iter();
    ids.map(|clause| clause.id.to_string()).collect()
}

fn scenarios(paths: &[PathBuf], ids: &BTreeSet<String>) -> Result<(Vec<Cites>, Exit), CliFault> {
    let shipped = PathBuf::from(SCENARIOS);
    let paths = if paths.is_empty() && shipped.is_dir() {
        vec![shipped]
    } else {
        paths.to_vec()
    };
    let files = scenario::find_files(&paths)
        .map_err(|fault| CliFault::new(Exit::BadInput, fault.line()))?;
    let mut cites = Vec::new();
    let mut exit = Exit::Held;
    for file in files {
        match scenario::load(&file, ids) {
            Ok(scenarios) => {
                // The scenarios of a matrix cite the same clauses.
                cites.extend(scenarios.first().map(|scenario| Cites {
                    name: file.display().to_string(),
                    clauses: scenario.clauses().map(str::to_owned).collect(),
                }));
            }
            Err(faults) => {
                exit = Exit::BadInput;
                for fault in faults {
                    CliFault::new(exit, fault.line()).print();
                }
            }
        }
    }
    Ok((cites, exit))
}
