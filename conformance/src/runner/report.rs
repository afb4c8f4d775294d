//! Puts the parts of a run together to a report.

use jiff::Timestamp;
use testpost_reports::{
    Check, ClauseResult, ProfileValue, RunReport, ScenarioResult, Summary, Timeline, Verdict,
    verdict_on,
};

use super::SettingView;
use crate::catalogue::Catalogue;
use crate::scenario::Scenario;

/// The version of the interface that is simulated.
const INTERFACE_VERSION: &str = "1.68.0";

/// From what and when a scenario begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beginning {
    pub(crate) seed: u64,
    pub(crate) epoch: Timestamp,
}

/// One scenario that was played, or broke off.
pub(crate) fn scenario_result(
    scenario: &Scenario,
    beginning: Beginning,
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
        seed: Some(beginning.seed),
        epoch: Some(beginning.epoch),
        // Known once the run's own values are.
        overrides: Vec::new(),
        wall_ms,
        virtual_span,
        reason: broken.or_else(|| {
            nothing_checked.then(|| "nothing was expected, so nothing was proven".into())
        }),
        timeline: Timeline::default(),
    }
}

/// A scenario that was not played at all.
pub(crate) fn skipped(scenario: &Scenario, beginning: Beginning, reason: &str) -> ScenarioResult {
    ScenarioResult {
        verdict: Verdict::Skipped,
        reason: Some(reason.to_owned()),
        ..scenario_result(scenario, beginning, Vec::new(), None, 0, None)
    }
}

/// The run as a whole. It carries no wall time, so that the same run gives the same report.
///
/// Its profile is what all scenarios have in common; where they differ it has the default, and
/// each scenario says its own.
pub(crate) fn run_report(
    played: Vec<(ScenarioResult, Vec<SettingView>)>,
    Beginning { seed, epoch }: Beginning,
    target: Option<String>,
    catalogue: &Catalogue,
    in_suite: &[String],
) -> RunReport {
    let mut profile: Vec<SettingView> = Vec::new();
    for settings in played.iter().map(|(_, settings)| settings) {
        for setting in settings {
            match profile.iter_mut().find(|known| known.name == setting.name) {
                None => profile.push(setting.clone()),
                Some(known) if known.value != setting.value => known.value = known.default.clone(),
                Some(_) => {}
            }
        }
    }
    let scenarios: Vec<ScenarioResult> = played
        .into_iter()
        .map(|(mut scenario, settings)| {
            let own = settings.into_iter().filter(|setting| {
                let mut run = profile.iter().filter(|known| known.name == setting.name);
                run.all(|known| known.value != setting.value)
            });
            scenario.overrides = own.map(profile_value).collect();
            scenario
        })
        .collect();
    RunReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        interface_version: INTERFACE_VERSION.to_owned(),
        profile: profile.into_iter().map(profile_value).collect(),
        seed,
        epoch,
        started_at: None,
        target,
        clauses: clauses(catalogue, in_suite, &scenarios),
        summary: Summary::of(&scenarios),
        scenarios,
    }
}

/// The clauses that the scenarios to choose from bear on, and what came of them.
///
/// `in_suite` has the clauses of every scenario there was, one after another.
fn clauses(
    catalogue: &Catalogue,
    in_suite: &[String],
    scenarios: &[ScenarioResult],
) -> Vec<ClauseResult> {
    let all = catalogue.clauses().iter().map(|clause| {
        let id = clause.id.as_str();
        let ran = scenarios.iter().filter(|scenario| {
            scenario.verdict != Verdict::Skipped && scenario.clauses.iter().any(|c| c == id)
        });
        ClauseResult {
            id: id.to_owned(),
            level: clause.level,
            source: clause.source.clone(),
            da: clause.da.clone(),
            en: clause.en.clone(),
            in_suite: in_suite.iter().filter(|cited| *cited == id).count() as u64,
            in_run: ran.count() as u64,
            verdict: verdict_on(id, scenarios),
        }
    });
    all.filter(|clause| clause.in_suite > 0).collect()
}

fn profile_value(setting: SettingView) -> ProfileValue {
    ProfileValue {
        overridden: setting.value != setting.default,
        name: setting.name,
        value: setting.value,
        clause: setting.clause,
    }
}
