//! The report as SARIF 2.1.0, for whatever shows findings beside the lines of a file: each check
//! that did not pass, at its line of the scenario, with its clause as the rule.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::explain::{broken, explain};
use crate::mask::masked;
use crate::plain::{in_short, on_one_line};
use crate::{Check, ClauseResult, RunReport, ScenarioResult, Verdict};

/// The rule of a check that cites no clause.
const NO_CLAUSE: &str = "no-clause";

/// Ends with a line feed.
#[must_use]
pub fn render(report: &RunReport) -> String {
    let report = masked(report);
    let results: Vec<Finding> = report.scenarios.iter().flat_map(findings).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "testpost",
                "version": report.version,
                "semanticVersion": report.version,
                "rules": rules(&report.clauses, &results),
            }},
            "columnKind": "unicodeCodePoints",
            "properties": {
                "interfaceVersion": report.interface_version,
                "seed": report.seed,
                "epoch": report.epoch,
                "target": report.target,
            },
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_else(|fault| fault.to_string());
    text.push('\n');
    text
}

/// The clauses that the findings cite.
fn rules(clauses: &[ClauseResult], findings: &[Finding]) -> Vec<Value> {
    let mut cited: Vec<&str> = findings.iter().map(|f| f.rule_id.as_str()).collect();
    cited.sort_unstable();
    cited.dedup();
    let rule = |id: &str| match clauses.iter().find(|clause| clause.id == id) {
        Some(clause) => json!({
            "id": id,
            "shortDescription": {"text": clause.en},
            "fullDescription": {"text": clause.da.as_ref().unwrap_or(&clause.en)},
            "properties": {"level": clause.level, "source": clause.source},
        }),
        None => json!({"id": id}),
    };
    cited.into_iter().map(rule).collect()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: String,
    level: &'static str,
    kind: &'static str,
    message: Value,
    locations: Vec<Value>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    properties: Value,
}

fn findings(scenario: &ScenarioResult) -> Vec<Finding> {
    let checks: Vec<Finding> = broken(scenario)
        .filter(|check| check.verdict != Verdict::Skipped)
        .map(|check| of_check(scenario, check))
        .collect();
    if checks.is_empty() && !scenario.verdict.held() {
        // It broke off before any check could say why.
        return vec![of_scenario(scenario)];
    }
    checks
}

fn of_check(scenario: &ScenarioResult, check: &Check) -> Finding {
    let explanation = explain(check);
    let mut words = format!("{}: {}", on_one_line(&scenario.name), explanation.name);
    for (label, text) in &explanation.facts {
        words.push_str(&format!("\n{label}: {text}"));
    }
    finding(
        scenario,
        &check.clauses,
        check.verdict,
        words,
        (&check.file, check.line, check.column),
        &check.name,
    )
}

fn of_scenario(scenario: &ScenarioResult) -> Finding {
    let reason = scenario
        .reason
        .as_deref()
        .unwrap_or("it could not be decided");
    let words = format!("{}: {}", on_one_line(&scenario.name), in_short(reason));
    finding(
        scenario,
        &scenario.clauses,
        scenario.verdict,
        words,
        (&scenario.file, 1, 1),
        "",
    )
}

fn finding(
    scenario: &ScenarioResult,
    clauses: &[String],
    verdict: Verdict,
    words: String,
    (file, line, column): (&str, u64, u64),
    check: &str,
) -> Finding {
    let (level, kind) = match verdict {
        Verdict::Fail => ("error", "fail"),
        Verdict::Inconclusive => ("warning", "open"),
        Verdict::Warn => ("warning", "fail"),
        Verdict::Pass | Verdict::Skipped => ("none", "informational"),
    };
    Finding {
        rule_id: clauses
            .first()
            .cloned()
            .unwrap_or_else(|| NO_CLAUSE.to_owned()),
        level,
        kind,
        message: json!({"text": words}),
        locations: vec![json!({"physicalLocation": {
            "artifactLocation": {"uri": uri(file)},
            "region": {"startLine": line.max(1), "startColumn": column.max(1)},
        }})],
        partial_fingerprints: BTreeMap::from([(
            "scenarioAndCheck/v1",
            format!("{}#{}", on_one_line(&scenario.name), on_one_line(check)),
        )]),
        properties: json!({"clauses": clauses, "verdict": verdict}),
    }
}

/// A path as a relative reference: what an address may not hold is written in hexadecimal.
fn uri(file: &str) -> String {
    let mut uri = String::with_capacity(file.len());
    for byte in file.replace('\\', "/").bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        if plain {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
