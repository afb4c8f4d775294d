//! What a vendor has seen, for `GET /seen` and for callers in the same process.
//!
//! Lists are bounded: the oldest entry makes room, and the count of the dropped says so.
//! Whoever waits for something to be seen waits for a change here, never for time to pass.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use testpost_memo::MemoVersion;
use tokio::sync::watch;

use super::receipt::Receipt;

/// A push that came to the receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PushSeen {
    #[serde(serialize_with = "milliseconds")]
    pub at: Timestamp,
    pub path: String,
    #[serde(rename = "messageUUID")]
    pub message_uuid: Option<String>,
    /// What was answered: null while, or when, nothing was.
    pub status: Option<u16>,
    /// The answer in the words of the script: a status, or refuse, hang-up, timeout and so on.
    pub answer: String,
    pub size: Option<u64>,
    pub sha256: Option<String>,
    /// What the message's memoVersion says: null when it says neither 1.1 nor 1.2.
    pub memo_version: Option<MemoVersion>,
    /// Whether it was only told that there is a message, which it then has to fetch (DEL-7).
    pub notification: bool,
    /// Whether the message was kept already when this push came.
    pub repeat: bool,
    /// Why the push could not be taken in.
    pub fault: Option<String>,
    pub receipt: Option<ReceiptSent>,
}

/// The business receipt sent for a push, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptSent {
    pub receipt: Receipt,
    pub attempts: u32,
    /// The answer to the last attempt.
    pub status: Option<u16>,
    pub error: Option<String>,
}

/// A receipt that came to the receipt endpoint, or was fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptSeen {
    #[serde(serialize_with = "milliseconds")]
    pub at: Timestamp,
    pub receipt: Receipt,
    /// How often this same receipt came.
    pub times: u32,
}

/// A message the sender sent, or tried to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageSent {
    #[serde(serialize_with = "milliseconds")]
    pub at: Timestamp,
    #[serde(rename = "messageUUID")]
    pub message_uuid: String,
    pub size: u64,
    pub sha256: String,
    pub attempts: u32,
    pub status: Option<u16>,
    pub transmission_id: Option<String>,
    pub error: Option<String>,
}

/// A message as the vendor has it: what a receiver keeps, or how far a sender's has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageHeld {
    #[serde(rename = "messageUUID")]
    pub message_uuid: String,
    pub state: HeldState,
    pub sha256: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HeldState {
    /// A receiver has it safely.
    Kept,
    /// A sender's has not been accepted yet.
    Pending,
    /// Accepted, and its business receipt is still to come.
    Accepted,
    /// Its business receipt says COMPLETED.
    Completed,
    /// It was refused, at the call or by a receipt.
    Failed,
}

/// All a vendor has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// Each message once, in the order in which it was kept or first sent.
    pub messages: Vec<MessageHeld>,
    pub pushes: Vec<PushSeen>,
    pub sent: Vec<MessageSent>,
    pub receipts: Vec<ReceiptSeen>,
    /// How many entries made room for newer ones.
    pub dropped: u64,
}

#[derive(Debug)]
pub(crate) struct Record {
    capacity: usize,
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    messages: VecDeque<MessageHeld>,
    first_push: u64,
    pushes: VecDeque<PushSeen>,
    sent: VecDeque<MessageSent>,
    receipts: VecDeque<ReceiptSeen>,
    dropped: u64,
}

/// Which push of the record: stays the same when older ones are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PushNumber(u64);

impl Record {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.max(1),
            state: Mutex::default(),
            changes: watch::Sender::new(0),
        }
    }

    /// A message is held from now on.
    pub(crate) fn hold(&self, message: MessageHeld) {
        self.change(|state, capacity| {
            if state.messages.len() == capacity {
                state.messages.pop_front();
                state.dropped += 1;
            }
            state.messages.push_back(message);
        });
    }

    /// A message that is held has come further; one that has failed stays so.
    pub(crate) fn held_is(&self, uuid: &str, now: HeldState) {
        self.change(|state, _| {
            let mut messages = state.messages.iter_mut().rev();
            if let Some(message) = messages.find(|m| m.message_uuid.eq_ignore_ascii_case(uuid))
                && message.state != HeldState::Failed
                && !(message.state == HeldState::Completed && now == HeldState::Accepted)
            {
                message.state = now;
            }
        });
    }

    pub(crate) fn push(&self, push: PushSeen) -> PushNumber {
        self.change(|state, capacity| {
            if state.pushes.len() == capacity {
                state.pushes.pop_front();
                state.first_push += 1;
                state.dropped += 1;
            }
            state.pushes.push_back(push);
            PushNumber(state.first_push + state.pushes.len() as u64 - 1)
        })
    }

    pub(crate) fn receipt_sent(&self, push: PushNumber, sent: ReceiptSent) {
        self.change(|state, _| {
            let entry = push
                .0
                .checked_sub(state.first_push)
                .and_then(|place| usize::try_from(place).ok())
                .and_then(|place| state.pushes.get_mut(place));
            if let Some(entry) = entry {
                entry.receipt = Some(sent);
            }
        });
    }

    pub(crate) fn sent(&self, message: MessageSent) {
        self.change(|state, capacity| {
            if state.sent.len() == capacity {
                state.sent.pop_front();
                state.dropped += 1;
            }
            state.sent.push_back(message);
        });
    }

    /// A receipt that comes twice is one receipt.
    pub(crate) fn receipt(&self, at: Timestamp, receipt: Receipt) {
        self.change(|state, capacity| {
            let same = |known: &&mut ReceiptSeen| {
                known.receipt.transmission_id == receipt.transmission_id
                    && known.receipt.message_uuid == receipt.message_uuid
                    && known.receipt.receipt_status == receipt.receipt_status
            };
            if let Some(known) = state.receipts.iter_mut().find(same) {
                known.times += 1;
                return;
            }
            if state.receipts.len() == capacity {
                state.receipts.pop_front();
                state.dropped += 1;
            }
            state.receipts.push_back(ReceiptSeen {
                at,
                receipt,
                times: 1,
            });
        });
    }

    pub(crate) fn seen(&self) -> Seen {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        Seen {
            messages: state.messages.iter().cloned().collect(),
            pushes: state.pushes.iter().cloned().collect(),
            sent: state.sent.iter().cloned().collect(),
            receipts: state.receipts.iter().cloned().collect(),
            dropped: state.dropped,
        }
    }

    /// Waits until what was seen fulfils the condition.
    pub(crate) async fn until(&self, condition: impl Fn(&Seen) -> bool) -> Seen {
        let mut changes = self.changes.subscribe();
        loop {
            changes.borrow_and_update();
            let seen = self.seen();
            if condition(&seen) {
                return seen;
            }
            if changes.changed().await.is_err() {
                return seen;
            }
        }
    }

    fn change<T>(&self, act: impl FnOnce(&mut State, usize) -> T) -> T {
        let made = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            act(&mut state, self.capacity)
        };
        self.changes.send_modify(|count| *count += 1);
        made
    }
}

/// ISO 8601 with milliseconds and Z, as everywhere in the interface.
pub(crate) fn iso(at: Timestamp) -> String {
    format!("{at:.3}")
}

fn milliseconds<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&iso(*at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::party::receipt::ReceiptStatus;

    fn push(name: &str) -> PushSeen {
        PushSeen {
            at: Timestamp::UNIX_EPOCH,
            path: name.to_owned(),
            message_uuid: None,
            status: Some(200),
            answer: "200".to_owned(),
            size: None,
            sha256: None,
            memo_version: None,
            notification: false,
            repeat: false,
            fault: None,
            receipt: None,
        }
    }

    fn receipt(transmission: &str) -> Receipt {
        Receipt {
            transmission_id: Some(transmission.to_owned()),
            message_uuid: None,
            message_id: None,
            error_code: None,
            error_message: None,
            time_stamp: None,
            receipt_status: ReceiptStatus::Completed,
        }
    }

    #[test]
    fn a_full_record_drops_the_oldest_and_counts_it() {
        let record = Record::new(2);
        let first = record.push(push("/1"));
        let second = record.push(push("/2"));
        record.push(push("/3"));
        let outcome = ReceiptSent {
            receipt: receipt("t"),
            attempts: 1,
            status: Some(200),
            error: None,
        };
        record.receipt_sent(first, outcome.clone());
        record.receipt_sent(second, outcome);
        let seen = record.seen();
        let rows: Vec<(&str, bool)> = seen
            .pushes
            .iter()
            .map(|push| (push.path.as_str(), push.receipt.is_some()))
            .collect();
        assert_eq!(rows, [("/2", true), ("/3", false)]);
        assert_eq!(seen.dropped, 1);
    }

    #[test]
    fn a_receipt_that_comes_twice_is_listed_once() {
        let record = Record::new(5);
        for transmission in ["a", "b", "a"] {
            record.receipt(Timestamp::UNIX_EPOCH, receipt(transmission));
        }
        let times: Vec<u32> = record.seen().receipts.iter().map(|r| r.times).collect();
        assert_eq!(times, [2, 1]);
    }
}
