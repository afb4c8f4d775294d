//! A trace gives the verdicts of its run again, when nobody that took part is there any more.

use std::path::Path;

use serde_json::Value;
use testpost_conformance::party::flaw::ReceiverFlaw;
use testpost_conformance::runner::{RunOptions, UnderTest, replay, run};
use testpost_conformance::target::Flaws;
use testpost_conformance::trace::Trace;
use testpost_reports::{RunReport, Verdict};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::binary::run as testpost;

fn without_wall_time(mut report: RunReport) -> RunReport {
    for scenario in &mut report.scenarios {
        scenario.wall_ms = 0;
    }
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn every_shipped_scenario_comes_out_of_its_trace_as_it_went_in() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("trace.json");
    let ran = run(RunOptions {
        paths: vec![shipped],
        under_test: UnderTest::Reference(Flaws::default()),
        port: None,
        against: None,
        control_token: None,
        tags: Vec::new(),
        clauses: Vec::new(),
        names: Vec::new(),
        jobs: None,
        seed: None,
        epoch: None,
        fail_fast: false,
        full_size: false,
        baseline: None,
        trace: Some(file.clone()),
        progress: None,
    })
    .await
    .expect("a report");
    let trace = Trace::read(&file).expect("a trace");
    let (replayed, differing) = replay(trace).await.expect("a report");
    assert!(differing.is_empty(), "{differing:?}");
    let (ran, replayed) = (without_wall_time(ran), without_wall_time(replayed));
    let mut others = Vec::new();
    for (then, now) in ran.scenarios.iter().zip(&replayed.scenarios) {
        if then != now {
            others.push(format!("{}: {:?} {:?}", then.file, now.verdict, now.reason));
        }
    }
    assert!(others.is_empty(), "{others:#?}");
    assert_eq!(ran, replayed);
}

/// The scenarios of a JSON report without what the wall clock says.
fn scenarios(file: &Path) -> Value {
    let text = std::fs::read_to_string(file).expect("a report");
    let mut report: Value = serde_json::from_str(&text).expect("JSON");
    for scenario in report["scenarios"].as_array_mut().expect("scenarios") {
        scenario["wallMs"] = Value::Null;
    }
    report["scenarios"].take()
}

const KEY: &str = "6b0d4a4e-0f0a-4c39-8f1e-0000000000e1";

#[test]
fn the_failing_verdict_on_a_target_comes_out_the_same_without_the_target() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    // A receiver that takes nothing, whatever it is brought.
    let receiver = runtime.block_on(async {
        let server = MockServer::start().await;
        let refusal = Mock::given(any()).respond_with(ResponseTemplate::new(503));
        refusal.mount(&server).await;
        server
    });
    let target = format!(
        "target: Modtager der intet tager imod
receiver:
  system: 6b0d4a4e-0f0a-4c39-8f1e-0000000000e0
  apiKey: {KEY}
  endpoint: {}/push
",
        receiver.uri()
    );
    std::fs::write(path("target.yaml"), target).expect("a file");
    let scenario = "scenario: It takes its mail
target: {receiver: fagsystem}
steps:
  - send: {from: Øvelsesstyrelsen, to: Prøvekøbing Kommune, contactPoint: Pladsanvisning, as: letter}
  - expect: {within: PT0.3S, attempts: {of: letter, count: 1}, delivered: {letter: letter, to: fagsystem}}
";
    std::fs::write(path("it-takes-its-mail.yaml"), scenario).expect("a file");
    let ran = testpost([
        "run",
        &path("it-takes-its-mail.yaml"),
        "--target",
        &path("target.yaml"),
        "--port",
        "0",
        "--trace",
        &path("trace.json"),
        "--report",
        &format!("json={}", path("ran.json")),
    ]);
    assert_eq!(ran.code, 1, "{ran:?}");
    drop(receiver);
    for gone in ["it-takes-its-mail.yaml", "target.yaml"] {
        std::fs::remove_file(path(gone)).expect("it was there");
    }
    let replayed = testpost([
        "replay",
        &path("trace.json"),
        "--report",
        &format!("json={}", path("replayed.json")),
    ]);
    assert_eq!(replayed.code, 1, "{replayed:?}");
    assert!(!replayed.stdout.contains("is fail now"), "{replayed:?}");
    let (ran, again) = (path("ran.json"), path("replayed.json"));
    assert_eq!(scenarios(Path::new(&ran)), scenarios(Path::new(&again)));
    let trace = std::fs::read_to_string(path("trace.json")).expect("a trace");
    assert!(!trace.contains(KEY), "the key stands in the trace");
}

#[test]
fn a_mutant_vendor_fails_the_same_in_a_replay() {
    let folder = tempfile::tempdir().expect("a folder");
    let trace = folder.path().join("trace.json").display().to_string();
    let flaw = ReceiverFlaw::ALL[0].name();
    let ran = testpost([
        "conformance",
        "receiver",
        "--flaw",
        flaw,
        "--name",
        "*receipt*",
        "--trace",
        &trace,
    ]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let replayed = testpost(["replay", &trace]);
    assert_eq!(replayed.code, 1, "{replayed:?}");
    let summary = |text: &str| {
        let line = text.lines().last().unwrap_or_default().to_owned();
        line.split(" (").next().unwrap_or_default().to_owned()
    };
    assert_eq!(summary(&ran.stdout), summary(&replayed.stdout));
}

#[tokio::test]
async fn a_trace_that_ends_too_early_is_inconclusive_and_never_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("trace.json");
    let path = file.display().to_string();
    let shipped =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/sending/letter-to-a-citizen.yaml");
    let ran = testpost(["run", &shipped.display().to_string(), "--trace", &path]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let mut trace = Trace::read(&file).expect("a trace");
    let notes = trace.scenarios[0].notes.len();
    trace.scenarios[0].notes.truncate(notes / 2);
    let (report, differing) = replay(trace).await.expect("a report");
    assert_ne!(report.scenarios[0].verdict, Verdict::Pass);
    assert_eq!(differing.len(), 1);
}

#[test]
fn what_is_no_trace_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("x.json");
    for (text, words) in [("{}", "is no trace"), ("nothing", "is no trace")] {
        std::fs::write(&file, text).expect("a file");
        let ended = testpost(["replay", &file.display().to_string()]);
        assert_eq!(ended.code, 4, "{ended:?}");
        assert!(ended.stderr.contains(words), "{ended:?}");
        assert!(ended.stderr.contains("--trace"), "{ended:?}");
    }
}
