//! One scenario and what came of it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plain::on_one_line;
use crate::{Check, ProfileValue, Timeline, Verdict};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// What its ids were made from, and when its time began; with them it can be had again.
    #[serde(default)]
    pub seed: Option<u64>,
    #[serde(default)]
    pub epoch: Option<Timestamp>,
    /// The assumed values in which it differs from the run.
    #[serde(default)]
    pub overrides: Vec<ProfileValue>,
    /// How long it took by the wall clock.
    pub wall_ms: u64,
    /// How much virtual time passed, as an ISO 8601 duration.
    pub virtual_span: Option<String>,
    /// Why it was skipped, or why it broke off before its last check.
    pub reason: Option<String>,
    #[serde(default)]
    pub timeline: Timeline,
}

impl ScenarioResult {
    /// Under which conditions it ran, on one line, where they are known.
    #[must_use]
    pub fn conditions(&self) -> Option<String> {
        let seed = self.seed.map(|seed| format!("seed {seed}"));
        let epoch = self.epoch.map(|epoch| format!("epoch {epoch}"));
        let overrides = self.overrides.iter().map(|value| {
            let (name, value) = (on_one_line(&value.name), on_one_line(&value.in_words()));
            format!("{name}: {value}")
        });
        let all: Vec<String> = seed.into_iter().chain(epoch).chain(overrides).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }
}
