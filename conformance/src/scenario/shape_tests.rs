//! Values, matrices and fragments, and a file with many faults of which each is told.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::{Scenario, ScenarioFault, Step, load};

const FRAGMENT: &str = "fragment: A letter is sent and comes to rest
values: {to: null, letter: letter, label: Hej}
steps:
  - send: {from: Prøvekøbing Kommune, to: \"{{to}}\", as: \"{{letter}}\", label: \"{{label}}\"}
  - expect: {mailbox: {of: \"{{to}}\", has: [\"{{letter}}\"]}}
";

fn read(text: &str) -> Result<Vec<Scenario>, Vec<ScenarioFault>> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("fragments")).unwrap();
    let fragment = |name: &str, text: &str| {
        std::fs::write(folder.path().join("fragments").join(name), text).unwrap();
    };
    fragment("letter.yaml", FRAGMENT);
    fragment(
        "again.yaml",
        "fragment: Itself\nsteps:\n  - include: again.yaml\n",
    );
    fragment(
        "wrong.yaml",
        "fragment: Wrong\nstepps: []\nsteps:\n  - send: {frm: A}\n  - advance: never\n",
    );
    let file = folder.path().join("letter.yaml");
    std::fs::write(&file, text).unwrap();
    load(&file, &BTreeSet::new())
}

fn lines(text: &str) -> String {
    let mut lines = String::new();
    for mut fault in read(text).expect_err("the file is wrong") {
        fault.file = Path::new(fault.file.file_name().unwrap()).to_owned();
        let message = &fault.message;
        if let Some((_, known)) = message.split_once("; known here: ")
            && known.len() > 200
        {
            fault.message = message.replace(known, "…");
        }
        writeln!(lines, "{}", fault.line()).unwrap();
    }
    lines
}

#[test]
fn everything_that_is_wrong_with_a_file_is_told_at_once() {
    insta::assert_snapshot!(lines(
        "scenario: Many faults
claues: [DEL-4]
seed: many
given:
  - {receiver: fagsytem, answers: 99}
  - {reciever: fagsystem}
steps:
  - send: {from: Prøvekøbing Komune, too: Mette Testesen, as: letter, attachments: many}
  - sned: {from: Prøvekøbing Kommune, to: Mette Testesen}
  - send: {}
  - advance: 24 hours
  - recall: {mesage: letter}
  - list: {count: 1}
  - expect:
      level: shuld
      receipt: {of: letter, status: DONE}
      attempts: {of: lettre, cuont: 5}
      mailbox: {of: Mette Testesen, has: [letter]}
  - send: {from: Prøvekøbing Kommune, to: Mette Testesen}
    expect: {}
  - nothing
  - write: {by: Mette Testesn, text: [a]}
"
    ));
}

#[test]
fn a_named_value_is_put_in_whole_or_into_a_text() {
    let scenarios = read(
        "scenario: Values
values: {whom: Mette Testesen, how: [503, 200], count: 2}
given:
  - {receiver: fagsystem, answers: \"{{how}}\"}
steps:
  - send: {from: Prøvekøbing Kommune, to: \"{{whom}}\", label: \"Til {{ whom }} og {{count}} andre\", attachments: \"{{count}}\"}
",
    )
    .unwrap();
    let [scenario] = scenarios.as_slice() else {
        panic!("one scenario");
    };
    let given = &scenario.document.given[0].value;
    assert_eq!(given.answers.as_ref().unwrap().value.in_turn().len(), 2);
    let Step::Send(send) = &scenario.document.steps[0].value else {
        panic!("a letter is sent");
    };
    assert_eq!(send.label.as_deref(), Some("Til Mette Testesen og 2 andre"));
    assert_eq!(send.attachments, Some(2));
}

#[test]
fn a_matrix_makes_a_scenario_of_each_combination_or_row() {
    let names = |matrix: &str, sentence: &str| {
        let scenarios = read(&format!(
            "scenario: {sentence}
matrix: {matrix}
steps:
  - send: {{from: Prøvekøbing Kommune, to: Mette Testesen, version: \"{{{{version}}}}\", label: \"{{{{label}}}}\"}}
"
        ))
        .unwrap();
        scenarios
            .iter()
            .map(|s| s.name().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names("{version: [\"1.1\", \"1.2\"], label: [a, b]}", "Matrix"),
        [
            "Matrix (label a, version 1.1)",
            "Matrix (label b, version 1.1)",
            "Matrix (label a, version 1.2)",
            "Matrix (label b, version 1.2)",
        ]
    );
    assert_eq!(
        names(
            "[{version: \"1.1\", label: a}, {version: \"1.2\", label: b}]",
            "\"A letter of {{version}}\""
        ),
        ["A letter of 1.1", "A letter of 1.2"]
    );
}

#[test]
fn the_steps_of_a_fragment_stand_where_it_is_included_and_know_where_they_were_written() {
    let scenarios = read(
        "scenario: Fragments
steps:
  - include: {file: fragments/letter.yaml, with: {to: Mette Testesen}}
  - include: {file: fragments/letter.yaml, with: {to: Åse Prøvesen, letter: other}}
",
    )
    .unwrap();
    let scenario = &scenarios[0];
    let places: Vec<String> = scenario
        .document
        .steps
        .iter()
        .map(|step| {
            let (file, place) = scenario.sources.origin(super::Place::of(step));
            format!(
                "{}:{}",
                file.file_name().unwrap().to_string_lossy(),
                place.line
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            "letter.yaml:4",
            "letter.yaml:5",
            "letter.yaml:4",
            "letter.yaml:5"
        ]
    );
    let (file, _) = scenario
        .sources
        .origin(super::Place::of(&scenario.document.steps[0]));
    assert!(
        file.ends_with("fragments/letter.yaml"),
        "{}",
        file.display()
    );
}

#[test]
fn what_is_wrong_with_values_matrices_and_fragments_says_where_and_what_to_do() {
    insta::assert_snapshot!(lines(
        "scenario: Wrong
values: {whom: Mette Testesen}
matrix: {version: \"1.1\"}
steps:
  - send: {from: Prøvekøbing Kommune, to: \"{{whomm}}\", label: \"{{nobody}}\"}
  - include: fragments/none.yaml
  - include: {file: fragments/letter.yaml, with: {too: Mette Testesen}}
  - include: fragments/again.yaml
  - include: fragments/wrong.yaml
  - include: {fil: fragments/letter.yaml}
  - advance: soon
"
    ));
}
