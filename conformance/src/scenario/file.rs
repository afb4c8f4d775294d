//! One scenario file, read and looked through: ready to run, or all that is wrong with it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::read::read_yaml;
use super::{Directory, Place, ScenarioDocument, ScenarioFault, WorldSource, check};

/// A scenario that can be run.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub file: PathBuf,
    pub document: ScenarioDocument,
    pub world: WorldSource,
}

impl Scenario {
    /// The sentence that names it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.document.scenario.value
    }

    pub fn clauses(&self) -> impl Iterator<Item = &str> {
        self.document.clauses.iter().map(|c| c.value.as_str())
    }

    /// The file's name in letters that a world may have in its own: `seven-days-of-failure`.
    #[must_use]
    pub fn world_name(&self) -> String {
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy();
        let plain: String = stem
            .to_lowercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let trimmed = plain.trim_matches('-');
        if trimmed.is_empty() {
            "scenario".to_owned()
        } else {
            trimmed.to_owned()
        }
    }
}

/// Reads the scenario in `file` and looks through it with the known clause ids.
pub fn load(file: &Path, clauses: &BTreeSet<String>) -> Result<Scenario, Vec<ScenarioFault>> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        vec![ScenarioFault::at(
            file,
            Place::START,
            format!("the file cannot be read: {error}"),
        )]
    })?;
    load_text(file, &text, clauses)
}

/// The same for a text that is said to be that file's.
pub fn load_text(
    file: &Path,
    text: &str,
    clauses: &BTreeSet<String>,
) -> Result<Scenario, Vec<ScenarioFault>> {
    let document: ScenarioDocument = read_yaml(text, file)?;
    let world = WorldSource::load(document.world.as_ref(), file).map_err(|faults| {
        let shown = |f: ScenarioFault| {
            if f.file == file { f.with_text(text) } else { f }
        };
        faults.into_iter().map(shown).collect::<Vec<_>>()
    })?;
    let directory = Directory::of_world(&world.document);
    let faults = check(&document, &directory, clauses, file);
    if faults.is_empty() {
        Ok(Scenario {
            file: file.to_owned(),
            document,
            world,
        })
    } else {
        Err(faults.into_iter().map(|f| f.with_text(text)).collect())
    }
}
