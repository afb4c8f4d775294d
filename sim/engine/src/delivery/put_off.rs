//! Receipts and first pushes that are put off: late, or until a later one has overtaken them, by
//! a fault or by the profile (SEND-5). What is put off is due at its time, or goes as soon as it
//! has been overtaken; nothing else about it changes.

use jiff::{SignedDuration, Timestamp};
use testpost_memo::id::MessageUuid;

use crate::calendar;
use crate::command::Origin;
use crate::delivery::{push, receipt};
use crate::engine::Turn;
use crate::event::{EventBody, Stage, Wait};
use crate::faults::{Fault, Rule};
use crate::id::SystemId;

/// How something is put off.
struct PutOff {
    until: Timestamp,
    wait: Wait,
    /// None where the profile says so.
    fault: Option<Fault>,
}

/// Puts the receipt that was just made off, if it is to be.
pub(crate) fn puts_off_receipt(turn: &mut Turn<'_>, message: MessageUuid) -> bool {
    let Some(known) = turn.state.messages.get(message) else {
        return false;
    };
    let (Origin::System { system }, Some(receipt)) = (known.origin, &known.receipt) else {
        return false;
    };
    let id = receipt.id;
    let is_free = turn.state.faults.held_receipt(system).is_none();
    let put_off = late(turn, Fault::ReceiptLate, system)
        .or_else(|| by_profile(turn, turn.profile.receipt_delay, Wait::Time))
        .or_else(|| overtaken(turn, Fault::ReceiptReordered, system).filter(|_| is_free))
        .or_else(|| {
            by_profile(turn, turn.profile.receipt_overtaken, Wait::Overtaken).filter(|_| is_free)
        });
    let Some(PutOff { until, wait, fault }) = put_off else {
        return false;
    };
    turn.record(EventBody::BusinessReceiptPutOff {
        message,
        system,
        receipt: id,
        until,
        wait,
        fault,
    });
    true
}

/// Puts the first push of a message that was just routed off, if it is to be.
pub(crate) fn puts_off_push(turn: &mut Turn<'_>, message: MessageUuid, system: SystemId) -> bool {
    let is_first = turn
        .state
        .messages
        .get(message)
        .and_then(|message| message.delivery.as_ref())
        .is_some_and(|delivery| delivery.stage == Stage::Schedule && delivery.attempts.is_empty());
    if !is_first {
        return false;
    }
    let is_free = turn.state.faults.held_push(system).is_none();
    let put_off = late(turn, Fault::PushLate, system)
        .or_else(|| overtaken(turn, Fault::PushReordered, system).filter(|_| is_free));
    let Some(PutOff { until, wait, fault }) = put_off else {
        return false;
    };
    turn.record(EventBody::MemoSendPutOff {
        message,
        system,
        until,
        wait,
        fault,
    });
    true
}

/// A later receipt of the system has been brought: the one that waited for that goes.
pub(crate) fn receipt_overtakes(turn: &mut Turn<'_>, system: SystemId, by: Option<MessageUuid>) {
    let held = turn.state.faults.held_receipt(system);
    if let Some(held) = held.filter(|held| Some(*held) != by) {
        let receipt = turn
            .state
            .messages
            .get(held)
            .and_then(|message| message.receipt.as_ref());
        if let Some(id) = receipt.map(|receipt| receipt.id) {
            receipt::call_back(turn, Some(held), id);
        }
    }
}

/// A later message has been pushed to the system: the one that waited for that goes.
pub(crate) fn push_overtakes(turn: &mut Turn<'_>, system: SystemId, by: MessageUuid) {
    let held = turn.state.faults.held_push(system);
    if let Some(held) = held.filter(|held| *held != by) {
        push::attempt(turn, held);
    }
}

fn late(turn: &Turn<'_>, fault: Fault, system: SystemId) -> Option<PutOff> {
    struck(turn, fault, system).map(|rule| put_off(turn, rule, Wait::Time))
}

fn overtaken(turn: &Turn<'_>, fault: Fault, system: SystemId) -> Option<PutOff> {
    struck(turn, fault, system).map(|rule| put_off(turn, rule, Wait::Overtaken))
}

fn struck<'t>(turn: &'t Turn<'_>, fault: Fault, system: SystemId) -> Option<&'t Rule> {
    turn.state.faults.struck(turn.seed, fault, system)
}

fn put_off(turn: &Turn<'_>, rule: &Rule, wait: Wait) -> PutOff {
    PutOff {
        until: calendar::after(turn.now, rule.measure()),
        wait,
        fault: Some(rule.fault),
    }
}

fn by_profile(turn: &Turn<'_>, by: SignedDuration, wait: Wait) -> Option<PutOff> {
    by.is_positive().then(|| PutOff {
        until: calendar::after(turn.now, by),
        wait,
        fault: None,
    })
}
