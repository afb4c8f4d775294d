//! The sender's business receipt (forretningskvittering): made once a message has been looked at,
//! called back to a REST PUSH sender, listed for a REST PULL one (SEND-2 to SEND-4).

use testpost_memo::id::MessageUuid;

use crate::calendar;
use crate::chance::Lane;
use crate::code::Code;
use crate::command::{AfterFetch, Origin, Reply};
use crate::delivery::{deliver, put_off, retry};
use crate::document::Protocol;
use crate::effect::{CallOutcome, Effect, EffectId, Receipt, ReceiptStatus, Times};
use crate::endpoint::Endpoint;
use crate::engine::Turn;
use crate::event::{EventBody, Next};
use crate::faults::Fault;
use crate::id::{ReceiptId, SystemId};
use crate::rejection::Rejection;
use crate::state::messages::{Progress, SenderReceipt};
use crate::state::receipts::Unattached;
use crate::state::systems::System;

/// Makes the receipt and sets it on its way. Delivery begins when it has been called back once,
/// well or not, so that the log has the order of LOG-2.
pub(crate) fn create(
    turn: &mut Turn<'_>,
    message: MessageUuid,
    status: ReceiptStatus,
    error: Option<(String, String)>,
) {
    let receipt = ReceiptId::from_uuid(turn.draw(Lane::Receipt));
    let (code, reason) = error.unzip();
    turn.record(EventBody::BusinessReceiptCreated {
        message,
        receipt,
        status,
        code,
        reason,
    });
    if put_off::puts_off_receipt(turn, message) {
        // A receipt that is late holds nothing else up.
        deliver::when_validated(turn, message);
    } else {
        call_back(turn, Some(message), receipt);
    }
}

/// Gives the receipt to the sender system the way the system wants it.
pub(crate) fn call_back(turn: &mut Turn<'_>, message: Option<MessageUuid>, id: ReceiptId) {
    let Some((origin, sent)) = on_its_way(turn, message, id) else {
        return;
    };
    let attempt = sent.attempts + 1;
    let system = match origin {
        Origin::System { system } => system,
        Origin::Testportal | Origin::Mailbox { .. } => {
            go_on(turn, message);
            return;
        }
    };
    match turn.state.systems.get(&system) {
        None => {
            turn.record(EventBody::BusinessReceiptGivenUp {
                message,
                system,
                receipt: id,
            });
        }
        Some(System {
            protocol: Protocol::RestPush,
            receipt_endpoint: Some(endpoint),
            ..
        }) => {
            let (endpoint, receipt) = (endpoint.clone(), sent.receipt.clone());
            let effect = turn.record(EventBody::BusinessReceiptAttemptStarted {
                message,
                system,
                receipt: id,
                attempt,
            });
            let times = doubled(turn, message, system);
            turn.effects.push(Effect::ReceiptCallback {
                id: effect,
                message,
                system,
                attempt,
                endpoint,
                receipt,
                times,
            });
            return;
        }
        Some(_) => {
            turn.record(EventBody::BusinessReceiptSendToSenderSystem {
                message,
                system,
                receipt: id,
                effect: None,
            });
            put_off::receipt_overtakes(turn, system, message);
        }
    }
    go_on(turn, message);
}

/// The receipt and who sent what it is about, unless the message has another receipt by now.
fn on_its_way<'t>(
    turn: &'t Turn<'_>,
    message: Option<MessageUuid>,
    id: ReceiptId,
) -> Option<(Origin, &'t SenderReceipt)> {
    let Some(message) = message else {
        let Unattached { system, receipt } = turn.state.receipts.unattached(id)?;
        return Some((Origin::System { system: *system }, receipt));
    };
    let message = turn.state.messages.get(message)?;
    let receipt = message.receipt.as_ref().filter(|sent| sent.id == id)?;
    Some((message.origin, receipt))
}

/// Delivers what waited for this receipt.
fn go_on(turn: &mut Turn<'_>, message: Option<MessageUuid>) {
    if let Some(message) = message {
        deliver::when_validated(turn, message);
    }
}

/// SEND-5: how often the call that was just begun is made.
fn doubled(turn: &mut Turn<'_>, message: Option<MessageUuid>, system: SystemId) -> Times {
    let rule = turn
        .state
        .faults
        .struck(turn.seed, Fault::ReceiptDoubled, system);
    let fault = rule.map(|rule| rule.fault);
    if fault.is_none() && !turn.profile.receipt_twice {
        return Times::Once;
    }
    turn.record(EventBody::CallDoubled {
        message,
        system,
        fault,
    });
    Times::Twice
}

/// A call-back that was open.
#[derive(Debug, Clone)]
pub(crate) struct Callback {
    pub(crate) effect: EffectId,
    pub(crate) message: Option<MessageUuid>,
    pub(crate) system: SystemId,
    pub(crate) receipt: ReceiptId,
    pub(crate) attempt: u32,
    pub(crate) endpoint: Option<Endpoint>,
}

/// How calling it back went. By now the message may have another receipt; then this outcome is
/// the old one's alone.
pub(crate) fn ended(turn: &mut Turn<'_>, call: Callback, outcome: CallOutcome) {
    let next = next_call(turn, &call);
    let Callback {
        effect,
        message,
        system,
        receipt,
        attempt,
        endpoint,
    } = call;
    if outcome.is_success() {
        turn.record(EventBody::BusinessReceiptSendToSenderSystem {
            message,
            system,
            receipt,
            effect: Some(effect),
        });
    } else {
        turn.record(EventBody::BusinessReceiptSendToSenderSystemFailed {
            message,
            system,
            receipt,
            effect,
            attempt,
            endpoint,
            outcome,
            next,
        });
    }
    put_off::receipt_overtakes(turn, system, message);
    go_on(turn, message);
}

/// SEND-4: when a receipt that did not get through is called back again.
fn next_call(turn: &Turn<'_>, call: &Callback) -> Next {
    let current = on_its_way(turn, call.message, call.receipt);
    let Some((_, current)) = current.filter(|_| turn.state.systems.contains_key(&call.system))
    else {
        return Next::Nothing;
    };
    let profile = turn.profile;
    let offset = retry::offset(
        &profile.receipt_first_day,
        profile.receipt_daily,
        profile.receipt_give_up_after,
        call.attempt as usize,
    );
    match offset {
        Some(offset) => Next::Attempt {
            at: calendar::after(current.first_attempt_at.unwrap_or(turn.now), offset),
        },
        None => Next::Nothing,
    }
}

/// A sender system reads a receipt.
pub(crate) fn fetch(
    turn: &mut Turn<'_>,
    system: SystemId,
    id: ReceiptId,
    then: AfterFetch,
) -> Result<Reply, Rejection> {
    let (message, receipt) = own(turn, system, id)?;
    turn.record(EventBody::BusinessReceiptFetched {
        message,
        system,
        receipt: id,
    });
    match then {
        AfterFetch::Keep => {}
        AfterFetch::Delete => {
            turn.record(EventBody::BusinessReceiptDeleted {
                message,
                system,
                receipt: id,
            });
        }
    }
    Ok(Reply::Receipt(receipt))
}

pub(crate) fn delete(
    turn: &mut Turn<'_>,
    system: SystemId,
    id: ReceiptId,
) -> Result<Reply, Rejection> {
    let (message, _) = own(turn, system, id)?;
    turn.record(EventBody::BusinessReceiptDeleted {
        message,
        system,
        receipt: id,
    });
    Ok(Reply::Done)
}

fn own(
    turn: &Turn<'_>,
    system: SystemId,
    id: ReceiptId,
) -> Result<(Option<MessageUuid>, Receipt), Rejection> {
    let unknown = || {
        Rejection::new(
            Code::ReceiptNotFound,
            format!("there is no receipt {id}"),
            "list the receipts; a deleted one is gone",
        )
    };
    let (owner, waiting) = turn.state.receipts.get(id).ok_or_else(unknown)?;
    if owner != system {
        return Err(Rejection::new(
            Code::ReceiptOfAnotherSystem,
            format!("receipt {id} belongs to another system"),
            "use the system that sent the message",
        ));
    }
    Ok((waiting.message, waiting.receipt.clone()))
}

/// Whether a message may go on once its receipt was tried.
pub(crate) const fn lets_go_on(progress: Progress) -> bool {
    matches!(progress, Progress::Validated)
}
