//! The list of codes in the docs is the table's, and the table is sound.

use std::collections::BTreeSet;

use testpost_engine::Code;
use testpost_engine::code::Answer;
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::rejection::RejectionClass;

/// Set to anything to write the list anew.
const UPDATE: &str = "TESTPOST_UPDATE_CODES";

const HEAD: &str = "\
# Codes

Every finding in a message and every refusal by the simulated Digital Post has one of these codes.
Messages about a case say more: where it is, what was seen, and what to do.

The source of a code: `api` the REST interface, `client` seen in public client code, `official`
pages of the authorities, `assumed` our own choice of name. How it is answered: by a business
receipt of that status after the call was accepted, or at the call by that HTTP status, both by
the profile's defaults: `send.refuse-at-call` moves faults of a message to the call, where they
stand under one code for them all, with each finding listed.

This list is written from the table in the code; `TESTPOST_UPDATE_CODES=1 cargo test -p
testpost-engine codes` renews it.
";

fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Call(RejectionClass::Malformed) => "call, 400",
        Answer::Call(RejectionClass::Unauthenticated) => "call, 401",
        Answer::Call(RejectionClass::Forbidden) => "call, 403",
        Answer::Call(RejectionClass::Unknown) => "call, 404",
        Answer::Call(RejectionClass::Conflict) => "call, 409",
        Answer::Call(RejectionClass::Unprocessable) => "call, 422",
        Answer::Receipt(ReceiptStatus::Received) => "receipt, RECEIVED",
        Answer::Receipt(ReceiptStatus::Completed) => "receipt, COMPLETED",
        Answer::Receipt(ReceiptStatus::Invalid) => "receipt, INVALID",
        Answer::Receipt(ReceiptStatus::NotAllowed) => "receipt, NOT_ALLOWED",
    }
}

fn chapters() -> Vec<&'static str> {
    let mut chapters = Vec::new();
    for code in Code::all() {
        if !chapters.contains(&code.chapter()) {
            chapters.push(code.chapter());
        }
    }
    chapters
}

#[test]
fn the_docs_list_every_code() {
    let mut list = HEAD.to_owned();
    for chapter in chapters() {
        list += &format!(
            "\n## {chapter}\n\n| code | dansk | English | clause | source | answered by |\n|---|---|---|---|---|---|\n"
        );
        for code in Code::all().filter(|code| code.chapter() == chapter) {
            list += &format!(
                "| `{code}` | {} | {} | {} | {} | {} |\n",
                code.danish(),
                code.english(),
                code.clause(),
                code.source().as_str(),
                answer(code.answer())
            );
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/codes.md");
    if std::env::var_os(UPDATE).is_some() {
        #[expect(clippy::disallowed_methods, reason = "a test's file, not the engine's")]
        std::fs::write(path, list).unwrap();
        return;
    }
    let shown = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        shown, list,
        "the list is stale; renew it with {UPDATE}=1 cargo test -p testpost-engine codes"
    );
}

#[test]
fn no_code_stands_for_two_things() {
    let texts: Vec<&str> = Code::all().map(Code::as_str).collect();
    let different: BTreeSet<&str> = texts.iter().copied().collect();
    assert_eq!(different.len(), texts.len());
}

/// The catalogue's own test says that its ids are well formed; here it is read as text.
#[test]
fn every_code_cites_a_clause_of_the_catalogue() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/spec/clauses.yaml"
    );
    let catalogue = std::fs::read_to_string(path).unwrap();
    let known: BTreeSet<&str> = catalogue
        .lines()
        .filter_map(|line| line.strip_prefix("- id: "))
        .collect();
    for code in Code::all() {
        assert!(known.contains(code.clause()), "{code}: {}", code.clause());
    }
}

#[test]
fn every_code_has_a_sentence_in_both_languages() {
    for code in Code::all() {
        assert!(code.danish().ends_with('.'), "{code}");
        assert!(code.english().ends_with('.'), "{code}");
    }
}
