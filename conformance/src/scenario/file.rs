//! One scenario file, read and looked through: ready to run, or all that is wrong with it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::written::{ReadFile, Reading, Sources, read};
use super::{Directory, Place, ScenarioDocument, ScenarioFault, WorldSource, check};

/// A scenario that can be run.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub file: PathBuf,
    pub document: ScenarioDocument,
    pub world: WorldSource,
    /// Where each part of it was written.
    pub sources: Sources,
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

/// Reads the scenarios in `file`, one unless it has a matrix, and looks through them with the
/// known clause ids.
pub fn load(file: &Path, clauses: &BTreeSet<String>) -> Result<Vec<Scenario>, Vec<ScenarioFault>> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        vec![ScenarioFault::at(
            file,
            Place::START,
            format!("the file cannot be read: {error}"),
        )]
    })?;
    load_text(file, &text, clauses, &|path| std::fs::read_to_string(path))
}

/// The same for a text that is said to be that file's; `read_file` gives the texts of fragments.
pub fn load_text(
    file: &Path,
    text: &str,
    clauses: &BTreeSet<String>,
    read_file: ReadFile<'_>,
) -> Result<Vec<Scenario>, Vec<ScenarioFault>> {
    let mut scenarios = Vec::new();
    let mut faults = Vec::new();
    for reading in read(file, text, read_file) {
        match scenario(file, reading, Some(clauses), read_file) {
            Ok(scenario) => scenarios.push(scenario),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() {
        return Ok(scenarios);
    }
    // What is wrong in every row of a matrix is wrong once.
    faults.sort_by(|a, b| order(a).cmp(&order(b)));
    faults.dedup_by(|a, b| order(a) == order(b));
    Err(faults)
}

/// The scenarios of a text that was looked through when it was recorded.
pub(crate) fn load_recorded(
    file: &Path,
    text: &str,
    read_file: ReadFile<'_>,
) -> Result<Vec<Scenario>, Vec<ScenarioFault>> {
    let readings = read(file, text, read_file).into_iter();
    let scenarios = readings.map(|reading| scenario(file, reading, None, read_file));
    scenarios.collect()
}

fn order(fault: &ScenarioFault) -> (&Path, Place, &str) {
    (&fault.file, fault.place, &fault.message)
}

fn scenario(
    file: &Path,
    mut reading: Reading,
    clauses: Option<&BTreeSet<String>>,
    read_file: ReadFile<'_>,
) -> Result<Scenario, Vec<ScenarioFault>> {
    let mut faults = std::mem::take(&mut reading.faults);
    let Some(document) = reading.document.take() else {
        return Err(faults);
    };
    let placed = |fault| reading.sources.placed(fault);
    match WorldSource::load(document.world.as_ref(), file, read_file) {
        Err(of_world) => faults.extend(of_world.into_iter().map(placed)),
        Ok(world) => {
            let directory = Directory::of_world(&world.document);
            let is_told = !faults.is_empty();
            let found = clauses
                .map(|clauses| check(&document, &directory, clauses, file, &reading.lost_letters));
            let found = found.into_iter().flatten().map(placed);
            // A value that is not known is told as such, and not once more as an unknown name.
            let comes_of_a_value = |fault: &ScenarioFault| is_told && fault.message.contains("{{");
            faults.extend(found.filter(|f| !reading.comes_of_a_gap(f) && !comes_of_a_value(f)));
            if faults.is_empty() {
                return Ok(Scenario {
                    file: file.to_owned(),
                    document,
                    world,
                    sources: reading.sources,
                });
            }
        }
    }
    Err(faults)
}
