//! What an expectation comes to where a careless look would call it right: nothing is proven by
//! what is absent for another reason, or only not yet there.

use testpost_conformance::runner::{RunFault, RunOptions, UnderTest, run};
use testpost_conformance::target::Flaws;
use testpost_reports::{Check, RunReport, Verdict};

const SEND: &str = "  - send: {from: Øvelsesstyrelsen, to: Prøvekøbing Kommune, contactPoint: Pladsanvisning, as: letter}\n";
const REFUSED: &str =
    "  - send: {from: Prøvekøbing Kommune, to: Mette Testesen, as: letter, fault: {cut: true}}\n";
const REFUSED_AS_MEANT: &str = "  - send: {from: Prøvekøbing Kommune, to: Mette Testesen, as: letter, fault: {cut: true}, expect-status: 400}\n";

async fn report(head: &str, steps: &str) -> Result<RunReport, RunFault> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("verdict.yaml");
    let text = format!("scenario: A verdict\nworld: municipality\n{head}steps:\n{steps}");
    std::fs::write(&file, text).expect("a file");
    run(RunOptions {
        paths: vec![file],
        under_test: UnderTest::Reference(Flaws::default()),
        port: None,
        against: None,
        control_token: None,
        tags: Vec::new(),
        clauses: Vec::new(),
        names: Vec::new(),
        jobs: None,
        seed: None,
        epoch: None,
        fail_fast: false,
        full_size: false,
        baseline: None,
        trace: None,
        progress: None,
    })
    .await
}

/// The last check of a scenario.
async fn last(head: &str, steps: &str) -> Check {
    let report = report(head, steps).await.expect("a report");
    let mut checks = report
        .scenarios
        .into_iter()
        .next()
        .expect("a scenario")
        .checks;
    checks.pop().expect("a check")
}

/// What the expectation comes to after these steps.
async fn verdict(head: &str, steps: &str, expectation: &str) -> Verdict {
    let check = last(head, &format!("{steps}  - expect: {{{expectation}}}\n")).await;
    if check.verdict == Verdict::Inconclusive {
        assert!(check.reason.is_some(), "{check:?}");
    }
    check.verdict
}

/// Those of the expectations that do not come to the verdict.
async fn others(head: &str, steps: &str, wanted: Verdict, expectations: &[&str]) -> Vec<String> {
    let mut others = Vec::new();
    for expectation in expectations {
        let came = verdict(head, steps, expectation).await;
        if came != wanted {
            others.push(format!("{expectation}: {came}"));
        }
    }
    others
}

const ABSENCES: [&str; 12] = [
    "attempts: {of: letter, count: 0}",
    "attempts: {of: letter, times: []}",
    "not-delivered: {letter: letter}",
    "due: {message: letter, at: none}",
    "receipt: {of: letter, status: none}",
    "receiver-receipt: {of: letter, status: none}",
    "log: {message: letter, lacks: [Sendt]}",
    "log: {message: letter, exactly: []}",
    "mailbox: {of: Mette Testesen, lacks: [letter]}",
    "seen: {by: fagsystem, of: letter, pushes: 0}",
    "seen: {by: fagsystem, of: letter, kept: 0}",
    "calls: {to: fagsystem, kind: push, of: letter, count: 0}",
];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_absent_for_a_letter_that_was_never_accepted_is_inconclusive() {
    let others = others("", REFUSED, Verdict::Inconclusive, &ABSENCES).await;
    assert!(others.is_empty(), "{others:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_absent_for_a_letter_that_was_meant_to_be_refused_holds() {
    let held = others("", REFUSED_AS_MEANT, Verdict::Pass, &ABSENCES).await;
    assert!(held.is_empty(), "{held:#?}");
    // `answered` says as well that the refusal is meant.
    let said: Vec<String> = ABSENCES
        .iter()
        .map(|absence| format!("answered: {{of: letter, status: 400}}, {absence}"))
        .collect();
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let held = others("", REFUSED, Verdict::Pass, &said).await;
    assert!(held.is_empty(), "{held:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_letter_with_the_uuid_of_an_accepted_one_has_no_fate_of_its_own() {
    let steps = format!(
        "{SEND}  - send: {{from: Øvelsesstyrelsen, to: Mette Testesen, as: other, uuid: same-as letter, expect-status: 400}}\n"
    );
    let came = verdict("", &steps, "due: {message: other, at: none}").await;
    assert_eq!(came, Verdict::Inconclusive);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_attempt_after_a_moment_is_proven_by_earlier_ones_once_the_moment_has_come() {
    let failing = "given:\n  - receiver: fagsystem\n    answers: [503, 200]\n";
    let after_a_day = "attempts: {of: letter, none-after: P1D}";
    let wait = format!("{SEND}  - advance: PT23H\n");
    assert_eq!(
        verdict(failing, &wait, after_a_day).await,
        Verdict::Inconclusive
    );
    let wait = format!("{SEND}  - advance: P1D\n");
    assert_eq!(verdict(failing, &wait, after_a_day).await, Verdict::Pass);
    let at_once = "attempts: {of: letter, none-after: PT30M}";
    assert_eq!(verdict(failing, &wait, at_once).await, Verdict::Fail);

    // Without any attempt there is nothing that could have ended.
    for letter in [REFUSED, REFUSED_AS_MEANT] {
        let wait = format!("{letter}  - advance: P2D\n");
        assert_eq!(verdict("", &wait, after_a_day).await, Verdict::Inconclusive);
    }
    let to_a_mailbox =
        "  - send: {from: Prøvekøbing Kommune, to: Mette Testesen, as: letter}\n  - advance: P2D\n";
    assert_eq!(
        verdict("", to_a_mailbox, after_a_day).await,
        Verdict::Inconclusive
    );
    let none = "attempts: {of: letter, count: 0, none-after: P1D}";
    assert_eq!(verdict("", to_a_mailbox, none).await, Verdict::Pass);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_does_not_lack_a_letter_that_was_never_accepted() {
    let steps = format!("{REFUSED}  - list: {{by: hentesystem, lacks: [letter]}}\n");
    assert_eq!(last("", &steps).await.verdict, Verdict::Inconclusive);
}

#[tokio::test(flavor = "multi_thread")]
async fn pushes_that_were_turned_away_or_hung_up_on_are_counted() {
    let failing = "given:\n  - receiver: fagsystem\n    answers: [refuse, hang-up, 200]\n";
    let steps = format!("{SEND}  - advance: P1D\n");
    let seen = |what: &str| format!("seen: {{by: fagsystem, of: letter, {what}}}");
    assert_eq!(
        verdict(failing, &steps, &seen("pushes: 3, kept: 1")).await,
        Verdict::Pass
    );
    assert_eq!(
        verdict(failing, &steps, &seen("pushes: 1")).await,
        Verdict::Fail
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_counted_compared_and_looked_into() {
    let failing = "given:\n  - receiver: fagsystem\n    answers: [503, 503, 200]\n";
    let steps = format!("{SEND}  - advance: P1D\n");
    let pushes = |what: &str| format!("calls: {{to: fagsystem, kind: push, of: letter, {what}}}");
    let receipts =
        |what: &str| format!("calls: {{by: fagsystem, kind: receipt, of: letter, {what}}}");
    for (expectation, wanted) in [
        (
            pushes("count: 3, last-status: 200, same-body: true"),
            Verdict::Pass,
        ),
        (pushes("at-least: 2, at-most: 3"), Verdict::Pass),
        (pushes("at-most: 2"), Verdict::Fail),
        (pushes("status: 200"), Verdict::Fail),
        (pushes("last-status: 503"), Verdict::Fail),
        (
            pushes("each: [{xpath: //MessageHeader/messageUUID, is: '{{uuid}}'}]"),
            Verdict::Pass,
        ),
        (
            pushes("each: [{xpath: //MessageHeader/label, is: Another}]"),
            Verdict::Fail,
        ),
        (
            pushes("each: [{header: content-type, matches: ^multipart/}]"),
            Verdict::Pass,
        ),
        (pushes("each: [{header: x-nothing}]"), Verdict::Fail),
        (
            receipts("count: 1, each: [{json: /receiptStatus, is: COMPLETED}]"),
            Verdict::Pass,
        ),
        (
            receipts("each: [{json: /receiptStatus, matches: ^INVALID$}]"),
            Verdict::Fail,
        ),
        (receipts("distinct: /transmissionId"), Verdict::Pass),
        (receipts("at-least: 2"), Verdict::Fail),
        (
            "calls: {by: fagsystem, kind: list}".to_owned(),
            Verdict::Fail,
        ),
        (
            "calls: {by: fagsystem, kind: list, count: 0}".to_owned(),
            Verdict::Pass,
        ),
    ] {
        let came = verdict(failing, &steps, &expectation).await;
        assert_eq!(came, wanted, "{expectation}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_receipt_that_was_brought_is_no_proof_of_a_later_one() {
    let head = "profile: {value-date.refusal-receipt: true}\n";
    let steps =
        "  - send: {from: Prøvekøbing Kommune, to: Mette Testesen, valueDate: P7D, as: letter}
  - expect: {receipt: {of: letter, status: COMPLETED, reached: true}}
  - sender: {system: fagsystem, receipts: 503}
  - citizen: {name: Mette Testesen, status: DEAD}
  - advance: P8D
";
    let refused =
        |reached| format!("receipt: {{of: letter, status: NOT_ALLOWED, reached: {reached}}}");
    assert_eq!(verdict(head, steps, &refused(false)).await, Verdict::Pass);
    assert_eq!(verdict(head, steps, &refused(true)).await, Verdict::Fail);
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_for_what_cannot_change_or_is_meant_two_ways_is_refused() {
    for expectation in [
        "within: PT1S, answered: {of: letter, status: 201}",
        "within: PT1S, same-transmission-id: [letter, letter]",
        "within: PT1S, log: {message: letter, has: [Sendt], lacks: [Afvist]}",
        "within: PT1S, mailbox: {of: Mette Testesen, count: 1, lacks: [letter]}",
        "receipt: {of: letter, status: COMPLETED, reached: false, within: PT1S}",
    ] {
        let steps = format!("{SEND}  - expect: {{{expectation}}}\n");
        let fault = report("", &steps).await.unwrap_err();
        assert!(
            fault.to_string().contains("verdict.yaml:5:"),
            "{expectation}: {fault}"
        );
        assert!(format!("{fault:?}").contains("within"), "{fault:?}");
    }
}
