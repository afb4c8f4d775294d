//! Reads one YAML file and turns the reader's complaint, if any, into faults with their
//! place, the nearest known name and the lines around them.

use std::path::Path;

use serde::de::DeserializeOwned;
use testpost_sim::document::{self, DocumentError};

use super::{Place, ScenarioFault};

/// Reads `text`, which came from `file`.
pub(crate) fn read_yaml<T: DeserializeOwned>(
    text: &str,
    file: &Path,
) -> Result<T, Vec<ScenarioFault>> {
    document::read_yaml(text, &file.display().to_string())
        .map_err(|error| faults_of(error, text, file))
}

/// The faults of a document, placed in its file.
pub(crate) fn faults_of(error: DocumentError, text: &str, file: &Path) -> Vec<ScenarioFault> {
    let faults = error.faults.into_iter().map(|fault| {
        let place = Place {
            line: fault.line.unwrap_or(1).max(1),
            column: fault.column.unwrap_or(1).max(1),
        };
        ScenarioFault::at(file, place, in_plain_words(fault.message))
            .with_nearest(fault.nearest.as_deref())
            .with_text(text)
    });
    faults.collect()
}

const MISSING: &str = "the key ";
const HERE: &str = " is missing here";

/// The key that a fault says is missing.
pub(super) fn missing_key(message: &str) -> Option<&str> {
    let key = message.strip_prefix(MISSING)?.strip_suffix(HERE)?;
    Some(key.trim_matches(['`', '\'', '"']))
}

/// The YAML reader speaks of scalars and enums; a tester writes steps and texts.
fn in_plain_words(message: String) -> String {
    let plain = match message.as_str() {
        "expected end of mapping after enum variant value" => {
            "a step has one verb only; begin the next step with a dash of its own"
        }
        "expected string key for externally tagged enum" => {
            "this step is empty; write its verb, such as `advance: PT1H`"
        }
        "expected mapping start" => {
            "a mapping belongs here: keys with values, such as `{of: letter}`"
        }
        "expected string scalar" => "a single text belongs here; quote it if it holds [ { : or #",
        "invalid u64" | "invalid u32" | "invalid u16" | "invalid u8" => {
            "a whole number belongs here"
        }
        _ => {
            return match message.strip_prefix("missing field ") {
                Some(key) => format!("{MISSING}{key}{HERE}"),
                None => message,
            };
        }
    };
    plain.to_owned()
}
