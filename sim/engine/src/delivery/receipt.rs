//! The sender's business receipt (forretningskvittering): made once a message has been looked at,
//! called back to a REST PUSH sender, listed for a REST PULL one (SEND-2 to SEND-4).

use testpost_memo::id::MessageUuid;

use crate::calendar;
use crate::chance::Lane;
use crate::code::Code;
use crate::command::{AfterFetch, Origin, Reply};
use crate::delivery::{deliver, retry};
use crate::document::Protocol;
use crate::effect::{CallOutcome, Effect, EffectId, ReceiptStatus};
use crate::engine::Turn;
use crate::event::{EventBody, Next};
use crate::id::{ReceiptId, SystemId};
use crate::rejection::Rejection;
use crate::state::messages::Progress;

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
    let Some(origin) = turn
        .state
        .messages
        .get(message)
        .map(|message| message.origin)
    else {
        return;
    };
    let sender = match origin {
        Origin::System { system } => turn.state.systems.get(&system),
        Origin::Testportal => None,
    };
    match sender {
        Some(system)
            if system.protocol == Protocol::RestPush && system.receipt_endpoint.is_some() =>
        {
            call_back(turn, message)
        }
        Some(system) => {
            let system = system.id;
            turn.record(EventBody::BusinessReceiptSendToSenderSystem {
                message,
                system,
                receipt,
                effect: None,
            });
            deliver::when_validated(turn, message);
        }
        None => deliver::when_validated(turn, message),
    }
}

/// Calls the receipt back.
pub(crate) fn call_back(turn: &mut Turn<'_>, uuid: MessageUuid) {
    let Some(message) = turn.state.messages.get(uuid) else {
        return;
    };
    let (Origin::System { system }, Some(receipt)) = (message.origin, &message.receipt) else {
        return;
    };
    let attempt = receipt.attempts + 1;
    let receipt = receipt.receipt.clone();
    let endpoint = turn
        .state
        .systems
        .get(&system)
        .and_then(|system| system.receipt_endpoint.clone())
        .unwrap_or_default();
    let id = turn.record(EventBody::BusinessReceiptAttemptStarted {
        message: uuid,
        system,
        attempt,
    });
    turn.effects.push(Effect::ReceiptCallback {
        id,
        message: uuid,
        system,
        attempt,
        endpoint,
        receipt,
    });
}

/// How calling it back went.
pub(crate) fn ended(
    turn: &mut Turn<'_>,
    effect: EffectId,
    uuid: MessageUuid,
    system: SystemId,
    outcome: CallOutcome,
) {
    let Some(sent) = turn
        .state
        .messages
        .get(uuid)
        .and_then(|message| message.receipt.as_ref())
    else {
        return;
    };
    let (receipt, attempt) = (sent.id, sent.attempts);
    if retry::is_success(outcome) {
        turn.record(EventBody::BusinessReceiptSendToSenderSystem {
            message: uuid,
            system,
            receipt,
            effect: Some(effect),
        });
    } else {
        let began = sent.first_attempt_at.unwrap_or(turn.now);
        let next = if sent.open == Some(effect) && turn.state.systems.contains_key(&system) {
            let offsets = retry::offsets(
                &turn.profile.receipt_first_day,
                turn.profile.receipt_daily,
                turn.profile.receipt_give_up_after,
            );
            match offsets.get(attempt as usize) {
                Some(offset) => Next::Attempt {
                    at: calendar::after(began, *offset),
                },
                None => Next::Nothing,
            }
        } else {
            Next::Nothing
        };
        turn.record(EventBody::BusinessReceiptSendToSenderSystemFailed {
            message: uuid,
            system,
            receipt,
            effect,
            attempt,
            outcome,
            next,
        });
    }
    deliver::when_validated(turn, uuid);
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
) -> Result<(MessageUuid, crate::effect::Receipt), Rejection> {
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
    let message = waiting.receipt.message_uuid.ok_or_else(unknown)?;
    Ok((message, waiting.receipt.clone()))
}

/// Whether a message may go on once its receipt was tried.
pub(crate) const fn lets_go_on(progress: Progress) -> bool {
    matches!(progress, Progress::Validated)
}
