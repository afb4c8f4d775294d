//! What a user reads when a scenario file is wrong: the words, the place, and the way out.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::{Advance, Scenario, ScenarioFault, Step, load};

const HEAD: &str = "scenario: A letter\nclauses: [DEL-4]\nworld: municipality\n";

fn read(text: &str) -> Result<Scenario, Vec<ScenarioFault>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.yaml");
    std::fs::write(&file, text).unwrap();
    let clauses = BTreeSet::from(["DEL-1".to_owned(), "DEL-4".to_owned()]);
    load(&file, &clauses).map(|mut all| all.remove(0))
}

/// The faults as one line each, with the file's name alone.
fn lines(text: &str) -> String {
    let faults = read(text).expect_err("the file is wrong");
    let mut lines = String::new();
    for mut fault in faults {
        fault.file = Path::new(fault.file.file_name().unwrap()).to_owned();
        writeln!(lines, "{}", fault.line()).unwrap();
    }
    lines
}

fn steps(steps: &str) -> String {
    lines(&format!("{HEAD}steps:\n{steps}"))
}

#[test]
fn an_unknown_key_says_where_it_stands_and_what_was_meant() {
    insta::assert_snapshot!(steps(
        "  - send: {from: Prøvekøbing Kommune, too: Mette Testesen}\n"
    ));
    insta::assert_snapshot!(lines("scenario: A\nstpes: []\n"));
    insta::assert_snapshot!(steps(
        "  - expect:\n      atempts: {of: letter, count: 5}\n"
    ));
    insta::assert_snapshot!(steps("  - sned: {}\n"));
}

#[test]
fn every_name_that_means_nothing_is_found_before_the_run() {
    insta::assert_snapshot!(lines(
        "scenario: A letter
clauses: [DEL-1, DEL-44]
world: municipality
given:
  - receiver: fagsytem
    answers: 503
  - sender: postfordeler
    receipts: 500
  - receiver: fagsystem
    receipts: 200
  - receiver: hentesystem
    answers: 200
  - sender: hentesystem
    receipts: 200
steps:
  - send: {from: Prøvekøbing Komune, to: Mette Testessen, as: letter}
  - send: {from: Øvelsesstyrelsen, to: Prøvekøbing Kommune, contactPoint: Pladsanvisningen, as: letter}
  - send: {from: Lilleby Vandværk, to: Mette Testesen, as: start}
  - recall: {message: leter}
  - advance: {until: P7D after lettre}
  - advance: {until: P7D}
  - list: {by: fagsystem, has: [letter]}
  - company: {name: Mette Testesen, status: EXEMPT}
  - send: {from: Øvelsesstyrelsen, to: Mette Testesen, fault: {set-text: {element: label}}}
  - expect: {level: should}
  - expect:
      attempts: {of: letter, at: fagsystm}
      log: {message: letter, of: receiver, has: [Sent, Valideret]}
      mail: {to: drifts, count: 1}
"
    ));
}

#[test]
fn a_value_that_cannot_be_says_how_to_write_it() {
    let cases = [
        "  - advance: 24 hours\n",
        "  - advance: {by: PT1H, until: idle}\n",
        "  - advance: {until: tomorrow}\n",
        "  - receiver: {system: fagsystem, answers: 99}\n",
        "  - receiver: {system: fagsystem, answers: []}\n",
        "  - receiver: {system: fagsystem, answers: [503, sometimes]}\n",
        "  - send: {from: Prøvekøbing Kommune, to: Mette Testesen, valueDate: PT5H}\n",
        "  - send: {from: Prøvekøbing Kommune, to: Mette Testesen, uuid: same as letter}\n",
        "  - send: {from: Prøvekøbing Kommune, to: Mette Testesen}\n    expect: {}\n",
        "  - {}\n",
        "  - send\n",
        "  - recall: {}\n",
        "  - expect: {receipt: {of: letter, status: DONE}}\n",
        "  - send: {from: [Prøvekøbing Kommune, to: Mette\n",
    ];
    let mut all = String::new();
    for case in cases {
        writeln!(all, "{case}{}", steps(case)).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[test]
fn a_world_that_is_not_there_is_named() {
    insta::assert_snapshot!(lines("scenario: A\nworld: municipalty\nsteps: []\n"));
    let missing = lines("scenario: A\nworld: ../worlds/town.yaml\nsteps: []\n");
    assert!(
        missing.starts_with("letter.yaml:2:8: the world file"),
        "{missing}"
    );
    assert!(missing.contains("relative to this file"), "{missing}");
}

#[test]
fn a_fault_is_shown_with_the_lines_around_it() {
    let mut faults = read(&format!("{HEAD}steps:\n  - recall: {{mesage: letter}}\n")).unwrap_err();
    let fault = faults.remove(0);
    let mut shown = String::new();
    miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor())
        .with_width(100)
        .render_report(&mut shown, &fault)
        .unwrap();
    let from = shown.find("recall").unwrap();
    assert!(shown[from..].contains("here"), "{shown}");
    assert!(shown.contains("Did you mean `message`?"), "{shown}");
    assert!(shown.contains("letter.yaml:5:14"), "{shown}");
}

#[test]
fn the_sketch_of_the_language_is_read_as_it_stands() {
    let scenario = read(
        "scenario: A receiver that stays down loses its mail to the primary system after seven days
clauses: [DEL-1, DEL-4]
tags: [receiver, retry]
world: municipality
given:
  - receiver: fagsystem
    answers: 503
steps:
  - send: {from: Prøvekøbing Kommune, to: Prøvekøbing Kommune, contactPoint: Pladsanvisning, as: letter}
  - expect: {receipt: {of: letter, status: COMPLETED}}
  - advance: PT23H59M                 # a comment
  - expect: {attempts: {of: letter, at: fagsystem, count: 5}}
  - advance: {until: P7D after letter}
  - expect:
      delivered: {letter: letter, to: primary}
      attempts: {of: letter, at: fagsystem, none-after: P7D}
      log: {message: letter, has: [Afsendelse fejlet, Sendt]}
",
    )
    .unwrap();
    let steps = &scenario.document.steps;
    assert_eq!(steps.len(), 6);
    assert_eq!(steps[2].referenced.line(), 11);
    let Step::Advance(Advance::UntilMoment(moment)) = &steps[4].value else {
        panic!("the fifth step moves the clock: {:?}", steps[4]);
    };
    assert_eq!(moment.value.to_string(), "P7D after letter");
    let Step::Expect(expect) = &steps[5].value else {
        panic!("the last step expects");
    };
    let log = expect.log.as_ref().unwrap();
    assert_eq!((log.referenced.line(), log.referenced.column()), (17, 12));
}

#[test]
fn what_cannot_be_meant_of_an_archive_or_a_tls_fault_is_said_with_the_way_out() {
    insta::assert_snapshot!(steps(
        "  - send-archive: {from: Prøvekøbing Kommune, as: none, entries: []}
  - send-archive:
      from: Prøvekøbing Kommune
      as: batch
      entries:
        - letter: {to: Mette Testesen, as: first, fault: {credentials: wrong-key}}
        - letter: {to: Mette Testsen, as: first}
  - expect: {archive: {of: bach, fails: none}}
  - expect: {archive: {of: batch}}
  - expect: {receipt: {of: batch, status: COMPLETED}}
  - receiver: {system: fagsystem, answers: [tls-fault, 200]}
  - sender: {system: fagsystem, receipts: [200, tls-fault]}
"
    ));
}
