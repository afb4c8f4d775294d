//! The promises that the renderers keep for every report.

use serde_json::Value;
use testpost_reports::terminal::{Colour, TerminalStyle};
use testpost_reports::{RunReport, Verdict, html, json, junit, sarif, terminal};

use crate::sample;

#[test]
fn the_json_report_has_the_promised_keys() {
    let report: Value = serde_json::from_str(&json::render(&sample::run())).unwrap();
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(
        keys(&report),
        [
            "schema",
            "version",
            "interfaceVersion",
            "profile",
            "seed",
            "epoch",
            "startedAt",
            "target",
            "summary",
            "clauses",
            "scenarios"
        ]
    );
    assert_eq!(
        keys(&report["summary"]),
        ["passed", "failed", "warned", "skipped", "inconclusive"]
    );
    let scenario = keys(&report["scenarios"][0]);
    for key in ["name", "file", "verdict", "clauses", "checks"] {
        assert!(
            scenario.iter().any(|have| have == key),
            "{key} is missing in {scenario:?}"
        );
    }
    assert_eq!(report["schema"], 1);
    assert_eq!(report["summary"]["failed"], 1);
}

#[test]
fn a_json_report_can_be_read_back() {
    let text = json::render(&sample::run());
    let read: RunReport = serde_json::from_str(&text).unwrap();
    assert_eq!(json::render(&read), text);
}

#[test]
fn no_renderer_shows_a_whole_cpr_number() {
    let mut report = sample::run();
    for scenario in &mut report.scenarios {
        scenario.name.push_str(" 2211771212");
        scenario.file.push_str(" 2211771212");
        scenario.tags.push("2211771212".into());
        scenario.reason = Some("2211771212".into());
        for happening in &mut scenario.timeline.happenings {
            happening.words.push_str(" 2211771212");
            happening.place.push_str(" 2211771212");
        }
        for check in &mut scenario.checks {
            check.name.push_str(" 2211771212");
            check.file.push_str(" 2211771212");
            for text in [
                &mut check.expected,
                &mut check.seen,
                &mut check.remedy,
                &mut check.reason,
            ] {
                *text = Some("2211771212".into());
            }
            for exchange in &mut check.exchanges {
                for part in [&mut exchange.request, &mut exchange.response]
                    .into_iter()
                    .flatten()
                {
                    part.body = "to 2211771212".into();
                    part.headers.insert("x-cpr".into(), "2211771212".into());
                }
                exchange.url = Some("http://127.0.0.1/2211771212".into());
                exchange.error = Some("2211771212".into());
            }
        }
    }
    report.profile[0].value = serde_json::json!({"2211771212": ["2211771212"]});
    report.profile[0].overridden = true;
    let style = TerminalStyle {
        width: 160,
        colour: Colour::On,
    };
    for drawn in [
        terminal::render(&report, style),
        junit::render(&report).unwrap(),
        json::render(&report),
        sarif::render(&report),
        html::render(&report).unwrap(),
    ] {
        assert!(drawn.contains("221177****"), "{drawn}");
        assert!(!drawn.contains("2211771212"), "{drawn}");
    }
}

#[test]
fn junit_counts_skipped_and_undecided_apart_from_passed() {
    let xml = junit::render(&sample::run()).unwrap();
    assert!(
        xml.contains(r#"tests="5" skipped="1" errors="1" failures="1""#),
        "{xml}"
    );
}

#[test]
fn a_failure_in_the_terminal_has_all_that_is_needed_to_act() {
    let style = TerminalStyle {
        width: 100,
        colour: Colour::Off,
    };
    let shown = terminal::render(&sample::run(), style);
    for needed in [
        "scenarios/retry/seven-days-down.yaml:14:5",
        "RETRY-2, RETRY-3",
        "5 attempts",
        "3 attempts, the last at",
        "See in the world's due list",
        "POST http://127.0.0.1:9001/recipient-system → 503",
        "→ connection refused",
    ] {
        assert!(shown.contains(needed), "'{needed}' is missing in\n{shown}");
    }
}

#[test]
fn an_empty_run_says_that_nothing_ran() {
    let style = TerminalStyle {
        width: 80,
        colour: Colour::Off,
    };
    let shown = terminal::render(&sample::report(vec![]), style);
    assert!(
        shown.ends_with("\n0 scenarios: 0 passed (0 ms in all scenarios together)\n"),
        "{shown}"
    );
    assert!(
        junit::render(&sample::report(vec![]))
            .unwrap()
            .contains(r#"tests="0""#)
    );
}

#[test]
fn the_summary_counts_what_the_scenarios_came_to() {
    let summary = sample::run().summary;
    assert_eq!(summary.total(), 5);
    assert!(
        Verdict::ALL
            .into_iter()
            .all(|verdict| summary.count(verdict) == 1),
        "{summary:?}"
    );
    assert!(!summary.held());
    assert!(sample::report(vec![]).summary.held());
}
