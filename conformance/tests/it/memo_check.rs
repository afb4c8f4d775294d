//! `testpost memo check` from outside.

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;
use testpost_memo::write::LetterFile;

use crate::binary::{run, run_with_input};
use crate::letters::letter;

struct Files {
    folder: TempDir,
}

impl Files {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn write(&self, name: &str, content: &[u8]) -> String {
        let path: PathBuf = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path.display().to_string()
    }

    fn valid(&self) -> String {
        self.write("valid.xml", &letter(1).to_xml())
    }

    /// A label that is too long, on line 6.
    fn invalid(&self) -> String {
        let mut letter = letter(2);
        letter.label = "x".repeat(300);
        self.write("invalid.xml", &letter.to_xml())
    }
}

#[test]
fn a_valid_message_exits_0_and_says_so() {
    let files = Files::new();
    let valid = files.valid();
    let ended = run(["memo", "check", &valid]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.stdout, format!("{valid}: valid, MeMo 1.2\n"));
    assert_eq!(ended.stderr, "");
}

#[test]
fn an_invalid_message_exits_1_and_says_where_what_and_what_to_do() {
    let files = Files::new();
    let invalid = files.invalid();
    let ended = run(["memo", "check", &invalid, &files.valid()]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert!(lines[0].starts_with(&format!("{invalid}:7:")), "{ended:?}");
    assert!(lines[0].contains(": error "), "{ended:?}");
    assert!(lines[1].ends_with("/memo:label[1]"), "{ended:?}");
    assert!(lines[2].starts_with("  do "), "{ended:?}");
    assert!(ended.stdout.contains("not valid, MeMo 1.2"));
}

#[test]
fn json_is_one_object_a_line_and_file() {
    let files = Files::new();
    let (valid, invalid) = (files.valid(), files.invalid());
    let ended = run(["memo", "check", "--format", "json", &valid, &invalid]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let lines: Vec<Value> = ended
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines[0],
        serde_json::json!({"file": valid, "valid": true, "version": "1.2", "findings": []})
    );
    assert_eq!(lines[1]["file"], invalid);
    assert_eq!(lines[1]["valid"], false);
    let finding = lines[1]["findings"][0].as_object().expect("a finding");
    let keys: Vec<&str> = finding.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "kind", "code", "severity", "xpath", "line", "column", "message", "remedy", "clause"
        ]
    );
    assert_eq!(finding["kind"], "schema");
}

#[test]
fn a_rule_beyond_the_schema_is_a_finding_of_its_kind_and_schema_only_leaves_it_out() {
    let files = Files::new();
    let mut letter = letter(3);
    letter.attachments = vec![LetterFile {
        filename: "bilag.zip".to_owned(),
        encoding_format: "application/zip".to_owned(),
        content: Vec::new(),
    }];
    let file = files.write("rules.xml", &letter.to_xml());
    let ended = run(["memo", "check", "--format", "json", &file]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let line: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let findings = line["findings"].as_array().expect("findings");
    let seen: Vec<_> = findings
        .iter()
        .map(|finding| [&finding["kind"], &finding["code"], &finding["clause"]])
        .collect();
    assert_eq!(
        seen,
        [
            ["rule", "file.extension.not.allowed", "MEMO-7"],
            ["rule", "file.empty.not.allowed", "MEMO-8"],
        ]
    );
    let ended = run(["memo", "check", "--schema-only", &file]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.ends_with("valid, MeMo 1.2\n"), "{ended:?}");
}

#[test]
fn a_dash_reads_standard_input() {
    let ended = run_with_input(&["memo", "check", "-"], &letter(1).to_xml());
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.stdout, "-: valid, MeMo 1.2\n");
}

#[test]
fn checking_against_the_other_version_finds_the_difference() {
    let files = Files::new();
    let ended = run(["memo", "check", "--version", "1.1", &files.valid()]);
    assert_eq!(ended.code, 1, "{ended:?}");
}

#[test]
fn a_file_that_is_not_there_exits_4_and_the_others_are_checked() {
    let files = Files::new();
    let valid = files.valid();
    let ended = run(["memo", "check", "nowhere.xml", &valid]);
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(
        ended.stderr.contains("nowhere.xml: cannot be read"),
        "{ended:?}"
    );
    assert!(ended.stdout.contains("valid.xml: valid"), "{ended:?}");
}

#[test]
fn a_cpr_number_is_masked_for_people_and_whole_for_programs() {
    let files = Files::new();
    let mut letter = letter(3);
    letter.sender.label = "2211771212".to_owned();
    let xml = String::from_utf8(letter.to_xml()).expect("text");
    let wrong = xml.replace(
        "<memo:senderID>2211771212<",
        "<memo:senderID>2211771212 2211771212<",
    );
    let wrong = files.write("2211771212.xml", wrong.as_bytes());
    let people = run(["memo", "check", &wrong]);
    assert!(people.stdout.contains("221177****"), "{people:?}");
    assert!(!people.stdout.contains("2211771212"), "{people:?}");
    let programs = run(["memo", "check", "--format", "json", &wrong]);
    assert!(programs.stdout.contains("2211771212.xml"), "{programs:?}");
    let absent = run(["memo", "check", "0101555001.xml"]);
    assert!(absent.stderr.contains("010155****.xml"), "{absent:?}");
}
