//! `testpost memo convert` from outside.

use std::path::Path;

use serde_json::Value;

use crate::binary::{run, run_with_input};

fn fixture(case: &str) -> String {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/memo");
    let path = fixtures.join(case).join("memo.xml");
    path.display().to_string()
}

/// The version that a check finds in a valid message.
fn version_of(message: &str) -> Value {
    let arguments = ["memo", "check", "--schema-only", "--format", "json", "-"];
    let ended = run_with_input(&arguments, message.as_bytes());
    let verdict: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(verdict["valid"], true, "{verdict}");
    verdict["version"].clone()
}

#[test]
fn a_message_becomes_one_of_the_other_version() {
    for (case, version) in [("valid/full-1.1", "1.2"), ("valid/full-1.2", "1.1")] {
        let ended = run(["memo", "convert", &fixture(case), "--version", version]);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert_eq!(version_of(&ended.stdout), version, "{case}");
    }
}

#[test]
fn what_is_lost_is_told_on_stderr_and_is_no_fault() {
    let ended = run([
        "memo",
        "convert",
        &fixture("valid/full-1.2"),
        "--version",
        "1.1",
    ]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stderr.contains("Representative"), "{ended:?}");
    assert!(!ended.stdout.contains("<memo:Representative>"));
    assert!(ended.stdout.contains("memoSchVersion=\"1.1.0\""));
}

#[test]
fn a_message_that_has_the_version_is_passed_on_byte_for_byte() {
    let message = std::fs::read_to_string(fixture("valid/smallest-1.2")).expect("a fixture");
    let arguments = ["memo", "convert", "-", "--version", "1.2"];
    let ended = run_with_input(&arguments, message.as_bytes());
    assert_eq!((ended.code, ended.stdout), (0, message));
    assert_eq!(ended.stderr, "");
}

#[test]
fn what_is_no_message_is_refused_and_leaves_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out.xml").display().to_string();
    for (file, word) in [
        (fixture("invalid/cut-off"), "memo check"),
        ("nowhere.xml".to_owned(), "cannot be read"),
    ] {
        let ended = run(["memo", "convert", &file, "--version", "1.1", "--out", &out]);
        assert_eq!(ended.code, 4, "{ended:?}");
        assert!(ended.stderr.contains(word), "{ended:?}");
        assert!(!Path::new(&out).exists());
    }
}

#[test]
fn the_message_itself_is_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.xml").display().to_string();
    std::fs::copy(fixture("valid/full-1.2"), &file).expect("a copy");
    let ended = run(["memo", "convert", &file, "--version", "1.1", "--out", &file]);
    assert_eq!(ended.code, 2, "{ended:?}");
    let kept = std::fs::read(&file).expect("a file");
    assert_eq!(
        kept,
        std::fs::read(fixture("valid/full-1.2")).expect("a fixture")
    );
    let other = folder.path().join("b.xml").display().to_string();
    let ended = run([
        "memo",
        "convert",
        &file,
        "--version",
        "1.1",
        "--out",
        &other,
    ]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(
        version_of(&std::fs::read_to_string(other).expect("a file")),
        "1.1"
    );
}
