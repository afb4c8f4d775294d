//! The shipped scenarios, from end to end: files in, real HTTP on loopback, a report out.

use std::path::{Path, PathBuf};

use testpost_conformance::cli::exit::Exit;
use testpost_conformance::runner::{ControlToken, RunFault, RunOptions, UnderTest, run, select};
use testpost_conformance::target::Flaws;
use testpost_reports::{Check, RunReport, Verdict};
use testpost_sim::simulator::{self, SimulatorConfig};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
}

fn options(path: impl Into<PathBuf>) -> RunOptions {
    RunOptions {
        paths: vec![path.into()],
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
        trace: None,
        progress: None,
    }
}

/// What did not hold, one line each.
fn broken(report: &RunReport) -> Vec<String> {
    let mut lines = Vec::new();
    for scenario in &report.scenarios {
        if let Some(reason) = &scenario.reason {
            lines.push(format!("{}: {reason}", scenario.file));
        }
        for check in scenario
            .checks
            .iter()
            .filter(|c| c.verdict != Verdict::Pass)
        {
            lines.push(format!(
                "{}:{}:{} {}: expected {:?}, seen {:?}",
                check.file, check.line, check.column, check.name, check.expected, check.seen
            ));
        }
    }
    lines
}

/// The report without what the wall clock and the ports put into it.
fn repeatable(mut report: RunReport) -> RunReport {
    for scenario in &mut report.scenarios {
        scenario.wall_ms = 0;
    }
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn every_shipped_scenario_holds() {
    let report = run(options(shipped())).await.unwrap();
    let broken = broken(&report);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(report.scenarios.len() >= 8);
    assert_eq!(report.summary.passed, report.scenarios.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_repeats_and_its_results_stand_in_the_order_of_the_files() {
    let once = |jobs| async move {
        let options = RunOptions {
            paths: ["retry", "sending"]
                .map(|chapter| shipped().join(chapter))
                .to_vec(),
            jobs: Some(jobs),
            ..options(shipped())
        };
        repeatable(run(options).await.unwrap())
    };
    let (alone, together) = (once(1).await, once(8).await);
    assert_eq!(alone, together);
    let files: Vec<&str> = alone.scenarios.iter().map(|s| s.file.as_str()).collect();
    let retry = files
        .iter()
        .take_while(|file| file.contains("retry"))
        .count();
    assert!(retry > 0 && retry < files.len());
    assert!(
        files[..retry].is_sorted() && files[retry..].is_sorted(),
        "{files:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_simulator_elsewhere_serves_as_well_and_is_left_as_it_was() {
    let simulator = simulator::start(SimulatorConfig::in_process())
        .await
        .unwrap();
    let options = RunOptions {
        against: Some(simulator.control_url()),
        ..options(shipped().join("sending"))
    };
    let report = run(options).await.unwrap();
    let broken = broken(&report);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(simulator.worlds().list().is_empty());
    simulator.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_control_port_that_demands_a_token_is_shown_it() {
    let demanding = SimulatorConfig {
        control_token: simulator::ControlToken::new("open sesame"),
        ..SimulatorConfig::in_process()
    };
    let simulator = simulator::start(demanding).await.unwrap();
    let with = |token: &str| RunOptions {
        against: Some(simulator.control_url()),
        control_token: ControlToken::new(token),
        names: vec!["letter-to-a-citizen".to_owned()],
        ..options(shipped().join("sending"))
    };
    let report = run(with("open sesame")).await.unwrap();
    assert!(broken(&report).is_empty());
    assert!(!format!("{:?}", with("open sesame")).contains("sesame"));
    let refused = run(with("open barley")).await.unwrap_err();
    assert_eq!(Exit::from(&refused), Exit::Unreachable);
    simulator.stop().await;
}

const WRONG: &str = "scenario: Somebody expects too much
clauses: [DEL-1, DEL-5]
world: municipality
given:
  - receiver: fagsystem
    answers: 503
steps:
  - send: {from: Øvelsesstyrelsen, to: Prøvekøbing Kommune, contactPoint: Pladsanvisning, as: letter}
  - expect:
      delivered: {letter: letter, to: fagsystem}
  - expect: {level: should, clauses: [RETRY-2], attempts: {of: letter, count: 2}}
";

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_expectation_says_what_was_seen_and_shows_what_led_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("too-much.yaml");
    std::fs::write(&file, WRONG).unwrap();
    let report = run(options(&file)).await.unwrap();
    assert_eq!((report.summary.failed, report.summary.passed), (1, 0));

    let checks = &report.scenarios[0].checks;
    let [_, delivered, attempts] = checks.as_slice() else {
        panic!("a send and two expectations: {checks:?}");
    };
    let Check {
        line,
        column,
        verdict,
        ..
    } = delivered;
    assert_eq!((*verdict, *line, *column), (Verdict::Fail, 10, 18));
    assert_eq!(delivered.expected.as_deref(), Some("fagsystem"));
    let seen = delivered.seen.as_deref().unwrap();
    assert!(seen.starts_with("not delivered, DELIVERING"), "{seen}");
    assert_eq!(delivered.clauses, ["DEL-1", "DEL-5"]);
    assert!(delivered.remedy.is_some());
    let pushes: Vec<_> = delivered
        .exchanges
        .iter()
        .filter(|e| e.kind == "push")
        .collect();
    assert_eq!(
        pushes.iter().map(|p| p.status).collect::<Vec<_>>(),
        [Some(503)]
    );

    assert_eq!(attempts.verdict, Verdict::Warn);
    assert_eq!(attempts.clauses, ["RETRY-2"]);
    assert_eq!(
        attempts.seen.as_deref(),
        Some("1 attempts: PT0H (answered 503)")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_scenario_tells_its_own_seed_epoch_and_assumed_values() {
    let folder = tempfile::tempdir().unwrap();
    let steps = "steps:\n  - advance: PT1H\n";
    let own =
        "scenario: A\nseed: 7\nepoch: 2026-03-01T00:00:00Z\nprofile: {retry.give-up-after: P3D}\n";
    std::fs::write(folder.path().join("a.yaml"), format!("{own}{steps}")).unwrap();
    std::fs::write(
        folder.path().join("b.yaml"),
        format!("scenario: B\n{steps}"),
    )
    .unwrap();
    let report = run(options(folder.path())).await.unwrap();
    let conditions: Vec<Option<String>> = report.scenarios.iter().map(|s| s.conditions()).collect();
    assert_eq!(
        conditions,
        [
            Some("seed 7, epoch 2026-03-01T00:00:00Z, retry.give-up-after: P3D".to_owned()),
            Some("seed 1, epoch 2026-01-05T08:00:00Z".to_owned()),
        ]
    );
    let of_run = |name: &str| {
        let mut values = report.profile.iter();
        values.find(|value| value.name == name).unwrap().in_words()
    };
    assert_eq!(of_run("retry.give-up-after"), "P7D");
    assert_eq!(of_run("push.wall-timeout"), "PT2S");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failure_fail_fast_skips_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.yaml", "b.yaml"] {
        std::fs::write(folder.path().join(name), WRONG).unwrap();
    }
    let options = RunOptions {
        jobs: Some(1),
        fail_fast: true,
        ..options(folder.path())
    };
    let report = run(options).await.unwrap();
    assert_eq!((report.summary.failed, report.summary.skipped), (1, 1));
    assert!(
        report.scenarios[1]
            .reason
            .as_deref()
            .unwrap()
            .contains("earlier")
    );
}

#[tokio::test]
async fn a_selection_picks_by_tag_clause_and_name_and_must_match_something() {
    let picked = |change: fn(&mut RunOptions)| {
        let mut options = options(shipped());
        change(&mut options);
        select(&options).map(|s| s.scenarios.len())
    };
    let all = picked(|_| ()).unwrap();
    let by_tag = picked(|o| o.tags = vec!["recall".into()]).unwrap();
    let by_clause = picked(|o| o.clauses = vec!["RETRY-6".into()]).unwrap();
    let by_name = picked(|o| o.names = vec!["*eleven*".into()]).unwrap();
    assert_eq!((by_tag, by_clause, by_name), (1, 1, 1));
    assert!(all > 8);
    let nothing = picked(|o| o.tags = vec!["weather".into()]).unwrap_err();
    assert!(matches!(nothing, RunFault::NothingSelected(_)));
    assert_eq!(Exit::from(&nothing), Exit::BadInput);
}

#[tokio::test]
async fn what_cannot_be_run_says_why_by_its_exit_code() {
    let nowhere = RunOptions {
        against: Some("http://127.0.0.1:9".into()),
        ..options(shipped())
    };
    let nobody = run(nowhere).await.unwrap_err();
    assert_eq!(Exit::from(&nobody), Exit::Unreachable);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.yaml");
    std::fs::write(&file, WRONG.replace("fagsystem", "fagsystm")).unwrap();
    let fault = run(options(&file)).await.unwrap_err();
    assert_eq!(Exit::from(&fault), Exit::BadInput);
    assert!(fault.to_string().contains("wrong.yaml:5:15"), "{fault}");
}
