//! One scenario and what came of it.

use serde::{Deserialize, Serialize};

use crate::{Check, Verdict};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioResult {
    pub name: String,
    /// The scenario file, as it was named to the runner.
    pub file: String,
    pub verdict: Verdict,
    pub clauses: Vec<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    pub checks: Vec<Check>,
    /// How long it took by the wall clock.
    pub wall_ms: u64,
    /// How much virtual time passed, as an ISO 8601 duration.
    pub virtual_span: Option<String>,
    /// Why it was skipped, or why it broke off before its last check.
    pub reason: Option<String>,
}
