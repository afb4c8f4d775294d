//! Which scenario files a run takes: the files under the named paths, and of those the ones
//! that a tag, a clause or a name picks out.

use std::path::{Path, PathBuf};

use globset::GlobMatcher;

use super::{Place, Scenario, ScenarioFault};

/// What picks scenarios out; an empty list picks all.
#[derive(Debug, Clone)]
pub struct Selection {
    pub tags: Vec<String>,
    pub clauses: Vec<String>,
    /// Globs over a scenario's sentence and its file's name.
    pub names: Vec<GlobMatcher>,
    /// Whether scenarios tagged `full-size` are picked that neither a tag nor a name asks for.
    pub full_size: bool,
}

/// The tag of scenarios whose messages are so large that they take seconds.
const FULL_SIZE: &str = "full-size";

impl Selection {
    /// Whether every kind of condition that is set picks the scenario.
    #[must_use]
    pub fn picks(&self, scenario: &Scenario) -> bool {
        let document = &scenario.document;
        let by_tag = self.tags.is_empty() || self.tags.iter().any(|t| document.tags.contains(t));
        let by_clause = self.clauses.is_empty()
            || self
                .clauses
                .iter()
                .any(|c| scenario.clauses().any(|own| own == c));
        let stem = scenario.file.file_stem().unwrap_or_default();
        let by_name = self.names.is_empty()
            || self
                .names
                .iter()
                .any(|glob| glob.is_match(scenario.name()) || glob.is_match(stem));
        let is_large = document.tags.iter().any(|tag| tag == FULL_SIZE);
        let is_asked_for = self.full_size
            || !self.names.is_empty()
            || self.tags.iter().any(|tag| tag == FULL_SIZE);
        by_tag && by_clause && by_name && (!is_large || is_asked_for)
    }
}

/// All scenario files under the paths, each once, folders in the order of their names.
pub fn find_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ScenarioFault> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut found)?;
        } else if path.is_file() {
            found.push(path.clone());
        } else {
            return Err(
                ScenarioFault::at(path, Place::START, "there is no such file or folder")
                    .with_remedy("Name scenario files, or folders that hold some."),
            );
        }
    }
    let mut once: Vec<PathBuf> = Vec::with_capacity(found.len());
    for file in found {
        if !once.contains(&file) {
            once.push(file);
        }
    }
    Ok(once)
}

/// The folder that a walk passes over.
const FRAGMENTS: &str = "fragments";

/// Whether a file is a part of scenarios, by the folder that it lies in.
#[must_use]
pub fn is_fragment(file: &Path) -> bool {
    let folder = file.parent().and_then(Path::file_name);
    folder.is_some_and(|name| name == FRAGMENTS)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), ScenarioFault> {
    let unreadable = |error: std::io::Error| {
        ScenarioFault::at(
            folder,
            Place::START,
            format!("the folder cannot be read: {error}"),
        )
    };
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|e| e.map(|e| e.path())).collect())
        .map_err(unreadable)?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            // Fragments are parts of scenarios, and none themselves.
            if entry.file_name().is_none_or(|name| name != FRAGMENTS) {
                walk(&entry, found)?;
            }
        } else if entry
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"))
        {
            found.push(entry);
        }
    }
    Ok(())
}
