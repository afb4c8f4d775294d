//! Accepted failures: they warn while they are accepted, and fail the run when they are not any
//! more, in every report.

use std::path::Path;

use tempfile::TempDir;

use crate::binary::{Ended, run};

const SCENARIO: &str = "scenario: The letter lies there
clauses: [DEL-4]
steps:
  - send: {from: Prøvekøbing Kommune, to: Mette Testesen, as: letter}
  - expect: {mailbox: {of: Mette Testesen, count: 2}}
  - expect: {receipt: {of: letter, status: COMPLETED}}
";

/// The name of the check that fails.
const CHECK: &str = "mailbox of Mette Testesen";

fn folder(entry: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("lies-there.yaml"), SCENARIO).expect("a file");
    let baseline = format!("baseline: Kendte fejl\naccepted:\n  - {entry}\n");
    std::fs::write(folder.path().join("baseline.yml.txt"), baseline).expect("a file");
    folder
}

fn with_baseline(folder: &Path) -> Ended {
    let path = |name: &str| folder.join(name).display().to_string();
    run([
        "run".to_owned(),
        path("lies-there.yaml"),
        "--baseline".to_owned(),
        path("baseline.yml.txt"),
        "--report".to_owned(),
        format!("json={}", path("report.json")),
        "--report".to_owned(),
        format!("junit={}", path("report.xml")),
        "--report".to_owned(),
        format!("sarif={}", path("report.sarif")),
        "--report".to_owned(),
        format!("html={}", path("report.html")),
    ])
}

#[test]
fn an_accepted_failure_is_a_warning_with_its_reason_in_every_report() {
    let folder = folder(&format!(
        "{{scenario: lies-there, check: {CHECK}, reason: Rettes i næste udgave, until: 2999-12-31}}"
    ));
    let ended = with_baseline(folder.path());
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.contains("1 warned"), "{ended:?}");
    assert!(ended.stdout.contains("Rettes i næste udgave"), "{ended:?}");
    for report in ["report.json", "report.xml", "report.sarif", "report.html"] {
        let text = std::fs::read_to_string(folder.path().join(report)).expect("a report");
        assert!(text.contains("Rettes i næste udgave"), "{report}: {text}");
    }
}

#[test]
fn what_is_past_its_day_fails_as_if_it_were_not_listed_and_says_so() {
    let folder =
        folder("{scenario: The letter lies there, reason: Rettes snart, until: 2025-01-31}");
    let ended = with_baseline(folder.path());
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(
        ended.stdout.contains("accepted until 2025-01-31 only"),
        "{ended:?}"
    );
}

#[test]
fn what_is_listed_and_does_not_fail_fails_the_run() {
    let entry =
        "{scenario: lies-there.yaml, check: receipt of letter, reason: Mangler, until: 2999-12-31}";
    let folder = folder(entry);
    let ended = with_baseline(folder.path());
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(
        ended.stdout.contains("the baseline is up to date"),
        "{ended:?}"
    );
    assert!(ended.stdout.contains("Take the entry out"), "{ended:?}");
}

#[test]
fn an_entry_about_nothing_and_a_file_of_another_shape_are_refused() {
    let nothing = folder("{scenario: The leter lies there, reason: x, until: 2999-12-31}");
    let ended = with_baseline(nothing.path());
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(
        ended
            .stderr
            .contains("Did you mean `The letter lies there`?"),
        "{ended:?}"
    );
    for (entry, words) in [
        ("{scenario: lies-there, reason: x}", "until"),
        (
            "{scenario: lies-there, reason: \" \", until: 2999-12-31}",
            "the reason is empty",
        ),
        (
            "{scenario: lies-there, reason: x, until: soon}",
            "baseline.yml.txt:3:",
        ),
    ] {
        let folder = folder(entry);
        let ended = with_baseline(folder.path());
        assert_eq!(ended.code, 4, "{ended:?}");
        assert!(ended.stderr.contains(words), "{entry}: {ended:?}");
    }
}
