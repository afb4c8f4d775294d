//! The calls that have come in to a world and are not yet answered.
//!
//! Settling waits for them. And what a send sets going starts only when its own call is over:
//! a sender must have its 201 before the receipt about it arrives.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use testpost_engine::Effect;
use testpost_engine::id::TransmissionId;
use testpost_memo::id::MessageUuid;
use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

use super::task::Request;
use crate::exchanges::Life;

/// How many calls are open.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenCalls(Arc<AtomicUsize>);

impl OpenCalls {
    pub(super) fn none(&self) -> bool {
        self.0.load(Ordering::Acquire) == 0
    }
}

/// While this lives, the world has an incoming call open. Let it go when the answer has been
/// written: the HTTP side puts it into the answer's body.
pub struct OpenCall {
    count: OpenCalls,
    life: Life,
    over: CancellationToken,
    requests: UnboundedSender<Request>,
}

impl OpenCall {
    pub(super) fn new(
        count: &OpenCalls,
        life: Life,
        requests: &UnboundedSender<Request>,
    ) -> OpenCall {
        count.0.fetch_add(1, Ordering::AcqRel);
        OpenCall {
            count: count.clone(),
            life,
            over: CancellationToken::new(),
            requests: requests.clone(),
        }
    }

    /// The world's life in which the call came in.
    pub(super) fn life(&self) -> Life {
        self.life
    }

    /// What is cancelled when the call is over.
    pub(super) fn over(&self) -> CancellationToken {
        self.over.clone()
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        self.count.0.fetch_sub(1, Ordering::AcqRel);
        self.over.cancel();
        // A world that is gone has nobody left to tell.
        let _ = self.requests.send(Request::CallOver);
    }
}

impl fmt::Debug for OpenCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenCall").finish_non_exhaustive()
    }
}

/// What a call that goes out may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Message(MessageUuid),
    /// A receipt about no message: it is known by the call that it answers.
    Transmission(TransmissionId),
}

impl Subject {
    pub(super) fn of(effect: &Effect) -> Subject {
        match effect {
            Effect::Push { message, .. }
            | Effect::Notify { message, .. }
            | Effect::ReceiptCallback {
                message: Some(message),
                ..
            } => Subject::Message(*message),
            Effect::ReceiptCallback {
                message: None,
                receipt,
                ..
            } => Subject::Transmission(receipt.transmission_id),
        }
    }
}

/// The subjects whose sender does not have its answer yet.
#[derive(Debug, Default)]
pub(super) struct Unanswered(BTreeMap<Subject, CancellationToken>);

impl Unanswered {
    /// `over` is cancelled when the call about this is over. A repeat does not take the place of
    /// the call that is waited for already.
    pub(super) fn add(&mut self, subject: Subject, over: &CancellationToken) {
        if !over.is_cancelled() {
            self.0.entry(subject).or_insert_with(|| over.clone());
        }
    }

    /// What calls about this wait for.
    pub(super) fn of(&self, subject: Subject) -> Option<CancellationToken> {
        self.0.get(&subject).cloned()
    }

    pub(super) fn forget_answered(&mut self) {
        self.0.retain(|_, over| !over.is_cancelled());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_does_not_take_the_place_of_the_call_that_is_waited_for() {
        let message = Subject::Message(MessageUuid::from_random_bytes([1; 16]));
        let (first, repeat) = (CancellationToken::new(), CancellationToken::new());
        let mut unanswered = Unanswered::default();
        unanswered.add(message, &first);
        unanswered.add(message, &repeat);
        repeat.cancel();
        unanswered.forget_answered();
        let waited_for = unanswered.of(message).unwrap();
        assert!(!waited_for.is_cancelled());
        first.cancel();
        assert!(waited_for.is_cancelled());
        unanswered.forget_answered();
        assert!(unanswered.of(message).is_none());
    }
}
