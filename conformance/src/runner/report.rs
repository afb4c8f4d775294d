//! Puts the parts of a run together to a report.

use jiff::Timestamp;
use testpost_reports::{Check, ProfileValue, RunReport, ScenarioResult, Summary, Verdict};

use super::SettingView;
use crate::scenario::Scenario;

/// The version of the interface that is simulated.
const INTERFACE_VERSION: &str = "1.68.0";

/// One scenario that was played, or broke off.
pub(crate) fn scenario_result(
    scenario: &Scenario,
    checks: Vec<Check>,
    broken: Option<String>,
    wall_ms: u64,
    virtual_span: Option<String>,
) -> ScenarioResult {
    let verdict = checks.iter().map(|check| check.verdict);
    let verdict = match &broken {
        Some(_) => Verdict::worst(verdict.chain([Verdict::Inconclusive])),
        None => Verdict::worst(verdict),
    };
    let nothing_checked = checks.is_empty() && broken.is_none();
    ScenarioResult {
        name: scenario.name().to_owned(),
        file: scenario.file.display().to_string(),
        verdict,
        clauses: scenario.clauses().map(str::to_owned).collect(),
        tags: scenario.document.tags.clone(),
        checks,
        wall_ms,
        virtual_span,
        reason: broken.or_else(|| {
            nothing_checked.then(|| "nothing was expected, so nothing was proven".into())
        }),
    }
}

/// A scenario that was not played at all.
pub(crate) fn skipped(scenario: &Scenario, reason: &str) -> ScenarioResult {
    ScenarioResult {
        verdict: Verdict::Skipped,
        reason: Some(reason.to_owned()),
        ..scenario_result(scenario, Vec::new(), None, 0, None)
    }
}

/// The run as a whole. It carries no wall time, so that the same run gives the same report.
pub(crate) fn run_report(
    scenarios: Vec<ScenarioResult>,
    profile: Vec<SettingView>,
    seed: u64,
    epoch: Timestamp,
) -> RunReport {
    let profile = profile.into_iter().map(|setting| ProfileValue {
        overridden: setting.value != setting.default,
        name: setting.name,
        value: setting.value,
        clause: setting.clause,
    });
    RunReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        interface_version: INTERFACE_VERSION.to_owned(),
        profile: profile.collect(),
        seed,
        epoch,
        started_at: None,
        summary: Summary::of(&scenarios),
        scenarios,
    }
}
