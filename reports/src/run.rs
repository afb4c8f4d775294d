//! A whole run: what ran, under which conditions, and what came of it.
//!
//! Version, interface version, profile, seed and epoch stand in every report, so that a
//! verdict can be had again under the same conditions.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ClauseResult, ScenarioResult, Verdict};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunReport {
    /// testpost's own version.
    pub version: String,
    /// The version of the interface that was simulated.
    pub interface_version: String,
    /// The assumed values that were in force; a scenario says where it differs from them.
    pub profile: Vec<ProfileValue>,
    pub seed: u64,
    pub epoch: Timestamp,
    /// Wall time at the start; left out where the report must be the same each time.
    pub started_at: Option<Timestamp>,
    /// What was put under test; none when nothing was.
    #[serde(default)]
    pub target: Option<String>,
    pub summary: Summary,
    /// The clauses that the scenarios bear on.
    #[serde(default)]
    pub clauses: Vec<ClauseResult>,
    pub scenarios: Vec<ScenarioResult>,
}

/// One assumed value: a named setting, with the clause it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProfileValue {
    pub name: String,
    pub value: Value,
    pub clause: Option<String>,
    /// Whether it differs from the default.
    #[serde(default)]
    pub overridden: bool,
}

impl ProfileValue {
    /// The value as people read it, without quotes.
    #[must_use]
    pub fn in_words(&self) -> String {
        in_words(&self.value)
    }
}

fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(in_words).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// How many scenarios came to each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    pub passed: u64,
    pub failed: u64,
    pub warned: u64,
    pub skipped: u64,
    pub inconclusive: u64,
}

impl Summary {
    #[must_use]
    pub fn of(scenarios: &[ScenarioResult]) -> Self {
        let count = |verdict: Verdict| {
            let of_it = scenarios.iter().filter(|s| s.verdict == verdict);
            of_it.fold(0, |n, _| n + 1)
        };
        Self {
            passed: count(Verdict::Pass),
            failed: count(Verdict::Fail),
            warned: count(Verdict::Warn),
            skipped: count(Verdict::Skipped),
            inconclusive: count(Verdict::Inconclusive),
        }
    }

    #[must_use]
    pub fn count(&self, verdict: Verdict) -> u64 {
        match verdict {
            Verdict::Pass => self.passed,
            Verdict::Skipped => self.skipped,
            Verdict::Warn => self.warned,
            Verdict::Inconclusive => self.inconclusive,
            Verdict::Fail => self.failed,
        }
    }

    #[must_use]
    pub fn total(&self) -> u64 {
        Verdict::ALL.into_iter().map(|v| self.count(v)).sum()
    }

    /// Whether the run ends well: nothing failed and nothing was left undecided.
    #[must_use]
    pub fn held(&self) -> bool {
        self.failed == 0 && self.inconclusive == 0
    }
}
