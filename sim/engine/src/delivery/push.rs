//! REST PUSH and REST PUBLISH/SUBSCRIBE: one attempt to hand a message to a receiver system, or to
//! tell it of one, and how that went (DEL-5, DEL-7, DEL-8, RETRY-7).

use testpost_memo::id::MessageUuid;

use crate::delivery::{deactivate, deliver, put_off, retry};
use crate::document::{Protocol, Role};
use crate::effect::{CallOutcome, Effect, EffectId, Spoilt, Times};
use crate::endpoint::Endpoint;
use crate::engine::Turn;
use crate::event::{Destination, EventBody, HandOverReason, Next, Sends, Stage};
use crate::faults::Fault;
use crate::id::SystemId;
use crate::profile::PublishSends;
use crate::state::messages::Progress;

/// Makes the attempt that is due on hand-over, unless it is put off on purpose.
pub(crate) fn begin(turn: &mut Turn<'_>, uuid: MessageUuid, system: SystemId) {
    if !put_off::puts_off_push(turn, uuid, system) {
        attempt(turn, uuid);
    }
}

/// Makes an attempt at the message's destination, if that is still a system to be pushed to.
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
    let attempt = u32::try_from(delivery.attempts.len() + 1).unwrap_or(u32::MAX);
    let body = message.body.hash;
    let marks = message.marks(turn.profile);
    let Some(receiver) = turn.state.systems.get(&system) else {
        retry::hand_to_primary(turn, uuid, HandOverReason::SystemInactive);
        return;
    };
    // SYS-16, RETRY-10: nothing goes to a system that is not active, the last attempts aside.
    if stage == Stage::Schedule && !receiver.is_receiving(turn.now) {
        retry::hand_to_primary(turn, uuid, HandOverReason::SystemInactive);
        return;
    }
    let sends = match (receiver.protocol, turn.profile.publish_sends) {
        (Protocol::RestPush, _) | (Protocol::RestPublishSubscribe, PublishSends::Memo) => {
            Some(Sends::Memo)
        }
        (Protocol::RestPublishSubscribe, PublishSends::Notification) => Some(Sends::Notification),
        (Protocol::RestPull | Protocol::Sftp, _) => None,
    };
    let (Some(sends), Some(endpoint)) = (sends, receiver.endpoint.clone()) else {
        // Its protocol was changed while the message was on its way.
        deliver::list(turn, uuid, system);
        return;
    };
    let version = receiver.memo_version;
    let id = turn.record(EventBody::MemoSendAttemptStarted {
        message: uuid,
        system,
        attempt,
        stage,
        sends,
    });
    let times = doubled(turn, uuid, system);
    let spoilt = match sends {
        Sends::Memo => spoilt(turn, uuid, system),
        Sends::Notification => None,
    };
    turn.effects.push(match sends {
        Sends::Memo => Effect::Push {
            id,
            message: uuid,
            system,
            attempt,
            endpoint,
            body,
            version,
            marks,
            times,
            spoilt,
        },
        Sends::Notification => Effect::Notify {
            id,
            message: uuid,
            system,
            attempt,
            endpoint,
            times,
        },
    });
}

/// How often the push that was just begun is made.
fn doubled(turn: &mut Turn<'_>, message: MessageUuid, system: SystemId) -> Times {
    let rule = turn
        .state
        .faults
        .struck(turn.seed, Fault::PushDoubled, system);
    let Some(fault) = rule.map(|rule| rule.fault) else {
        return Times::Once;
    };
    turn.record(EventBody::CallDoubled {
        message: Some(message),
        system,
        fault: Some(fault),
    });
    Times::Twice
}

/// How the push that was just begun is spoilt, if it is; the first that strikes decides.
fn spoilt(turn: &mut Turn<'_>, message: MessageUuid, system: SystemId) -> Option<Spoilt> {
    const WAYS: [(Fault, Spoilt); 4] = [
        (Fault::PushCut, Spoilt::Cut),
        (Fault::PushUnreadable, Spoilt::Unreadable),
        (Fault::PushInvalid, Spoilt::Invalid),
        (Fault::PushMisdirected, Spoilt::Misdirected),
    ];
    let faults = &turn.state.faults;
    let (fault, way) = WAYS
        .into_iter()
        .find(|(fault, _)| faults.struck(turn.seed, *fault, system).is_some())?;
    turn.record(EventBody::MemoSendSpoilt {
        message,
        system,
        fault,
    });
    Some(way)
}

/// How an attempt went.
pub(crate) fn ended(
    turn: &mut Turn<'_>,
    effect: EffectId,
    (uuid, system): (MessageUuid, SystemId),
    endpoint: Option<Endpoint>,
    outcome: CallOutcome,
) {
    let Some(message) = turn.state.messages.get(uuid) else {
        return;
    };
    let Some(delivery) = &message.delivery else {
        return;
    };
    let Some(made) = delivery.attempts.of(effect) else {
        return;
    };
    let (attempt, stage, sends) = (made.number, made.stage, made.sends);
    if outcome.is_success() && sends == Sends::Notification {
        turn.record(EventBody::MemoSendNotified {
            message: uuid,
            system,
            effect,
            attempt,
            outcome,
        });
        deliver::available(turn, uuid, Destination::System { system });
        deactivate::reached(turn, system);
        // Whoever was switched off or removed meanwhile will not fetch it (RETRY-10).
        let waits = turn.state.messages.get(uuid);
        if waits.is_some_and(|message| message.progress == Progress::AwaitingFetch)
            && !may_go_on(turn, system, stage)
        {
            retry::hand_to_primary(turn, uuid, HandOverReason::SystemInactive);
        }
        put_off::push_overtakes(turn, system, uuid);
        return;
    }
    if outcome.is_success() {
        turn.record(EventBody::MemoSendSentToRecipientSystem {
            message: uuid,
            system,
            effect,
            attempt,
            outcome,
        });
        deliver::available(turn, uuid, Destination::System { system });
        deactivate::reached(turn, system);
        put_off::push_overtakes(turn, system, uuid);
        return;
    }
    // While the call was open the system may have been switched off or removed: then the message
    // moves on now (RETRY-10). The last attempts run on at a system that is still there.
    let may_go_on = may_go_on(turn, system, stage);
    let is_fetched = sends == Sends::Notification && message.has_receipt_of(system);
    let next = if may_go_on && !is_fetched {
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
        endpoint,
        outcome,
        next,
    });
    if is_fetched {
        deactivate::reached(turn, system);
        return;
    }
    if !may_go_on {
        retry::hand_to_primary(turn, uuid, HandOverReason::SystemInactive);
    } else if next == Next::Nothing {
        retry::exhausted(turn, uuid, system);
    }
    deactivate::failed(turn, system);
    put_off::push_overtakes(turn, system, uuid);
}

/// Whether attempts of this stage may still be made at a system.
fn may_go_on(turn: &Turn<'_>, system: SystemId, stage: Stage) -> bool {
    let receiver = turn.state.systems.get(&system);
    match stage {
        Stage::Schedule => receiver.is_some_and(|receiver| receiver.is_receiving(turn.now)),
        Stage::Primary => receiver.is_some_and(|receiver| receiver.has_role(Role::Recipient)),
    }
}
