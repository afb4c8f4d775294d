//! `testpost scenario check`: reads scenario files, runs none, and says all that is wrong.

use std::path::PathBuf;

use super::exit::Exit;
use super::fault::CliFault;
use super::{clauses, output};
use crate::scenario;

#[derive(Debug, clap::Args)]
pub(crate) struct ScenarioCheckOptions {
    /// Scenario files, or folders that hold some
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub(crate) fn scenario_check(options: &ScenarioCheckOptions) -> Result<Exit, CliFault> {
    let files = scenario::find_files(&options.paths)
        .map_err(|fault| CliFault::new(Exit::BadInput, fault.line()))?;
    if files.is_empty() {
        return Err(CliFault::with_remedy(
            Exit::BadInput,
            "no scenario file is there",
            "name files that end in .yaml, or folders that hold some",
        ));
    }
    let clauses = clauses::ids(clauses::catalogue()?);
    let mut wrong = 0;
    for file in &files {
        match scenario::load(file, &clauses) {
            Ok(_) => output::print_line(&format!("{}: right", file.display()))?,
            Err(faults) => {
                wrong += 1;
                for fault in faults {
                    output::print_masked(&format!("{}\n", fault.line()))?;
                }
            }
        }
    }
    output::print_line(&format!("{} files, {wrong} of them wrong", files.len()))?;
    Ok(if wrong == 0 {
        Exit::Held
    } else {
        Exit::BadInput
    })
}
