//! The same properties with random fault rules: late, doubled and reordered receipts and pushes
//! lose nothing, hand nothing over again after a success that was seen, and leave a log that
//! their receipts do not contradict.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use testpost_engine::Command;
use testpost_engine::command::Administration;
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::event::EventBody;
use testpost_engine::faults::{Fault, FaultsDocument, Occasion};

use super::acts::{Act, act, perform};
use super::invariants::{
    nothing_goes_out_that_may_not, nothing_is_lost, one_primary, the_journal_tells_the_state,
};
use super::run::cases;
use super::worlds::plan;
use crate::post::*;

/// An act of the world's people, or other faults.
#[derive(Debug, Clone)]
enum Happening {
    Act(Act),
    Faults(FaultsDocument),
}

fn rule() -> impl Strategy<Value = serde_json::Value> {
    let faults: Vec<Fault> = Fault::ALL
        .iter()
        .copied()
        .filter(|fault| fault.occasion() != Occasion::Call)
        .collect();
    (
        proptest::sample::select(faults),
        prop_oneof![(1..=100_u8).prop_map(Ok), (1..6_u64).prop_map(Err)],
        0..3_u8,
    )
        .prop_map(|(fault, chance, whom)| {
            let mut rule = serde_json::json!({"fault": fault});
            match chance {
                Ok(percent) => rule["percent"] = percent.into(),
                Err(nth) => rule["nth"] = nth.into(),
            }
            if whom == 0 {
                rule["systems"] = serde_json::json!(["fagsystem"]);
            }
            rule
        })
}

fn faults() -> impl Strategy<Value = FaultsDocument> {
    proptest::collection::vec(rule(), 0..6)
        .prop_map(|rules| serde_json::from_value(serde_json::json!({ "rules": rules })).unwrap())
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        9 => act().prop_map(Happening::Act),
        1 => faults().prop_map(Happening::Faults),
    ]
}

/// A receipt never contradicts the log: what the sender is told is what the log says of the
/// message, and it is told at most once for each time the log says so.
fn receipts_agree_with_the_log(post: &Post) {
    let mut refused = BTreeSet::new();
    let mut validated = BTreeSet::new();
    let mut begun: BTreeMap<_, u32> = BTreeMap::new();
    for event in post.engine.journal().events() {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "only what a receipt could contradict"
        )]
        match &event.body {
            EventBody::MemoSendValidated { message }
            | EventBody::DelayedMemoSendValidatedAwaitingDelay { message, .. } => {
                validated.insert(*message);
            }
            EventBody::MemoSendValidationFailed { message, .. } => {
                refused.insert(*message);
            }
            EventBody::BusinessReceiptCreated {
                message, status, ..
            } => match status {
                ReceiptStatus::Completed => assert!(
                    validated.contains(message) && !refused.contains(message),
                    "{message} is COMPLETED and the log does not say Valideret"
                ),
                ReceiptStatus::Invalid | ReceiptStatus::NotAllowed => assert!(
                    refused.contains(message),
                    "{message} is refused and the log does not say Afvist"
                ),
                ReceiptStatus::Received => panic!("no business receipt says RECEIVED"),
            },
            EventBody::BusinessReceiptAttemptStarted {
                message: Some(message),
                ..
            } => {
                *begun.entry(*message).or_default() += 1;
            }
            _ => {}
        }
    }
    for call in post.calls.iter().filter(|call| !call.is_push) {
        let receipt = call.receipt.as_ref().unwrap();
        // One about an archive as a whole is about no message.
        let Some(message) = call.message else {
            continue;
        };
        match receipt.receipt_status {
            ReceiptStatus::Completed => assert!(validated.contains(&message)),
            ReceiptStatus::Invalid | ReceiptStatus::NotAllowed => {
                assert!(refused.contains(&message));
            }
            ReceiptStatus::Received => panic!("no business receipt says RECEIVED"),
        }
        let calls = post.calls.iter();
        let brought = calls.filter(|one| !one.is_push && one.message == call.message);
        assert!(
            brought.count() <= 2 * begun[&message] as usize,
            "no more calls than attempts, each at most twice"
        );
    }
}

/// Whatever waited to be overtaken has gone in the end.
fn nothing_waits_for_ever(post: &Post) {
    for message in post.engine.state().messages.in_order() {
        // What was written in a mailbox has none.
        let Some(receipt) = &message.receipt else {
            continue;
        };
        let put_off = post.events_of(message.uuid).any(|body| {
            matches!(body, EventBody::BusinessReceiptPutOff { receipt: id, .. } if *id == receipt.id)
        });
        let went = receipt.attempts > 0
            || receipt.handed_over_at.is_some()
            || post.events_of(message.uuid).any(|body| {
                matches!(body, EventBody::BusinessReceiptGivenUp { receipt: id, .. } if *id == receipt.id)
            });
        assert!(
            !put_off || went,
            "the receipt of {} never went",
            message.uuid
        );
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn whatever_goes_wrong_on_purpose_nothing_is_lost_and_no_receipt_contradicts_the_log(
        plan in plan(),
        from_the_start in faults(),
        happenings in proptest::collection::vec(happening(), 1..60),
    ) {
        let mut document = plan.document();
        document.faults = Some(from_the_start);
        let mut post = Post::with(document);
        let mut accepted = BTreeSet::new();
        for happening in &happenings {
            match happening {
                Happening::Act(act) => perform(&mut post, act, &mut accepted),
                Happening::Faults(faults) => {
                    let change = Administration::PutFaults(faults.clone());
                    // Its rules may name a system that is there no more.
                    let _ = post.command(Command::Administer(Box::new(change)));
                }
            }
            one_primary(&post);
            nothing_is_lost(&post, &accepted);
        }
        post.answer_all();
        receipts_agree_with_the_log(&post);
        post.advance_hours(24 * 60);
        nothing_is_lost(&post, &accepted);
        nothing_goes_out_that_may_not(&post);
        receipts_agree_with_the_log(&post);
        nothing_waits_for_ever(&post);
        the_journal_tells_the_state(&post);
    }
}
