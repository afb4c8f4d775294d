//! Hands a message to its destination by the protocol of the receiver system. A further protocol
//! is one more arm here and a step file of its own.

use testpost_memo::MessageType;
use testpost_memo::id::MessageUuid;

use crate::delivery::{nem_sms, push, receipt, route};
use crate::document::Protocol;
use crate::engine::Turn;
use crate::event::{Destination, EventBody};
use crate::id::SystemId;

/// Delivers a message that was only waiting for its receipt to be called back.
pub(crate) fn when_validated(turn: &mut Turn<'_>, message: MessageUuid) {
    if turn
        .state
        .messages
        .get(message)
        .is_some_and(|message| receipt::lets_go_on(message.progress))
    {
        deliver(turn, message);
    }
}

/// Finds the destination and hands the message over.
pub(crate) fn deliver(turn: &mut Turn<'_>, uuid: MessageUuid) {
    let Some(message) = turn.state.messages.get(uuid) else {
        return;
    };
    let Some(recipient) = message.recipient() else {
        return;
    };
    if message.outline.message_type == Some(MessageType::NemSms) {
        nem_sms::deliver(turn, uuid);
        return;
    }
    let route::Route {
        destination,
        contact_point,
        clause,
        reason,
    } = route::route(turn, &message.outline, recipient);
    turn.record(EventBody::MemoSendRouted {
        message: uuid,
        destination: destination.clone(),
        contact_point,
        clause: clause.into(),
        reason,
    });
    hand_over(turn, uuid, destination);
}

/// Hands a message to where it has been routed or handed on to.
pub(crate) fn hand_over(turn: &mut Turn<'_>, message: MessageUuid, destination: Destination) {
    match destination {
        Destination::Mailbox { .. } => {
            available(turn, message, destination);
        }
        Destination::System { system } => {
            match turn
                .state
                .systems
                .get(&system)
                .map(|system| system.protocol)
            {
                Some(Protocol::RestPush | Protocol::RestPublishSubscribe) => {
                    push::begin(turn, message, system);
                }
                Some(Protocol::RestPull | Protocol::Sftp) => {
                    list(turn, message, system);
                }
                None => {}
            }
        }
    }
}

/// DEL-6: lists a message for the system to fetch.
pub(crate) fn list(turn: &mut Turn<'_>, message: MessageUuid, system: SystemId) {
    turn.record(EventBody::MemoSendReadyForFetch { message, system });
    available(turn, message, Destination::System { system });
}

/// A message has arrived where it was going. The log says only once that it is available.
pub(crate) fn available(turn: &mut Turn<'_>, message: MessageUuid, destination: Destination) {
    let again = turn
        .state
        .messages
        .get(message)
        .is_some_and(|message| message.available);
    turn.record(EventBody::MemoAvailableToRecipient {
        message,
        destination,
        again,
    });
}
