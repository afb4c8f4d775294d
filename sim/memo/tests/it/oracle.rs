//! Compares verdicts with those of xmllint and the published schemas, on the fixtures and on
//! hundreds of messages that each have one thing changed.
//!
//! The schemas are not part of this project: the folder they are in is named by the environment
//! variable TESTPOST_MEMO_XSD, as published (version 1.1 at its top, 1.2 in Version1.2).
use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use testpost_memo::MemoVersion;

use crate::{check_bytes, fixture, fixture_root};

/// None, and a word about it, where the schemas or xmllint are not at hand.
pub(crate) fn schemas() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("TESTPOST_MEMO_XSD") else {
        say("passed over: TESTPOST_MEMO_XSD names no folder with the published schemas");
        return None;
    };
    if Command::new("xmllint").arg("--version").output().is_err() {
        say("passed over: there is no xmllint (Debian: libxml2-utils)");
        return None;
    }
    Some(PathBuf::from(folder))
}

/// Past the capture of the test harness, so that it is seen when the test passes.
fn say(what: &str) {
    let _ = writeln!(std::io::stderr(), "{what}");
}

fn schema(folder: &Path, version: MemoVersion) -> PathBuf {
    match version {
        MemoVersion::V1_1 => folder.join("MeMo_core.xsd"),
        MemoVersion::V1_2 => folder.join("Version1.2/MeMo_core.xsd"),
    }
}

/// The files that xmllint finds invalid. One call for all files of a version.
fn refused_by_xmllint(schema: &Path, files: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut refused: BTreeSet<_> = files.iter().cloned().collect();
    for files in files.chunks(100) {
        let output = Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema"])
            .arg(schema)
            .args(files)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        for line in said.lines() {
            if let Some(file) = line.strip_suffix(" validates") {
                refused.remove(Path::new(file));
            }
        }
    }
    refused
}

/// For each message, whether xmllint refuses it.
pub(crate) fn refused(folder: &Path, messages: &[Vec<u8>], version: MemoVersion) -> Vec<bool> {
    let place = tempfile_folder(version);
    let mut files = Vec::new();
    for (number, message) in messages.iter().enumerate() {
        let file = place.join(format!("{number}.xml"));
        fs::write(&file, message).unwrap();
        files.push(file);
    }
    let refused = refused_by_xmllint(&schema(folder, version), &files);
    fs::remove_dir_all(&place).unwrap();
    files.iter().map(|file| refused.contains(file)).collect()
}

/// Where this check and xmllint disagree, in words. The messages are kept, to be looked at.
pub(crate) fn disagreements(
    folder: &Path,
    messages: &[(String, Vec<u8>)],
    version: MemoVersion,
) -> Vec<String> {
    let bytes: Vec<_> = messages.iter().map(|(_, bytes)| bytes.clone()).collect();
    let refused = refused(folder, &bytes, version);
    let mut found = Vec::new();
    for ((name, message), refused) in messages.iter().zip(refused) {
        let report = check_bytes(message);
        if report.valid() == refused {
            let kept = std::env::temp_dir().join(format!(
                "testpost-disagreement-{}-{version}-{}.xml",
                std::process::id(),
                found.len()
            ));
            fs::write(&kept, message).unwrap();
            found.push(format!(
                "{name} ({}): xmllint says {}, we say {:#?}",
                kept.display(),
                if refused { "invalid" } else { "valid" },
                report.findings
            ));
        }
    }
    found
}

fn tempfile_folder(version: MemoVersion) -> PathBuf {
    let folder = std::env::temp_dir().join(format!(
        "testpost-oracle-{}-{version}-{:?}",
        std::process::id(),
        std::thread::current().id()
    ));
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn xmllint_agrees_on_every_fixture() {
    let Some(folder) = schemas() else { return };
    // What the published schemas do not say; `oracle_differences` has the reasons.
    let ours = ["document-type", "version-unknown", "version-missing"];
    let mut by_version = [Vec::new(), Vec::new()];
    for kind in ["valid", "invalid"] {
        for entry in fs::read_dir(fixture_root().join(kind)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let message = fs::read(path.join("memo.xml")).unwrap();
            let version = check_bytes(&message).version.unwrap_or(MemoVersion::V1_2);
            if !ours.contains(&name.as_str()) {
                by_version[usize::from(version == MemoVersion::V1_2)].push((name, message));
            }
        }
    }
    let [old, new] = by_version;
    let mut found = disagreements(&folder, &old, MemoVersion::V1_1);
    found.extend(disagreements(&folder, &new, MemoVersion::V1_2));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn xmllint_agrees_on_messages_with_one_thing_changed() {
    let Some(folder) = schemas() else { return };
    for (case, version) in [
        ("valid/full-1.1", MemoVersion::V1_1),
        ("valid/full-1.2", MemoVersion::V1_2),
    ] {
        let text = String::from_utf8(fixture(case)).unwrap();
        let messages = changed(&text);
        assert!(messages.len() > 500, "{}", messages.len());
        let found = disagreements(&folder, &messages, version);
        assert!(
            found.is_empty(),
            "{} of {}:\n{}",
            found.len(),
            messages.len(),
            found.join("\n")
        );
    }
}

/// The lines of a message with one element or tag a line, each changed in turn.
fn changed(text: &str) -> Vec<(String, Vec<u8>)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut messages = Vec::new();
    let mut add = |name: String, lines: Vec<String>| {
        messages.push((name, (lines.join("\n") + "\n").into_bytes()));
    };
    let owned = || {
        lines
            .iter()
            .map(|&line| line.to_owned())
            .collect::<Vec<_>>()
    };
    for (at, line) in lines.iter().enumerate() {
        let trimmed = line.trim();
        let is_leaf = !trimmed.starts_with("</") && trimmed.contains("</");
        let opens =
            trimmed.starts_with('<') && !trimmed.contains("</") && !trimmed.contains("Message ");
        if is_leaf {
            let mut without = owned();
            without.remove(at);
            add(format!("line {} left out", at + 1), without);

            let mut twice = owned();
            twice.insert(at, (*line).to_owned());
            add(format!("line {} twice", at + 1), twice);

            let mut swapped = owned();
            swapped.swap(at, at + 1);
            add(format!("line {} one further down", at + 1), swapped);

            let (start, rest) = line.split_once('>').unwrap();
            let (value, end) = rest.rsplit_once("</").unwrap();
            for other in values_beside(value, at) {
                let mut other_value = owned();
                other_value[at] = format!("{start}>{other}</{end}");
                let shown: String = other.chars().take(30).collect();
                add(format!("line {} with {shown:?}", at + 1), other_value);
            }
        } else if opens && !trimmed.starts_with("</") && !trimmed.starts_with("<?") {
            // A whole element with its children is left out, and another time doubled.
            let indent = line.len() - line.trim_start().len();
            let after = lines[at + 1..].iter().position(|l| {
                l.len() - l.trim_start().len() == indent && l.trim().starts_with("</")
            });
            if let Some(after) = after {
                let end = at + 1 + after;
                let mut without = owned();
                without.drain(at..=end);
                add(format!("lines {} to {} left out", at + 1, end + 1), without);
                let mut twice = owned();
                let copy: Vec<String> = twice[at..=end].to_vec();
                twice.splice(at..at, copy);
                add(format!("lines {} to {} twice", at + 1, end + 1), twice);
                let mut hollow = owned();
                hollow.drain(at + 1..end);
                add(format!("lines {} to {} emptied", at + 1, end + 1), hollow);
            }
        }
    }
    messages
}

/// Values that show what the type of a text takes: the same list for all types would be four
/// times as long, so what is tried depends on what is there.
///
/// What xmllint and XML Schema see differently is left out; `oracle_differences` lists it.
fn values_beside(value: &str, line: usize) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    let mut all = |more: &[&str]| values.extend(more.iter().map(|&text| text.to_owned()));
    all(&["", " ", "<memo:label>x</memo:label>"]);
    let is_date = value.len() >= 10 && value.as_bytes()[4] == b'-' && value.as_bytes()[7] == b'-';
    if matches!(value, "true" | "false" | "0") {
        all(&["1", " true ", "TRUE", "2", "\n"]);
    } else if is_date && value.contains('T') {
        all(&[
            "2024-02-29T24:00:00Z",
            "2023-02-29T12:00:00Z",
            "2026-01-05T12:00:00",
            " 2026-01-05T12:00:00Z ",
            "2026-01-05T12:00:00.123456789Z",
            "2026-01-05T12:00:00.Z",
            "2026-01-05T23:59:60Z",
            "12026-01-05T12:00:00Z",
            "-0001-01-05T12:00:00Z",
            "0000-01-05T12:00:00Z",
            "2026-01-05T24:00:00.1Z",
            "2026-01-05T12:00Z",
            "2026-1-05T12:00:00Z",
            "2026-01-05T12:00:00+00:00",
            "2026-01-05 12:00:00Z",
        ]);
    } else if is_date {
        all(&[
            "2024-02-29",
            "2023-02-29",
            "2026-01-05Z",
            "2026-01-05+14:00",
            "2026-01-05+14:01",
            "2026-01-05-00:00",
            "2026-13-05",
            "26-01-05",
            "12026-01-05",
            "02026-01-05",
            "-2026-01-05",
            "0000-01-05",
            "1900-02-29",
            "2026-01-05z",
            "+2026-01-05",
        ]);
    } else if value == "da" {
        all(&["d", "dan", "DA", "d1", "æø", " en ", "da-DK", "1a"]);
    } else if value.len() == 36 && value.as_bytes()[14] == b'4' {
        all(&[
            "5F0B6F0E-51D3-4C4A-9A56-0C6C1A4C3E01",
            "5f0b6f0e-51d3-1c4a-9a56-0c6c1a4c3e01",
            "5f0b6f0e-51d3-4c4a-ca56-0c6c1a4c3e01",
            " 5f0b6f0e-51d3-4c4a-9a56-0c6c1a4c3e01",
            "5f0b6f0e51d34c4a9a560c6c1a4c3e01",
            "5f0b6f0e-51d3-4c4a-9a56-0c6c1a4c3e0g",
        ]);
    } else if value.starts_with("https:") {
        all(&[
            "http://a b/c",
            "a%20b",
            "a%2",
            "a#b#c",
            "http://[::1]/",
            "http://[::1/",
            "mailto:x@y.example",
            "æøå",
            "1a:b",
            "a/b:c",
            "?x=[1]",
            "http://h:80a/",
            "//h/p",
            "#",
            "a|b",
            "{x}",
        ]);
    } else if value.ends_with('=') || value == "PHNhZy8+" {
        all(&[
            "QQ==",
            "QR==",
            "QUI=",
            "QUJ=",
            "QUJD",
            "QUJ",
            "Q Q = =",
            "QQ=",
            "=QQ=",
            "QQ==QQ==",
            "QQ-_",
            "\nQU\tJD\n",
            "QQ===",
            "Q===",
            "====",
            "&#81;UJD",
            "<![CDATA[QUJD]]>",
            "QU<!-- -->JD",
        ]);
    } else if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        all(&[
            "9999999999",
            "10000000000",
            "9999999999999",
            "10000000000000",
            "-1",
            "+7",
            "007",
            "1.0",
            "x",
            "-",
            "-9223372036854775808",
            "-9223372036854775809",
        ]);
    } else {
        // Most texts have one type, so each line tries a part of the list.
        let tries = [7, 8, 160, 161, 256, 257, 512, 513];
        for offset in 0..3 {
            let length = tries[(line * 3 + offset) % tries.len()];
            values.push("æ".repeat(length));
            values.push("😀".repeat(length));
        }
        values.push("a &lt; b &amp;&#230;".to_owned());
    }
    values
}
