//! What the catalogue says is simulated is shown: each clause of traffic is named by a test that
//! fails when it is broken, and by a scenario.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use regex::Regex;
use testpost_conformance::catalogue::Catalogue;

const TRAFFIC: [&str; 10] = [
    "SYS", "SEND", "DEL", "RETRY", "LEGAL", "VALUE", "RECALL", "SMS", "EX", "LOG",
];

/// The files below a folder of the project that end so.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut folders = vec![
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(folder),
    ];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == ending) {
                found.push(path);
            }
        }
    }
    found
}

/// The clauses that tests bear in their names: `retry_2_and_3_…`, `ex_4_to_6_…`.
fn named_by_tests() -> BTreeSet<String> {
    let test = Regex::new(r"(?m)^ *(?:async )?fn (\w+)\(").expect("an expression");
    let families = TRAFFIC.join("|").to_lowercase();
    let clause = Regex::new(&format!(
        r"(?:^|_)({families})_(\d+)((?:_(?:and_|to_)?\d+)*)"
    ))
    .expect("an expression");
    let more = Regex::new(r"_(and_|to_)?(\d+)").expect("an expression");
    let mut named = BTreeSet::new();
    let sources = ["sim/engine", "sim/src", "sim/tests", "conformance"];
    for file in sources.iter().flat_map(|folder| files(folder, "rs")) {
        let text = std::fs::read_to_string(&file).expect("a text");
        for name in test.captures_iter(&text) {
            for found in clause.captures_iter(&name[1]) {
                let family = found[1].to_uppercase();
                let mut last: u32 = found[2].parse().expect("digits");
                named.insert(format!("{family}-{last}"));
                for further in more.captures_iter(&found[3]) {
                    let number: u32 = further[2].parse().expect("digits");
                    let to = further.get(1).is_some_and(|word| word.as_str() == "to_");
                    let first = if to { last } else { number };
                    named.extend((first..=number).map(|number| format!("{family}-{number}")));
                    last = number;
                }
            }
        }
    }
    named
}

fn named_by_scenarios() -> BTreeSet<String> {
    let list = Regex::new(r"(?s)clauses: \[([^\]]*)\]").expect("an expression");
    let mut named = BTreeSet::new();
    for file in files("scenarios", "yaml") {
        let text = std::fs::read_to_string(&file).expect("a text");
        for found in list.captures_iter(&text) {
            named.extend(found[1].split(',').map(|clause| clause.trim().to_owned()));
        }
    }
    named
}

#[test]
fn each_clause_of_traffic_that_is_simulated_has_a_test_and_a_scenario_that_name_it() {
    let (tests, scenarios) = (named_by_tests(), named_by_scenarios());
    let mut lacking = Vec::new();
    let mut looked_at = 0;
    for clause in Catalogue::shipped().unwrap().clauses() {
        if !clause.implemented || !TRAFFIC.contains(&clause.id.chapter()) {
            continue;
        }
        looked_at += 1;
        if !tests.contains(clause.id.as_str()) {
            lacking.push(format!("{} has no test that bears its name", clause.id));
        }
        if !scenarios.contains(clause.id.as_str()) {
            lacking.push(format!("{} has no scenario", clause.id));
        }
    }
    assert!(looked_at > 60, "only {looked_at} clauses were found");
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}
