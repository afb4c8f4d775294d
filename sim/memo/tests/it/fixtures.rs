//! Walks fixtures/memo: valid messages have no finding, invalid ones exactly the expected.
//!
//! After a change that is meant to change findings, `TESTPOST_UPDATE_EXPECTED=1` writes
//! expected.json anew; read the difference before it is committed.
use std::{fs, path::PathBuf};

use serde::Deserialize;
use testpost_memo::Finding;

use crate::{check_with_rules, fixture_root};

/// What a case is about; `testpost clauses` lists the clauses.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    clauses: Vec<String>,
    what: String,
}

fn cases(kind: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(fixture_root().join(kind)).unwrap();
    let mut cases: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

#[test]
fn every_valid_case_is_valid() {
    let cases = cases("valid");
    assert!(cases.len() >= 12);
    let mut failures = Vec::new();
    for case in cases {
        let report = check_with_rules(&fs::read(case.join("memo.xml")).unwrap());
        if !report.valid() {
            failures.push(format!("{}: {:#?}", case.display(), report.findings));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_invalid_case_has_exactly_its_expected_findings() {
    let cases = cases("invalid");
    assert!(cases.len() >= 35);
    let mut failures = Vec::new();
    for case in cases {
        let report = check_with_rules(&fs::read(case.join("memo.xml")).unwrap());
        let path = case.join("expected.json");
        let seen = serde_json::to_string_pretty(&report.findings).unwrap() + "\n";
        if std::env::var_os("TESTPOST_UPDATE_EXPECTED").is_some() {
            fs::write(&path, &seen).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        let expected: Vec<Finding> = serde_json::from_str(&expected).unwrap_or_default();
        if report.valid() || expected != report.findings {
            failures.push(format!("{}: found {seen}", case.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_case_says_what_it_shows_and_which_clauses_it_proves() {
    for case in [cases("valid"), cases("invalid")].concat() {
        let path = case.join("case.json");
        let text = fs::read_to_string(&path).unwrap();
        let read: Case = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!read.what.is_empty(), "{}", path.display());
        for clause in read.clauses {
            assert!(clause.starts_with("MEMO-"), "{}: {clause}", path.display());
        }
    }
}
