//! A run with every verdict in it, the same each time.

use jiff::Timestamp;
use serde_json::json;
use testpost_reports::{
    Check, ClauseResult, Direction, ExchangeExcerpt, Happening, HappeningKind, Level, Part,
    ProfileValue, RunReport, ScenarioResult, Summary, Timeline, Tone, Verdict, verdict_on,
};

pub(crate) fn run() -> RunReport {
    let scenarios = vec![letter(), seven_days(), warning(), skipped(), undecided()];
    let clauses = vec![
        clause(
            "SEND-1",
            "A message that is safely accepted is answered 201.",
            None,
            &scenarios,
        ),
        clause(
            "RETRY-2",
            "There are five attempts in the first day.",
            Some("Der er fem forsøg i det første døgn."),
            &scenarios,
        ),
        clause(
            "RETRY-3",
            "After the first day there is one attempt a day.",
            None,
            &scenarios,
        ),
        clause(
            "DEL-5",
            "A receiver answers with a business receipt.",
            None,
            &scenarios,
        ),
        clause(
            "CS-13",
            "Every receiver system should have a contact point.",
            None,
            &scenarios,
        ),
        clause(
            "EX-1",
            "A citizen's exemption lasts until it is lifted.",
            None,
            &scenarios,
        ),
    ];
    RunReport {
        target: Some("Prøvekøbing Post".into()),
        clauses,
        ..report(scenarios)
    }
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
        target: None,
        summary: Summary::of(&scenarios),
        clauses: vec![],
        scenarios,
    }
}

fn clause(id: &str, en: &str, da: Option<&str>, scenarios: &[ScenarioResult]) -> ClauseResult {
    let cites = |s: &&ScenarioResult| s.clauses.iter().any(|clause| clause == id);
    let in_run = scenarios.iter().filter(cites).count() as u64;
    ClauseResult {
        id: id.into(),
        level: Level::Must,
        source: "AA 5.1.1".into(),
        da: da.map(Into::into),
        en: en.into(),
        in_suite: in_run + 1,
        in_run,
        verdict: verdict_on(id, scenarios),
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
        timeline: Timeline::default(),
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
        system: Some("fagsystem".into()),
        request: Some(Part {
            headers: [("content-type".to_owned(), "multipart/form-data".to_owned())].into(),
            body: "--boundary\n<memo:Message …> to 2211771212".into(),
            body_size: 2_048,
            cut: true,
        }),
        response: status.map(|_| Part {
            headers: [("content-length".to_owned(), "0".to_owned())].into(),
            body: String::new(),
            body_size: 0,
            cut: false,
        }),
    }
}

/// The first three attempts of a schedule.
fn seven_days_drawn() -> Timeline {
    let happening = |time: &str, place: &str, kind, tone, words: &str| Happening {
        at: at(time),
        place: place.into(),
        kind,
        tone,
        words: words.into(),
        message: Some("letter".into()),
        clause: Some("RETRY-2".into()),
    };
    let push = |time, words| happening(time, "fagsystem", HappeningKind::Attempt, Tone::Bad, words);
    Timeline {
        happenings: vec![
            happening(
                "2026-01-05T08:00:00Z",
                "Prøvekøbing Kommune",
                HappeningKind::Sent,
                Tone::Good,
                "Teknisk kvittering sendt",
            ),
            happening(
                "2026-01-05T08:00:00Z",
                "Prøvekøbing Kommune",
                HappeningKind::Receipt,
                Tone::Good,
                "Forretningskvittering sendt",
            ),
            push("2026-01-05T08:00:00Z", "Afsendelse fejlet: answered 503"),
            push(
                "2026-01-05T09:00:00Z",
                "Afsendelse fejlet: connection refused",
            ),
            push("2026-01-05T12:00:00Z", "Afsendelse fejlet: answered 503"),
            happening(
                "2026-01-06T08:00:00Z",
                "drift@example.invalid",
                HappeningKind::Mail,
                Tone::Plain,
                "Systemet kan ikke nås",
            ),
            happening(
                "2026-01-12T08:00:00Z",
                "postfordeler",
                HappeningKind::Attempt,
                Tone::Good,
                "Sendt",
            ),
            happening(
                "2026-01-12T08:00:00Z",
                "postfordeler",
                HappeningKind::Receipt,
                Tone::Good,
                "Forretningskvittering modtaget",
            ),
        ],
        left_out: 0,
    }
}

fn letter() -> ScenarioResult {
    let file = "scenarios/delivery/letter-to-a-citizen.yaml";
    let mut checks = vec![
        check("receipt of letter", Verdict::Pass, file, 9),
        check("mailbox of 2211771212", Verdict::Pass, file, 10),
    ];
    for check in &mut checks {
        check.clauses = vec!["SEND-1".into(), "DEL-4".into()];
    }
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
        timeline: seven_days_drawn(),
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
