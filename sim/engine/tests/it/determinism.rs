//! The same seed and commands give the same journal, byte for byte, in any process.

use std::process::Command as Process;

use testpost_engine::Command;
use testpost_engine::command::Administration;

use crate::post::*;

/// Where the child of the test below writes its journal.
const WRITE_TO: &str = "TESTPOST_ENGINE_JOURNAL";

/// A week in which most things happen.
fn busy_week() -> String {
    let mut post = Post::new();
    post.answers("fagsystem", &[503]);
    post.answers("postfordeler", &[500, 200, 0, 200]);
    post.receipt_answers("other", &[503, 200]);
    for number in 1..=40 {
        let letter = match number % 5 {
            0 => letter(number, OTHER_AUTHORITY, MUNICIPALITY).at(POINT),
            1 => letter(number, OTHER_AUTHORITY, MUNICIPALITY).at(PULL_POINT),
            2 => letter(number, OTHER_AUTHORITY, CITIZEN).value_date("2026-01-08"),
            3 => letter(number, OTHER_AUTHORITY, MUNICIPALITY),
            _ => letter(number, OTHER_AUTHORITY, EXEMPT),
        };
        post.send("other", &letter).unwrap();
        post.advance_hours(3);
    }
    post.command(Command::Administer(Box::new(Administration::MakePrimary(
        system("pull"),
    ))))
    .unwrap();
    post.advance_hours(24 * 20);
    post.engine
        .journal()
        .events()
        .map(|event| serde_json::to_string(event).unwrap() + "\n")
        .collect()
}

#[test]
fn two_processes_write_the_same_journal_byte_for_byte() {
    let journal = busy_week();
    if let Some(path) = std::env::var_os(WRITE_TO) {
        #[expect(clippy::disallowed_methods, reason = "a test's file, not the engine's")]
        std::fs::write(path, journal).unwrap();
        return;
    }
    let path = std::env::temp_dir().join(format!("testpost-engine-journal-{}", std::process::id()));
    let status = Process::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "determinism::two_processes_write_the_same_journal_byte_for_byte",
        ])
        .env(WRITE_TO, &path)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let other = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(journal.lines().count() > 300);
    assert_eq!(journal, other);
}
