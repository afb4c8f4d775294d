//! `testpost run` from outside: what is selected, and which exit code comes of it.

use tempfile::TempDir;

use crate::binary::{Ended, run};

const SCENARIO: &str = "scenario: Nothing happens in an hour
clauses: [SEND-1]
tags: [quiet]
steps:
  - advance: PT1H
";

fn folder(scenario: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("quiet-hour.yaml"), scenario).expect("a file");
    folder
}

fn run_in(folder: &TempDir, more: &[&str]) -> Ended {
    let path = folder.path().display().to_string();
    run(["run", path.as_str()].iter().chain(more))
}

#[test]
fn the_list_shows_what_is_selected_and_runs_nothing() {
    let folder = folder(SCENARIO);
    let ended = run_in(
        &folder,
        &[
            "--list",
            "--tag",
            "quiet",
            "--against",
            "http://127.0.0.1:1",
        ],
    );
    assert_eq!(ended.code, 0, "{ended:?}");
    let line = "quiet-hour.yaml: Nothing happens in an hour [SEND-1] [quiet]\n";
    assert!(ended.stdout.ends_with(line), "{ended:?}");
}

#[test]
fn a_selection_that_matches_nothing_exits_4() {
    let folder = folder(SCENARIO);
    for nothing in [
        ["--tag", "loud"],
        ["--clause", "SEND-2"],
        ["--name", "*storm*"],
        ["--clause", "SEND-1x"],
    ] {
        let ended = run_in(&folder, &nothing);
        assert_eq!(ended.code, 4, "{nothing:?}: {ended:?}");
        assert_eq!(ended.stdout, "");
    }
    let unknown = run_in(&folder, &["--clause", "SEMD-1"]);
    assert_eq!(unknown.code, 4, "{unknown:?}");
    assert!(
        unknown.stderr.contains("the nearest is SEND-1"),
        "{unknown:?}"
    );
    let empty = tempfile::tempdir().expect("a folder");
    assert_eq!(run_in(&empty, &[]).code, 4);
    assert_eq!(run(["run", "nowhere"]).code, 4);
}

#[test]
fn a_scenario_file_that_is_wrong_exits_4_with_the_place() {
    let folder = folder("scenario: A\nsteps:\n  - advanse: PT1H\n");
    let ended = run_in(&folder, &[]);
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.stderr.contains("quiet-hour.yaml:3:"), "{ended:?}");
    assert!(ended.stderr.contains("advance"), "{ended:?}");
}

#[test]
fn options_that_cannot_be_meant_exit_2() {
    let folder = folder(SCENARIO);
    for wrong in [
        ["--report", "junit"],
        ["--report", "pdf=out.pdf"],
        ["--jobs", "0"],
        ["--name", "[a"],
        ["--port", "x"],
    ] {
        let ended = run_in(&folder, &wrong);
        assert_eq!(ended.code, 2, "{wrong:?}: {ended:?}");
    }
}

#[test]
fn a_simulator_that_cannot_be_reached_exits_3() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address").port()
    };
    let against = format!("http://127.0.0.1:{port}");
    let ended = run_in(&folder(SCENARIO), &["--against", &against]);
    assert_eq!(ended.code, 3, "{ended:?}");
}

#[test]
fn the_real_service_is_not_called() {
    let against = ["--against", "https://control.digitalpost.dk"];
    let ended = run_in(&folder(SCENARIO), &against);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.stderr.contains("is never called"), "{ended:?}");
    assert_eq!(run(["health", "http://digitalpost.dk"]).code, 2);
}

#[test]
fn a_run_in_which_everything_holds_exits_0_and_writes_its_reports() {
    let folder = folder(
        "scenario: A letter is found right
steps:
  - send: {from: Prøvekøbing Kommune, to: Mette Testesen, as: letter}
  - expect: {receipt: {of: letter, status: COMPLETED}}
",
    );
    let (junit, json) = (folder.path().join("r.xml"), folder.path().join("r.json"));
    let reports = [
        format!("junit={}", junit.display()),
        format!("json={}", json.display()),
    ];
    let ended = run_in(&folder, &["--report", &reports[0], "--report", &reports[1]]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(
        ended.stdout.contains("A letter is found right"),
        "{ended:?}"
    );
    let json = std::fs::read_to_string(json).expect("a report");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["summary"]["passed"], 1);
    assert_eq!(json["scenarios"][0]["verdict"], "pass");
    let junit = std::fs::read_to_string(junit).expect("a report");
    assert!(junit.contains("<testsuites"), "{junit}");
}

#[test]
fn a_run_in_which_something_does_not_hold_exits_1() {
    let folder = folder(
        "scenario: A letter is found wrong that is not
steps:
  - send: {from: Prøvekøbing Kommune, to: Mette Testesen, as: letter}
  - expect: {receipt: {of: letter, status: INVALID}}
",
    );
    let ended = run_in(&folder, &[]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.stdout.contains("quiet-hour.yaml:4:"), "{ended:?}");
    assert!(ended.stdout.contains("1 failed"), "{ended:?}");
}
