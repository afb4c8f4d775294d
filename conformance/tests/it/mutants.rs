//! The suites prove themselves: the reference vendor passes both without a warning, and each flaw
//! is failed by the check that is said to find it, with the clause that it breaks.

use testpost_conformance::mutants::{self, Meets};
use testpost_conformance::runner::{RunOptions, UnderTest, run_selected, select_texts};
use testpost_conformance::suite::Suite;
use testpost_conformance::target::Flaws;
use testpost_reports::{RunReport, Verdict};

/// The check that is left out unless it is asked for: it takes longer than a test may.
const FULL_SIZE: &str = "full-size";

fn options(flaws: Flaws) -> RunOptions {
    RunOptions {
        paths: Vec::new(),
        under_test: UnderTest::Reference(flaws),
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
        baseline: None,
        trace: None,
        progress: None,
        full_size: false,
    }
}

async fn run_suite(suite: Suite) -> RunReport {
    let options = options(Flaws::default());
    let selected =
        select_texts(&options, suite.name(), suite.scenarios()).expect("the suite can be read");
    run_selected(&options, &selected)
        .await
        .expect("the suite runs")
}

/// What did not hold, one line each.
fn broken(report: &RunReport) -> Vec<String> {
    let mut lines = Vec::new();
    for scenario in &report.scenarios {
        if let Some(reason) = &scenario.reason {
            lines.push(format!("{}: {reason}", scenario.file));
        }
        for check in &scenario.checks {
            if check.verdict != Verdict::Pass {
                lines.push(format!(
                    "{}:{} {}: {:?}, expected {:?}, seen {:?}",
                    check.file, check.line, check.name, check.verdict, check.expected, check.seen
                ));
            }
        }
    }
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_vendor_passes_both_suites_without_a_warning() {
    for suite in [Suite::Receiver, Suite::Sender] {
        let report = run_suite(suite).await;
        let broken = broken(&report);
        assert!(broken.is_empty(), "{}", broken.join("\n"));
        assert_eq!(report.summary.passed, report.scenarios.len() as u64);
    }
}

async fn each_is_failed_by_its_own_check(suite: Suite) {
    let table = mutants::meet(suite, Meets::Own, false)
        .await
        .expect("the mutants run");
    let mut wrong = Vec::new();
    for met in &table {
        let name = met.mutant.name;
        wrong.extend(met.missed_by.iter().map(|said| format!("{name}: {said}")));
        let meant = met.mutant.own.iter().filter(|check| **check != FULL_SIZE);
        for check in meant.filter(|check| !met.failed_by.iter().any(|name| name == *check)) {
            wrong.push(format!("{name} is not failed by {check}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_faulty_receiver_is_failed_by_its_own_check_with_its_clause() {
    each_is_failed_by_its_own_check(Suite::Receiver).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_faulty_sender_is_failed_by_its_own_check_with_its_clause() {
    each_is_failed_by_its_own_check(Suite::Sender).await;
}

#[test]
fn every_check_is_proven_and_every_mutant_names_checks_that_there_are() {
    for suite in [Suite::Receiver, Suite::Sender] {
        assert_eq!(mutants::unproven(suite), [""; 0]);
        let there: Vec<&str> = mutants::checks(suite).collect();
        for mutant in mutants::of(suite) {
            for check in mutant.own {
                assert!(there.contains(check), "{}: {check}", mutant.name);
            }
        }
    }
    let all = mutants::of(Suite::Receiver).len() + mutants::of(Suite::Sender).len();
    assert!(all >= 40, "{all}");
}

#[test]
fn the_page_of_mutants_names_every_mutant_with_what_it_does_and_its_own_checks() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/mutants.md");
    let page = std::fs::read_to_string(path).unwrap();
    let mut rows: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let mut wrong = Vec::new();
    for mutant in [Suite::Receiver, Suite::Sender]
        .into_iter()
        .flat_map(mutants::of)
    {
        let start = format!(
            "| `{}` | {} | {} | ",
            mutant.name, mutant.words, mutant.clause
        );
        let place = rows.iter().position(|row| {
            let cells = row.strip_prefix(&start);
            cells.is_some_and(|cells| {
                mutant
                    .own
                    .iter()
                    .all(|own| cells.contains(&format!("**{own}**")))
            })
        });
        match place {
            Some(place) => drop(rows.remove(place)),
            None => wrong.push(format!("there is no row for {start}")),
        }
    }
    wrong.extend(
        rows.iter()
            .map(|row| format!("there is no such mutant: {row}")),
    );
    assert!(
        wrong.is_empty(),
        "{}\nthe page is stale; it says itself how it is renewed",
        wrong.join("\n")
    );
    assert!(!page.contains("(not run)"), "renew it with --full-size");
}
