//! Where a scenario's world comes from: a file beside it, or one of the shipped worlds.

use std::path::{Path, PathBuf};

use serde_json::Value;
use testpost_sim::document::nearest;

use super::directory::items;
use super::read::read_yaml;
use super::{Place, Placed, ScenarioFault};

/// The world of a scenario that names none.
const DEFAULT: &str = "municipality";

/// A world as read, before anything in it is replaced.
#[derive(Debug, Clone)]
pub struct WorldSource {
    pub document: Value,
}

impl WorldSource {
    /// Finds and reads the world that the scenario in `file` names.
    pub(crate) fn load(
        named: Option<&Placed<String>>,
        file: &Path,
    ) -> Result<Self, Vec<ScenarioFault>> {
        let name = named.map_or(DEFAULT, |n| n.value.as_str());
        let place = named.map_or(Place::START, Place::of);
        if let Some(text) = shipped(name) {
            return Self::of_text(text, Path::new(name));
        }
        let looks_like_a_path = name.contains(['/', '.', '\\']);
        if !looks_like_a_path {
            let message = format!("there is no shipped world `{name}`");
            return Err(vec![
                ScenarioFault::at(file, place, message)
                    .with_nearest(nearest(name, &SHIPPED).as_deref())
                    .with_remedy(format!(
                        "Write one of {}, or the path of a world file relative to this one.",
                        SHIPPED.join(", ")
                    )),
            ]);
        }
        let path = beside(file, Path::new(name));
        let text = std::fs::read_to_string(&path).map_err(|error| {
            let message = format!("the world file {} cannot be read: {error}", path.display());
            vec![
                ScenarioFault::at(file, place, message)
                    .with_remedy("Write its path relative to this file."),
            ]
        })?;
        Self::of_text(&text, &path)
    }

    fn of_text(text: &str, path: &Path) -> Result<Self, Vec<ScenarioFault>> {
        let mut document: Value = read_yaml(text, path)?;
        if !document.is_object() {
            return Err(vec![
                ScenarioFault::at(path, Place::START, "a world file is a mapping")
                    .with_remedy("Begin it with `world:`."),
            ]);
        }
        quote_numbers(&mut document);
        Ok(Self { document })
    }

    /// The profile values the world itself sets.
    #[must_use]
    pub fn sets(&self, setting: &str) -> bool {
        self.document
            .get("profile")
            .and_then(|p| p.get(setting))
            .is_some()
    }
}

/// A path as written in `file`, which is relative to it.
pub(crate) fn beside(file: &Path, written: &Path) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(written)
}

/// Numbers of people and organisations are text; YAML takes them for integers when the
/// quotes are left out, and the control interface would refuse that.
fn quote_numbers(document: &mut Value) {
    for list in ["citizens", "companies", "authorities"] {
        if items(document, list).len() == 0 {
            continue;
        }
        let Some(members) = document.get_mut(list).and_then(Value::as_array_mut) else {
            continue;
        };
        for member in members {
            for key in ["cpr", "cvr", "mobile"] {
                if let Some(number) = member.get_mut(key).filter(|v| v.is_u64()) {
                    *number = Value::String(number.to_string());
                }
            }
        }
    }
}

/// The worlds that come with testpost.
const SHIPPED: [&str; 3] = ["municipality", "company", "mixed"];

fn shipped(name: &str) -> Option<&'static str> {
    match name {
        "municipality" => Some(include_str!("../../../fixtures/worlds/municipality.yaml")),
        "company" => Some(include_str!("../../../fixtures/worlds/company.yaml")),
        "mixed" => Some(include_str!("../../../fixtures/worlds/mixed.yaml")),
        _ => None,
    }
}
