//! The report as JUnit XML, for build servers: one test case a scenario.
//!
//! Failed is a failure, inconclusive an error, skipped is skipped with its reason. A warning
//! passes, as it does not end the run badly, and says in its output what it warns of.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use crate::explain::{Explanation, broken, explain};
use crate::mask::masked;
use crate::plain::{in_short, on_one_line, shown};
use crate::{RunReport, ScenarioResult, Verdict};

/// The report could not be written as XML.
#[derive(Debug, thiserror::Error)]
#[error("the JUnit report could not be written: {0}")]
pub struct JunitFault(#[from] SerializeError);

pub fn render(report: &RunReport) -> Result<String, JunitFault> {
    let report = masked(report);
    let mut suite = TestSuite::new("testpost");
    suite.add_property(("version", report.version.as_str()));
    suite.add_property(("interfaceVersion", report.interface_version.as_str()));
    suite.add_property(("seed", report.seed.to_string().as_str()));
    suite.add_property(("epoch", report.epoch.to_string().as_str()));
    if let Some(started) = report.started_at {
        suite.add_property(("startedAt", started.to_string().as_str()));
    }
    for setting in &report.profile {
        let name = format!("profile.{}", on_one_line(&setting.name));
        suite.add_property((name.as_str(), shown(&setting.in_words()).as_str()));
    }
    let mut wall = Duration::ZERO;
    for scenario in &report.scenarios {
        wall = wall.saturating_add(Duration::from_millis(scenario.wall_ms));
        suite.add_test_case(test_case(scenario));
    }
    suite.set_time(wall);
    let mut junit = Report::new("testpost");
    junit.set_time(wall);
    junit.add_test_suite(suite);
    Ok(junit.to_string()?)
}

fn test_case(scenario: &ScenarioResult) -> TestCase {
    let status = match scenario.verdict {
        Verdict::Pass | Verdict::Warn => TestCaseStatus::success(),
        Verdict::Skipped => skipped(scenario),
        Verdict::Inconclusive => unsuccessful(scenario, NonSuccessKind::Error),
        Verdict::Fail => unsuccessful(scenario, NonSuccessKind::Failure),
    };
    let mut case = TestCase::new(on_one_line(&scenario.name), status);
    case.set_classname(on_one_line(&scenario.file));
    case.set_time(Duration::from_millis(scenario.wall_ms));
    case.set_assertions(scenario.checks.len());
    for clause in &scenario.clauses {
        case.add_property(("clause", clause.as_str()));
    }
    if let Some(conditions) = scenario.conditions() {
        case.add_property(("conditions", shown(&conditions).as_str()));
    }
    if scenario.verdict == Verdict::Warn {
        case.set_system_out(told(scenario));
    }
    case
}

fn skipped(scenario: &ScenarioResult) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    let mut reasons = scenario
        .checks
        .iter()
        .filter_map(|check| check.reason.as_deref());
    if let Some(reason) = scenario.reason.as_deref().or_else(|| reasons.next()) {
        status.set_message(on_one_line(reason));
    }
    status
}

fn unsuccessful(scenario: &ScenarioResult, kind: NonSuccessKind) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(scenario.verdict.as_str());
    status.set_message(headline(scenario));
    status.set_description(told(scenario));
    status
}

/// The first check that made the scenario's verdict, in one line.
fn headline(scenario: &ScenarioResult) -> String {
    let mut worst = broken(scenario).filter(|check| check.verdict == scenario.verdict);
    let Some(check) = worst.next() else {
        let reason = scenario.reason.as_deref();
        return in_short(reason.unwrap_or(scenario.verdict.as_str()));
    };
    let mut words = in_short(&check.name);
    for (label, text) in [
        ("expected", &check.expected),
        ("seen", &check.seen),
        ("reason", &check.reason),
    ] {
        if let Some(text) = text {
            words.push_str(&format!("; {label} {}", in_short(text)));
        }
    }
    words
}

fn told(scenario: &ScenarioResult) -> String {
    let reason = scenario.reason.as_deref();
    let mut lines: Vec<String> = reason.into_iter().map(shown).collect();
    for check in broken(scenario) {
        lines.extend(as_lines(&explain(check)));
    }
    lines.join("\n")
}

fn as_lines(explanation: &Explanation) -> Vec<String> {
    let Explanation {
        name,
        verdict,
        place,
        facts,
        exchanges,
    } = explanation;
    let mut lines = vec![format!("{verdict}: {name}"), place.clone()];
    for (label, text) in facts {
        lines.push(format!("  {label}: {}", text.replace('\n', "\n    ")));
    }
    if !exchanges.is_empty() {
        lines.push("  exchanges:".to_owned());
    }
    lines.extend(exchanges.iter().map(|exchange| format!("    {exchange}")));
    lines
}
