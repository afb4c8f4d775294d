//! A clause as a report shows it: what it says, what the suite looks at, and what this run found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Level, ScenarioResult, Verdict};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClauseResult {
    /// Such as `RETRY-3`.
    pub id: String,
    pub level: Level,
    /// Where it is drawn from.
    pub source: String,
    /// Its wording in Danish, where there is one.
    pub da: Option<String>,
    /// Its wording in English.
    pub en: String,
    /// How many of all the scenarios that were there to choose from bear on it.
    pub in_suite: u64,
    /// How many of those that ran do.
    pub in_run: u64,
    /// The worst verdict of the checks that cite it; none when nothing in this run did.
    pub verdict: Option<Verdict>,
}

/// The worst verdict on a clause: of the checks that cite it, or, where a scenario had no check at
/// all, of that scenario.
#[must_use]
pub fn verdict_on(clause: &str, scenarios: &[ScenarioResult]) -> Option<Verdict> {
    let cites = |clauses: &[String]| clauses.iter().any(|cited| cited == clause);
    let of_checks = scenarios
        .iter()
        .flat_map(|scenario| &scenario.checks)
        .filter(|check| cites(&check.clauses))
        .map(|check| check.verdict);
    let without = scenarios
        .iter()
        .filter(|scenario| scenario.checks.is_empty() && cites(&scenario.clauses))
        .map(|scenario| scenario.verdict);
    let all: Vec<Verdict> = of_checks.chain(without).collect();
    (!all.is_empty()).then(|| Verdict::worst(all))
}
