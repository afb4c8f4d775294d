//! `testpost memo new` from outside.

use serde_json::Value;

use crate::binary::{Ended, run, run_with_input};

fn new(options: &[&str]) -> Ended {
    run(["memo", "new"].iter().chain(options))
}

fn made(options: &[&str]) -> String {
    let ended = new(options);
    assert_eq!(ended.code, 0, "{ended:?}");
    ended.stdout
}

/// Checked by the same binary, as a user would.
fn checked(message: &str) -> Value {
    let arguments = ["memo", "check", "--format", "json", "-"];
    let ended = run_with_input(&arguments, message.as_bytes());
    serde_json::from_str(&ended.stdout).expect("JSON")
}

#[test]
fn a_new_message_is_valid_whatever_it_is_to_be() {
    for options in [
        &[][..],
        &["--version", "1.1"],
        &["--version", "1.1", "--type", "NEMSMS"],
        &["--type", "NEMSMS", "--to", "30405060"],
        &["--attachments", "10", "--value-date", "2026-02-01"],
        &[
            "--to",
            "30405060",
            "--contact-point",
            "241d39f6-998e-4929-b198-ccacbbf4b330",
        ],
        &["--seed", "18446744073709551615", "--from", "20000002"],
    ] {
        let message = made(options);
        let verdict = checked(&message);
        assert_eq!(verdict["valid"], true, "{options:?}: {verdict}");
        let version = if options.contains(&"1.1") {
            "1.1"
        } else {
            "1.2"
        };
        assert_eq!(verdict["version"], version);
        for pair in options.chunks(2).filter(|pair| pair[0] != "--version") {
            let (option, value) = (pair[0], pair[1]);
            match option {
                "--attachments" => {
                    let found = message.matches("<memo:AdditionalDocument>").count();
                    assert_eq!(found.to_string(), value);
                }
                "--seed" => {}
                _ => assert!(message.contains(&format!(">{value}<")), "{option} {value}"),
            }
        }
    }
}

#[test]
fn the_same_seed_is_the_same_message_and_another_seed_another() {
    let options = ["--size", "9000", "--attachments", "2", "--seed"];
    let with = |seed| made(&[&options[..], &[seed]].concat());
    assert_eq!(with("7"), with("7"));
    assert_ne!(with("7"), with("8"));
}

#[test]
fn a_message_weighs_what_it_is_told_to_the_byte() {
    for size in [2400, 2401, 2402, 2403, 2404, 50_001, 300_002] {
        for attachments in ["0", "1", "3"] {
            let message = made(&["--size", &size.to_string(), "--attachments", attachments]);
            assert_eq!(message.len(), size, "{attachments}");
            assert_eq!(checked(&message)["valid"], true, "{size} {attachments}");
        }
    }
    let message = made(&["--type", "NEMSMS", "--size", "1100"]);
    assert_eq!(message.len(), 1100);
    assert_eq!(checked(&message)["valid"], true);
}

#[test]
fn what_cannot_be_is_refused_with_what_can() {
    for (options, word) in [
        (&["--size", "100"][..], "at least "),
        (&["--type", "NEMSMS", "--size", "5000"], "from "),
        (&["--type", "NEMSMS", "--attachments", "1"], "NEMSMS"),
        (&["--from", "123"], "--from"),
        (&["--to", "123"], "--to"),
        (&["--value-date", "2026-02-30"], "--value-date"),
    ] {
        let ended = new(options);
        assert_eq!(ended.code, 2, "{ended:?}");
        assert!(ended.stderr.contains(word), "{ended:?}");
        assert!(ended.stdout.is_empty());
    }
}

#[test]
fn a_message_over_a_limit_is_made_and_told() {
    let ended = new(&["--attachments", "11"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stderr.contains("MEMO-2"), "{ended:?}");
    let verdict = checked(&ended.stdout);
    assert_eq!(verdict["valid"], false);
    assert_eq!(verdict["findings"][0]["clause"], "MEMO-2", "{verdict}");
}

#[test]
fn out_names_the_file_and_a_folder_that_is_missing_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("new.xml").display().to_string();
    let ended = new(&["--out", &path]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""), "{ended:?}");
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), made(&[]));
    let ended = new(&["--out", "/nowhere/at/all.xml"]);
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.stderr.contains("/nowhere/at/all.xml"), "{ended:?}");
}
