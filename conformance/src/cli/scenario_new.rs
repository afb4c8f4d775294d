//! `testpost scenario new` and `testpost scenario schema`: what an author begins with.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use super::exit::Exit;
use super::fault::CliFault;
use super::new_file::NewFile;
use super::output;
use crate::scenario;

/// A commented scenario that can be run as it stands.
const TEMPLATE: &str = include_str!("new_scenario.yaml");

#[derive(Debug, clap::Args)]
pub(crate) struct ScenarioNewOptions {
    /// The file to begin; none must be there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(crate) fn scenario_new(options: &ScenarioNewOptions) -> Result<Exit, CliFault> {
    let path = options.file.display();
    let cannot = |fault: &std::io::Error| {
        let remedy = if fault.kind() == ErrorKind::AlreadyExists {
            "name one that is not there yet"
        } else {
            "name a file in a folder that is there"
        };
        let what = format!("{path}: cannot be begun: {fault}");
        CliFault::with_remedy(Exit::BadInput, what, remedy)
    };
    let mut file = NewFile::create_new(&options.file).map_err(|fault| cannot(&fault))?;
    file.write_all(TEMPLATE.as_bytes())
        .map_err(|fault| cannot(&fault))?;
    file.keep()?;
    output::print_line(&format!(
        "{path} is there; run it with: testpost run {path}"
    ))?;
    Ok(Exit::Held)
}

/// Prints the JSON Schema of the scenario language.
pub(crate) fn scenario_schema() -> Result<Exit, CliFault> {
    output::print(&scenario::schema_text())?;
    Ok(Exit::Held)
}
