//! REST PUSH: one attempt to hand a message to a receiver system, and how it went (DEL-5, DEL-8,
//! RETRY-7).

use testpost_memo::id::MessageUuid;

use crate::delivery::{deactivate, retry};
use crate::effect::{CallOutcome, Effect, EffectId};
use crate::engine::Turn;
use crate::event::{Destination, EventBody, HandOverReason, Next, Stage};
use crate::id::SystemId;
use crate::state::messages::Progress;

/// Makes an attempt at the message's destination.
pub(crate) fn attempt(turn: &mut Turn<'_>, uuid: MessageUuid) {
    let Some(message) = turn.state.messages.get(uuid) else {
        return;
    };
    let Some(delivery) = &message.delivery else {
        return;
    };
    let Destination::System { system } = delivery.destination else {
        return;
    };
    let stage = delivery.stage;
    let number = delivery.attempts.len();
    let body = message.body.hash;
    let Some(receiver) = turn.state.systems.get(&system) else {
        retry::hand_to_primary(turn, uuid, HandOverReason::SystemInactive);
        return;
    };
    // SYS-16, RETRY-10: nothing goes to a system that is not active, the last attempts aside.
    if stage == Stage::Schedule && !receiver.is_receiving(turn.now) {
        retry::hand_to_primary(turn, uuid, HandOverReason::SystemInactive);
        return;
    }
    let (endpoint, version) = (
        receiver.endpoint.clone().unwrap_or_default(),
        receiver.memo_version,
    );
    let attempt = u32::try_from(number + 1).unwrap_or(u32::MAX);
    let id = turn.record(EventBody::MemoSendAttemptStarted {
        message: uuid,
        system,
        attempt,
        stage,
    });
    turn.effects.push(Effect::Push {
        id,
        message: uuid,
        system,
        attempt,
        endpoint,
        body,
        version,
    });
}

/// How an attempt went.
pub(crate) fn ended(
    turn: &mut Turn<'_>,
    effect: EffectId,
    uuid: MessageUuid,
    system: SystemId,
    outcome: CallOutcome,
) {
    let Some(message) = turn.state.messages.get(uuid) else {
        return;
    };
    let Some(delivery) = &message.delivery else {
        return;
    };
    let Some(made) = delivery
        .attempts
        .iter()
        .rev()
        .find(|attempt| attempt.effect == effect)
    else {
        return;
    };
    let (attempt, stage) = (made.number, made.stage);
    let progress = message.progress;
    if retry::is_success(outcome) {
        turn.record(EventBody::MemoSendSentToRecipientSystem {
            message: uuid,
            system,
            effect,
            attempt,
            outcome,
        });
        if progress != Progress::Delivered {
            turn.record(EventBody::MemoAvailableToRecipient {
                message: uuid,
                destination: Destination::System { system },
            });
        }
        deactivate::reached(turn, system);
        return;
    }
    // Only the newest attempt of a message still under way plans what follows it: an
    // administrator may have sent it another way meanwhile.
    let is_current = progress == Progress::Delivering
        && delivery
            .attempts
            .last()
            .is_some_and(|last| last.effect == effect)
        && delivery.due.is_none();
    let is_current = is_current
        && delivery.destination == Destination::System { system }
        && delivery.stage == stage;
    let next = if is_current {
        retry::next(turn, delivery)
    } else {
        Next::Nothing
    };
    turn.record(EventBody::MemoSendSentToRecipientSystemFailed {
        message: uuid,
        system,
        effect,
        attempt,
        stage,
        outcome,
        next,
    });
    if is_current && next == Next::Nothing {
        retry::exhausted(turn, uuid, system);
    }
    deactivate::failed(turn, system);
}
