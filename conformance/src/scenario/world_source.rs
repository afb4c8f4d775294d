//! Where a scenario's world comes from: a file beside it, or one of the shipped worlds.

use std::path::{Path, PathBuf};

use serde_json::Value;
use testpost_sim::document::{nearest, read_world};
use testpost_sim::worlds::SHIPPED;

use super::read::faults_of;
use super::written::ReadFile;
use super::{Place, Placed, ScenarioFault};

/// The world of a scenario that names none.
const DEFAULT: &str = "municipality";

/// A world as read, before anything in it is replaced.
#[derive(Debug, Clone)]
pub struct WorldSource {
    pub document: Value,
    /// Its file and what stands in it, unless it is a shipped one.
    pub written: Option<(PathBuf, String)>,
}

impl WorldSource {
    /// Finds and reads the world that the scenario in `file` names.
    pub(crate) fn load(
        named: Option<&Placed<String>>,
        file: &Path,
        read_file: ReadFile<'_>,
    ) -> Result<Self, Vec<ScenarioFault>> {
        let name = named.map_or(DEFAULT, |n| n.value.as_str());
        let place = named.map_or(Place::START, Place::of);
        if let Some((_, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            return Self::of_text(text, Path::new(name));
        }
        let looks_like_a_path = name.contains(['/', '.', '\\']);
        if !looks_like_a_path {
            let message = format!("there is no shipped world `{name}`");
            let known: Vec<&str> = SHIPPED.iter().map(|(shipped, _)| *shipped).collect();
            return Err(vec![
                ScenarioFault::at(file, place, message)
                    .with_nearest(nearest(name, &known).as_deref())
                    .with_remedy(format!(
                        "Write one of {}, or the path of a world file relative to this one.",
                        known.join(", ")
                    )),
            ]);
        }
        let path = beside(file, Path::new(name));
        let text = read_file(&path).map_err(|error| {
            let message = format!("the world file {} cannot be read: {error}", path.display());
            vec![
                ScenarioFault::at(file, place, message)
                    .with_remedy("Write its path relative to this file."),
            ]
        })?;
        let mut world = Self::of_text(&text, &path)?;
        world.written = Some((path, text));
        Ok(world)
    }

    fn of_text(text: &str, path: &Path) -> Result<Self, Vec<ScenarioFault>> {
        let world = read_world(text, &path.display().to_string())
            .map_err(|error| faults_of(error, text, path))?;
        let document = serde_json::to_value(&world)
            .map_err(|fault| vec![ScenarioFault::at(path, Place::START, fault.to_string())])?;
        Ok(Self {
            document,
            written: None,
        })
    }
}

/// A path as written in `file`, which is relative to it.
pub(crate) fn beside(file: &Path, written: &Path) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(written)
}
