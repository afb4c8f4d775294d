//! Fixture cases: folders whose `case.json` says what the case shows and by which clauses.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;

/// One case under `fixtures/memo/<kind>/<case>/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixtureCase {
    /// The folder below the one that was searched: `invalid/two-bodies`.
    pub name: String,
    pub what: String,
    pub clauses: Vec<String>,
}

/// A case that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CaseFault {
    #[error("{}: {source}; check that it can be read", .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}:{}:{}: {source}; a case has \"what\" (a text) and \"clauses\" (a list of ids)", .path.display(), .source.line(), .source.column())]
    Malformed {
        path: PathBuf,
        source: serde_json::Error,
    },
}

/// What the catalogue needs of a case; the rest belongs to the tests that walk the cases.
#[derive(Deserialize)]
struct CaseFile {
    what: String,
    clauses: Vec<String>,
}

/// The cases two levels below `folder`, sorted by name. No folder, no cases.
pub fn find_cases(folder: &Path) -> Result<Vec<FixtureCase>, CaseFault> {
    let mut cases = Vec::new();
    for kind in folders_in(folder)? {
        for case in folders_in(&kind)? {
            let path = case.join("case.json");
            if path.is_file() {
                cases.push(read(folder, &case, path)?);
            }
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

fn read(root: &Path, case: &Path, path: PathBuf) -> Result<FixtureCase, CaseFault> {
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(source) => return Err(CaseFault::Unreadable { path, source }),
    };
    let file: CaseFile = match serde_json::from_str(&text) {
        Ok(file) => file,
        Err(source) => return Err(CaseFault::Malformed { path, source }),
    };
    let below = case.strip_prefix(root).unwrap_or(case);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    Ok(FixtureCase {
        name: parts.join("/"),
        what: file.what,
        clauses: file.clauses,
    })
}

fn folders_in(folder: &Path) -> Result<Vec<PathBuf>, CaseFault> {
    let unreadable = |source| CaseFault::Unreadable {
        path: folder.to_owned(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(fault) => return Err(unreadable(fault)),
    };
    let mut folders = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    Ok(folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_case(text: &str) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let case = root.path().join("invalid").join("two-bodies");
        fs::create_dir_all(&case).unwrap();
        fs::write(case.join("case.json"), text).unwrap();
        fs::create_dir_all(root.path().join("valid").join("without-a-case-file")).unwrap();
        root
    }

    #[test]
    fn a_case_is_known_by_its_folder() {
        let root = with_case(r#"{"what": "two bodies", "clauses": ["MEMO-9"], "findings": []}"#);
        let cases = find_cases(root.path()).unwrap();
        let expected = FixtureCase {
            name: "invalid/two-bodies".into(),
            what: "two bodies".into(),
            clauses: vec!["MEMO-9".into()],
        };
        assert_eq!(cases, [expected]);
    }

    #[test]
    fn a_case_that_says_too_little_is_named_with_place_and_remedy() {
        let root = with_case("{\"what\": \"two bodies\"}");
        let fault = find_cases(root.path()).unwrap_err().to_string();
        assert!(fault.contains("case.json:1:"), "{fault}");
        assert!(fault.contains("missing field `clauses`"), "{fault}");
        assert!(fault.contains("a list of ids"), "{fault}");
    }

    #[test]
    fn where_there_is_no_folder_there_are_no_cases() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(find_cases(&root.path().join("memo")).unwrap(), []);
    }
}
