//! `testpost scenario new|schema|check` and `--watch`, from outside.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use crate::binary::{run, testpost};

#[test]
fn a_new_scenario_passes_the_check_and_runs_and_nothing_is_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("new.yaml").display().to_string();
    let begun = run(["scenario", "new", &file]);
    assert_eq!(begun.code, 0, "{begun:?}");
    let checked = run(["scenario", "check", &file]);
    assert_eq!(checked.code, 0, "{checked:?}");
    let ran = run(["run", &file]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("1 scenario: 1 passed"), "{ran:?}");
    let again = run(["scenario", "new", &file]);
    assert_eq!(again.code, 4, "{again:?}");
    assert!(again.stderr.contains("not there yet"), "{again:?}");
}

#[test]
fn the_schema_is_printed_as_it_is_committed() {
    let printed = run(["scenario", "schema"]);
    assert_eq!(printed.code, 0, "{printed:?}");
    let committed = include_str!("../../../scenarios/scenario.schema.json");
    assert!(printed.stdout == committed, "the schema is another");
}

#[test]
fn all_that_is_wrong_with_several_files_and_folders_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::create_dir(folder.path().join("more")).expect("a folder");
    let wrong = "scenario: A\nsteps:\n  - sned: {from: x}\n  - advance: soon\n";
    std::fs::write(path("one.yaml"), wrong).expect("a file");
    std::fs::write(path("more/two.yaml"), "scenario: B\nstpes: []\n").expect("a file");
    let told = run([
        "scenario",
        "check",
        &path("one.yaml"),
        &path("none"),
        &path("more"),
    ]);
    assert_eq!(told.code, 4, "{told:?}");
    for words in [
        "one.yaml:3:5: unknown value 'sned'",
        "one.yaml:4:14: `soon` is not a duration",
        "  4 |   - advance: soon\n    |              ^^^^\n",
        "two.yaml:2:1: unknown key 'stpes'",
        "Did you mean `steps`?",
        "none:1:1: there is no such file or folder",
    ] {
        assert!(told.stdout.contains(words), "{words}: {told:?}");
    }
}

#[test]
fn a_watch_runs_again_what_a_changed_file_bears_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, hours: u32| {
        let text = format!(
            "scenario: {name}\nsteps:\n  - send: {{from: Prøvekøbing Kommune, to: Mette Testesen, as: letter}}\n  - advance: PT{hours}H\n  - expect: {{receipt: {{of: letter, status: COMPLETED}}}}\n"
        );
        std::fs::write(folder.path().join(format!("{name}.yaml")), text).expect("a file");
    };
    write("first", 1);
    write("second", 1);
    let mut child = testpost()
        .args(["run", &folder.path().display().to_string(), "--watch"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("testpost runs");
    let lines = BufReader::new(child.stdout.take().expect("stdout")).lines();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            // A test that has seen enough listens no more.
            let _ = tell.send(line);
        }
    });
    let until = |words: &str| {
        let mut seen = Vec::new();
        while let Ok(line) = told.recv_timeout(Duration::from_secs(60)) {
            let found = line.contains(words);
            seen.push(line);
            if found {
                return seen;
            }
        }
        panic!("{words} never came: {seen:?}");
    };
    until("2 scenarios: 2 passed");
    until("watching");
    // Another length, so that the file differs even where times are coarse.
    write("second", 1234);
    let seen = until("1 scenario: 1 passed");
    assert!(seen.iter().any(|line| line.contains("second")), "{seen:?}");
    child.kill().expect("it is there");
    child.wait().expect("it ends");
}
