//! The format as its users see it: messages in, findings out.
#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

mod archive_making;
mod archives;
mod converting;
mod fixtures;
mod fuzz;
mod generating;
mod hostile;
mod hostile_archives;
mod letters;
mod marking;
mod oracle;
mod oracle_differences;
mod oracle_generated;
mod reading;
mod recovery;
mod rules;
mod streaming;
mod writing;

use std::path::PathBuf;

use testpost_memo::{
    check::{Limits, Options, Report, check},
    rules::Rules,
};

/// The version that the message says, the usual bounds, and the schema alone.
fn options() -> Options {
    Options {
        version: None,
        limits: Limits::standard(),
        rules: None,
    }
}

/// The same, and the rules beyond the schema.
fn with_rules() -> Options {
    Options {
        rules: Some(Rules::standard()),
        ..options()
    }
}

fn check_bytes(message: &[u8]) -> Report {
    check(message, &options()).unwrap()
}

fn check_with_rules(message: &[u8]) -> Report {
    check(message, &with_rules()).unwrap()
}

fn fixture_root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/memo")
}

fn fixture(case: &str) -> Vec<u8> {
    let path = fixture_root().join(case).join("memo.xml");
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The codes of the findings, in their order.
fn codes(report: &Report) -> Vec<&str> {
    report
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}
