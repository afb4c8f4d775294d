//! `testpost scenario check`: reads scenario files, runs none, and says all that is wrong.

use std::path::PathBuf;

use super::exit::Exit;
use super::fault::CliFault;
use super::{clauses, output};
use crate::scenario::{self, ScenarioFault};

#[derive(Debug, clap::Args)]
pub(crate) struct ScenarioCheckOptions {
    /// Scenario files, or folders that hold some
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub(crate) fn scenario_check(options: &ScenarioCheckOptions) -> Result<Exit, CliFault> {
    let mut found = Found::default();
    let mut files: Vec<PathBuf> = Vec::new();
    for path in &options.paths {
        match scenario::find_files(std::slice::from_ref(path)) {
            Ok(more) => files.extend(
                more.into_iter()
                    .filter(|file| !files.contains(file))
                    .collect::<Vec<_>>(),
            ),
            Err(fault) => found.tell(&[fault])?,
        }
    }
    if files.is_empty() && found.faults == 0 {
        return Err(CliFault::with_remedy(
            Exit::BadInput,
            "no scenario file is there",
            "name files that end in .yaml, or folders that hold some",
        ));
    }
    let clauses = clauses::ids(clauses::catalogue()?);
    for file in &files {
        if scenario::is_fragment(file) {
            let file = file.display();
            output::print_line(&format!(
                "{file}: a fragment, checked with the scenarios that include it"
            ))?;
            continue;
        }
        match scenario::load(file, &clauses) {
            Ok(scenarios) => {
                let many = match scenarios.len() {
                    1 => String::new(),
                    many => format!(" ({many} scenarios)"),
                };
                output::print_line(&format!("{}: right{many}", file.display()))?;
            }
            Err(faults) => found.tell(&faults)?,
        }
    }
    let Found {
        files: wrong,
        faults,
    } = found;
    let faults = match faults {
        0 => String::new(),
        1 => ", with 1 fault".to_owned(),
        many => format!(", with {many} faults"),
    };
    output::print_line(&format!(
        "{} files, {wrong} of them wrong{faults}",
        files.len()
    ))?;
    Ok(if wrong == 0 {
        Exit::Held
    } else {
        Exit::BadInput
    })
}

/// What was wrong so far.
#[derive(Default)]
struct Found {
    files: usize,
    faults: usize,
}

impl Found {
    /// Tells all that is wrong with one file, each with its line.
    fn tell(&mut self, faults: &[ScenarioFault]) -> Result<(), CliFault> {
        self.files += 1;
        self.faults += faults.len();
        for fault in faults {
            let snippet = fault.snippet().unwrap_or_default();
            output::print_masked(&format!("{}\n{snippet}", fault.line()))?;
        }
        Ok(())
    }
}
