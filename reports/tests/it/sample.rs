//! A run with every verdict in it, the same each time.

use jiff::Timestamp;
use serde_json::json;
use testpost_reports::{
    Check, Direction, ExchangeExcerpt, Level, ProfileValue, RunReport, ScenarioResult, Summary,
    Verdict,
};

pub(crate) fn run() -> RunReport {
    report(vec![
        letter(),
        seven_days(),
        warning(),
        skipped(),
        undecided(),
    ])
}

pub(crate) fn report(scenarios: Vec<ScenarioResult>) -> RunReport {
    RunReport {
        version: "0.1.0".into(),
        interface_version: "1.68.0".into(),
        profile: vec![
            setting(
                "retry.first-day",
                json!(["PT0H", "PT1H", "PT4H", "PT10H", "PT20H"]),
                "RETRY-2",
                false,
            ),
            setting("push.wall-timeout", json!("PT2S"), "DEL-8", true),
        ],
        seed: 1,
        epoch: at("2026-01-05T08:00:00Z"),
        started_at: None,
        summary: Summary::of(&scenarios),
        scenarios,
    }
}

fn setting(name: &str, value: serde_json::Value, clause: &str, overridden: bool) -> ProfileValue {
    ProfileValue {
        name: name.into(),
        value,
        clause: Some(clause.into()),
        overridden,
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn scenario(
    name: &str,
    file: &str,
    clauses: &[&str],
    checks: Vec<Check>,
) -> ScenarioResult {
    ScenarioResult {
        name: name.into(),
        file: file.into(),
        verdict: Verdict::worst(checks.iter().map(|check| check.verdict)),
        clauses: clauses.iter().map(|&clause| clause.into()).collect(),
        tags: vec![],
        checks,
        seed: None,
        epoch: None,
        overrides: vec![],
        wall_ms: 41,
        virtual_span: Some("PT0S".into()),
        reason: None,
    }
}

pub(crate) fn check(name: &str, verdict: Verdict, file: &str, line: u64) -> Check {
    Check {
        name: name.into(),
        verdict,
        level: Level::Must,
        clauses: vec![],
        at: Some(at("2026-01-05T08:00:00Z")),
        file: file.into(),
        line,
        column: 5,
        expected: None,
        seen: None,
        remedy: None,
        exchanges: vec![],
        reason: None,
    }
}

fn push(time: &str, status: Option<u16>, error: Option<&str>) -> ExchangeExcerpt {
    ExchangeExcerpt {
        at: at(time),
        direction: Direction::Out,
        kind: "push".into(),
        method: Some("POST".into()),
        url: Some("http://127.0.0.1:9001/recipient-system".into()),
        status,
        error: error.map(Into::into),
    }
}

fn letter() -> ScenarioResult {
    let file = "scenarios/delivery/letter-to-a-citizen.yaml";
    let checks = vec![
        check("receipt of letter", Verdict::Pass, file, 9),
        check("mailbox of 2211771212", Verdict::Pass, file, 10),
    ];
    scenario(
        "A letter lands in the citizen's mailbox",
        file,
        &["SEND-1", "DEL-4"],
        checks,
    )
}

fn seven_days() -> ScenarioResult {
    let file = "scenarios/retry/seven-days-down.yaml";
    let mut attempts = check("attempts of letter at fagsystem", Verdict::Fail, file, 14);
    attempts.clauses = vec!["RETRY-2".into(), "RETRY-3".into()];
    attempts.at = Some(at("2026-01-06T07:59:00Z"));
    attempts.expected = Some("5 attempts".into());
    attempts.seen = Some("3 attempts, the last at 2026-01-05T12:00:00Z".into());
    attempts.remedy = Some("See in the world's due list whether a next attempt is planned, and in the journal why the attempts ended.".into());
    attempts.exchanges = vec![
        push("2026-01-05T08:00:00Z", Some(503), None),
        push("2026-01-05T09:00:00Z", None, Some("connection refused")),
        push("2026-01-05T12:00:00Z", Some(503), None),
    ];
    let checks = vec![
        check("receipt of letter", Verdict::Pass, file, 12),
        attempts,
    ];
    let name = "A receiver that stays down loses its mail to the primary system after seven days";
    let clauses = ["RETRY-1", "RETRY-2", "RETRY-3", "RETRY-4", "RETRY-5"];
    ScenarioResult {
        wall_ms: 312,
        virtual_span: Some("P7D".into()),
        ..scenario(name, file, &clauses, checks)
    }
}

fn warning() -> ScenarioResult {
    let file = "scenarios/contact/every-receiver-has-a-point.yaml";
    let mut points = check("contact points of postfordeler", Verdict::Warn, file, 7);
    points.level = Level::Should;
    points.clauses = vec!["CS-13".into()];
    points.expected = Some("at least 1 contact point".into());
    points.seen = Some("none".into());
    points.remedy = Some("Give the system a contact point, or leave it as it is.".into());
    scenario(
        "Every receiver system has a contact point",
        file,
        &["CS-13"],
        vec![points],
    )
}

fn skipped() -> ScenarioResult {
    let file = "scenarios/sms/sign-up.yaml";
    ScenarioResult {
        verdict: Verdict::Skipped,
        reason: Some("NemSMS is not simulated yet".into()),
        virtual_span: None,
        wall_ms: 0,
        ..scenario(
            "Signing up for NemSMS by telephone 20000000",
            file,
            &["SMS-1"],
            vec![],
        )
    }
}

fn undecided() -> ScenarioResult {
    let file = "scenarios/receipt/from-the-vendor.yaml";
    let mut receipt = check(
        "receiver's receipt of letter",
        Verdict::Inconclusive,
        file,
        11,
    );
    receipt.clauses = vec!["DEL-5".into()];
    receipt.expected = Some("COMPLETED within 5 s of wall time".into());
    receipt.reason = Some("the system under test closed the connection before it answered".into());
    receipt.remedy =
        Some("Look into the vendor's own log at this time, then run the scenario again.".into());
    scenario(
        "The vendor confirms what it was given",
        file,
        &["DEL-5"],
        vec![receipt],
    )
}
