//! The shape of a baseline file, read with all that is wrong with it.

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use crate::scenario::{Place, Placed, ScenarioFault, read_yaml};

/// A baseline file as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineDocument {
    /// Of what system it is, in a sentence.
    pub baseline: Placed<String>,
    pub accepted: Vec<Placed<Accepted>>,
}

/// A failure that is accepted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The sentence of the scenario, or its file's name.
    pub scenario: Placed<String>,
    /// The name of the check in the report; all of the scenario unless said.
    pub check: Option<Placed<String>>,
    pub reason: Placed<String>,
    /// The last day on which it is accepted, in Denmark.
    pub until: Placed<Date>,
}

pub fn load(file: &Path) -> Result<BaselineDocument, Vec<ScenarioFault>> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let message = format!("the baseline file cannot be read: {error}");
        vec![ScenarioFault::at(file, Place::START, message)]
    })?;
    let document: BaselineDocument = read_yaml(&text, file)?;
    let mut faults = Vec::new();
    for entry in &document.accepted {
        let reason = &entry.value.reason;
        if reason.value.trim().is_empty() {
            let fault = ScenarioFault::at(file, Place::of(reason), "the reason is empty");
            faults.push(
                fault
                    .with_remedy("Say why the failure is accepted.")
                    .with_text(&text),
            );
        }
    }
    if faults.is_empty() {
        Ok(document)
    } else {
        Err(faults)
    }
}
