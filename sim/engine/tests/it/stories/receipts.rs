//! The sender's receipt: it says what the log says, and is called back at its times (SEND-2 to
//! SEND-4).

use jiff::Timestamp;
use testpost_engine::event::EventBody;
use testpost_engine::id::ReceiptId;

use super::numbers::later;
use super::story::{Rules, Told};

/// The sender's receipt on its way (SEND-3, SEND-4).
#[derive(Debug, Clone, Copy)]
pub(super) struct Callback {
    id: ReceiptId,
    began: Option<Timestamp>,
    made: usize,
    not_before: Timestamp,
    pub(super) settled: bool,
}

impl Rules<'_> {
    /// The sender's receipt says what the log says, and is called back at its times.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what concerns the receipt is listed, the rest only tells"
    )]
    pub(super) fn receipt(&self, told: &mut Told, body: &EventBody) {
        match body {
            EventBody::BusinessReceiptCreated {
                receipt,
                status,
                code,
                ..
            } => {
                let said = (*status, code.clone());
                assert_eq!(
                    told.verdict,
                    Some(said),
                    "a receipt never contradicts the log"
                );
                told.callback = Some(Callback {
                    id: *receipt,
                    began: None,
                    made: 0,
                    not_before: self.at,
                    settled: !told.by_system,
                });
            }
            EventBody::BusinessReceiptAttemptStarted {
                receipt, attempt, ..
            } => {
                let callback = self.callback(told, *receipt);
                let callback = callback.expect("an old receipt is not called back any more");
                assert!(
                    !callback.settled,
                    "SEND-4: a receipt that got through is done"
                );
                let began = *callback.began.get_or_insert(self.at);
                let due = later(began, self.callbacks[callback.made]);
                assert_eq!(self.at, due.max(callback.not_before), "SEND-4");
                callback.made += 1;
                assert_eq!(*attempt as usize, callback.made);
            }
            EventBody::BusinessReceiptSendToSenderSystemFailed {
                receipt, system, ..
            } => {
                let all = self.callbacks.len();
                // Nobody is there any more to call.
                let gone = self.systems.get(*system).is_none();
                if let Some(callback) = self.callback(told, *receipt) {
                    callback.not_before = self.at;
                    callback.settled = callback.made == all || gone;
                }
            }
            EventBody::BusinessReceiptSendToSenderSystem { receipt, .. }
            | EventBody::BusinessReceiptGivenUp { receipt, .. } => {
                if let Some(callback) = self.callback(told, *receipt) {
                    callback.settled = true;
                }
            }
            _ => {}
        }
    }

    /// The receipt's way, if it is the newest one of the message.
    fn callback<'t>(&self, told: &'t mut Told, id: ReceiptId) -> Option<&'t mut Callback> {
        told.callback.as_mut().filter(|callback| callback.id == id)
    }
}
