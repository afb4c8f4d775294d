//! The guide to the language says nothing that the language does not know, and leaves nothing
//! out; and what it tells of is played by a shipped scenario.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::read::read_yaml;
use super::{ScenarioDocument, find_files, schema};

const GUIDE: &str = include_str!("../../../docs/scenarios.md");

/// The YAML examples of the guide.
fn examples() -> Vec<&'static str> {
    let blocks = GUIDE.split("```yaml\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap())
        .collect()
}

/// An example as a whole scenario; none for a fragment.
fn whole(example: &str) -> Option<String> {
    if example.starts_with("fragment:") {
        return None;
    }
    let is_head = ["given:", "target:", "values:", "matrix:"]
        .iter()
        .any(|head| example.starts_with(head));
    Some(if is_head {
        let steps = if example.contains("\nsteps:") {
            ""
        } else {
            "steps: []\n"
        };
        format!("scenario: Example\n{example}{steps}")
    } else if example.starts_with("- ") {
        format!("scenario: Example\nsteps:\n{example}")
    } else {
        example.to_owned()
    })
}

/// Named values stay as they are: what they become is a matter of the file that has them.
fn is_read_as_it_stands(document: &str) -> bool {
    !document.contains("{{") && !document.contains("include:")
}

#[test]
fn every_example_of_the_guide_can_be_read() {
    let mut wrong = Vec::new();
    for document in examples().into_iter().filter_map(whole) {
        let file = Path::new("example.yaml");
        if is_read_as_it_stands(&document)
            && let Err(faults) = read_yaml::<ScenarioDocument>(&document, file)
        {
            wrong.push(format!("{}\n{document}", faults[0].line()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The verbs, and the expectations, as the schema has them.
fn all() -> (BTreeSet<String>, BTreeSet<String>) {
    let schema = schema();
    let steps = schema["$defs"]["Step"]["oneOf"].as_array().unwrap();
    let verbs = steps
        .iter()
        .map(|step| step["required"][0].as_str().unwrap().to_owned());
    let expect = schema["$defs"]["Expect"]["properties"].as_object().unwrap();
    let of_all = ["level", "clauses", "within"];
    let expectations = expect.keys().filter(|key| !of_all.contains(&key.as_str()));
    (verbs.collect(), expectations.cloned().collect())
}

/// Those that steps have.
fn used(steps: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut verbs = BTreeSet::new();
    let mut expectations = BTreeSet::new();
    for step in steps.as_array().into_iter().flatten() {
        for (verb, said) in step.as_object().into_iter().flatten() {
            verbs.insert(verb.clone());
            if verb == "expect" {
                expectations.extend(
                    said.as_object()
                        .into_iter()
                        .flatten()
                        .map(|(key, _)| key.clone()),
                );
            }
        }
    }
    (verbs, expectations)
}

fn lacking(all: &BTreeSet<String>, used: &BTreeSet<String>) -> Vec<String> {
    all.difference(used).cloned().collect()
}

#[test]
fn every_verb_and_every_expectation_has_an_example() {
    let mut used_here = (BTreeSet::new(), BTreeSet::new());
    for document in examples().into_iter().filter_map(whole) {
        let document: Value = read_yaml(&document, Path::new("example.yaml")).unwrap();
        let (verbs, expectations) = used(&document["steps"]);
        used_here.0.extend(verbs);
        used_here.1.extend(expectations);
    }
    let (verbs, expectations) = all();
    assert_eq!(lacking(&verbs, &used_here.0), Vec::<String>::new(), "verbs");
    assert_eq!(
        lacking(&expectations, &used_here.1),
        Vec::<String>::new(),
        "expectations"
    );
}

#[test]
fn every_verb_and_every_expectation_is_played_by_a_shipped_scenario() {
    let shipped: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let mut used_there = (BTreeSet::new(), BTreeSet::new());
    for file in find_files(&[shipped]).unwrap() {
        let text = std::fs::read_to_string(&file).unwrap();
        let document: Value = read_yaml(&text, &file).unwrap();
        let (verbs, expectations) = used(&document["steps"]);
        used_there.0.extend(verbs);
        used_there.1.extend(expectations);
    }
    let (verbs, expectations) = all();
    assert_eq!(
        lacking(&verbs, &used_there.0),
        Vec::<String>::new(),
        "verbs"
    );
    assert_eq!(
        lacking(&expectations, &used_there.1),
        Vec::<String>::new(),
        "expectations"
    );
}
