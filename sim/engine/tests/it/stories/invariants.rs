//! What holds of a world at any moment.

use std::collections::BTreeSet;

use testpost_engine::Engine;
use testpost_engine::document::Role;
use testpost_engine::event::EventBody;
use testpost_engine::state::messages::Progress;
use testpost_memo::id::MessageUuid;

use crate::post::Post;

/// SYS-2: exactly one primary wherever there is a receiver, and it is one.
pub(super) fn one_primary(post: &Post) {
    let state = post.engine.state();
    for organisation in state.registry.organisations.values() {
        let mut receivers = state
            .systems
            .values()
            .filter(|system| system.owner == organisation.cvr && system.has_role(Role::Recipient));
        match organisation.primary {
            Some(primary) => assert!(
                receivers.any(|system| system.id == primary),
                "SYS-2: the primary of {} is no receiver of its own",
                organisation.cvr
            ),
            None => assert_eq!(
                receivers.next().map(|system| system.id),
                None,
                "SYS-2: {} has a receiver and no primary",
                organisation.cvr
            ),
        }
    }
}

/// Nothing is lost: whatever was accepted is there, and is delivered, refused with a receipt,
/// recalled, held, listed, under way in a call that is open, or due.
pub(super) fn nothing_is_lost(post: &Post, accepted: &BTreeSet<MessageUuid>) {
    let state = post.engine.state();
    let there: BTreeSet<_> = state
        .messages
        .in_order()
        .map(|message| message.uuid)
        .collect();
    assert_eq!(
        there, *accepted,
        "what was accepted is there, and nothing else"
    );
    for message in state.messages.in_order() {
        let uuid = message.uuid;
        let is_due = message.next_slot().is_some_and(|slot| {
            state
                .agenda
                .at(slot)
                .is_some_and(|step| step.message() == Some(uuid))
        });
        let is_open = post.is_open(uuid);
        match message.progress {
            Progress::Received
            | Progress::AwaitingValueDate { .. }
            | Progress::AwaitingSignUp { .. } => {
                assert!(is_due, "{uuid} is {:?} and not due", message.progress);
            }
            Progress::Validated | Progress::Delivering => {
                assert!(
                    is_due || is_open,
                    "{uuid} is {:?}, and nothing is due for it",
                    message.progress
                );
            }
            Progress::AwaitingFetch | Progress::Held => {
                let listed = state.systems.keys().any(|system| {
                    state
                        .messages
                        .waiting_for(*system)
                        .any(|listed| listed == uuid)
                });
                assert!(listed, "{uuid} waits where nobody can fetch it");
            }
            Progress::Rejected => {
                assert!(
                    message.receipt.is_some(),
                    "{uuid} is refused without a receipt"
                );
            }
            Progress::Recalled | Progress::Delivered | Progress::Failed => {}
        }
    }
}

/// replay(journal) == state, also when the journal was written down and read again.
pub(super) fn the_journal_tells_the_state(post: &Post) {
    let events = || post.engine.journal().events();
    let replayed = Engine::replay(&post.document, post.birth, events()).unwrap();
    assert!(
        replayed.state() == post.engine.state(),
        "replay(journal) is the state"
    );
}

/// A journal that was written can be read.
pub(super) fn the_journal_can_be_read(post: &Post) {
    for event in post.engine.journal().events() {
        let text = serde_json::to_string(event).unwrap();
        assert_eq!(*event, serde_json::from_str(&text).unwrap(), "{text}");
    }
}

/// Nothing leaves after a success that was seen, after a recall, or before its value date; told
/// without any schedule, so that it holds where calls are late and doubled on purpose too.
pub(super) fn nothing_goes_out_that_may_not(post: &Post) {
    let state = post.engine.state();
    let mut taken = BTreeSet::new();
    let mut recalled = BTreeSet::new();
    for event in post.engine.journal().events() {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "only these three matter here"
        )]
        match &event.body {
            EventBody::MemoSendAttemptStarted { message, .. } => {
                assert!(
                    !taken.contains(message),
                    "RETRY-7: {message} is handed over again after a success that was seen"
                );
                assert!(!recalled.contains(message), "RECALL-2: {message}");
                let until = state.messages.get(*message).unwrap().outline.value_date;
                let date = event.at.in_tz("Europe/Copenhagen").unwrap().date();
                assert!(
                    until.is_none_or(|until| until <= date),
                    "VALUE-1: {message}"
                );
            }
            EventBody::MemoSendSentToRecipientSystem { message, .. } => {
                taken.insert(*message);
            }
            EventBody::MemoSendRecalled { message } => {
                recalled.insert(*message);
            }
            _ => {}
        }
    }
}
