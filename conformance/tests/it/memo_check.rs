//! `testpost memo check` from outside.

use std::path::PathBuf;

use tempfile::TempDir;

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
fn a_dash_reads_standard_input() {
    let ended = run_with_input(&["memo", "check", "-"], &letter(1).to_xml());
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.stdout, "-: valid, MeMo 1.2\n");
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
