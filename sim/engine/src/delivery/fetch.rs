//! What receiver systems do themselves: fetch a message that waits for them (DEL-6), and answer
//! with their business receipt, which may come before a push has ended (DEL-5, DEL-10).

use testpost_memo::id::MessageUuid;

use crate::code::Code;
use crate::command::{ReceiverReceipt, Reply};
use crate::delivery::{deactivate, deliver};
use crate::effect::ReceiptStatus;
use crate::engine::Turn;
use crate::event::{Destination, EventBody};
use crate::id::SystemId;
use crate::rejection::Rejection;
use crate::state::messages::{Message, Progress};

pub(crate) fn fetch(
    turn: &mut Turn<'_>,
    system: SystemId,
    uuid: MessageUuid,
) -> Result<Reply, Rejection> {
    offered(turn, system, uuid)?;
    let message = turn.state.messages.get(uuid);
    let receiver = turn.state.systems.get(&system);
    let (Some(message), Some(receiver)) = (message, receiver) else {
        return Ok(Reply::Done);
    };
    let reply = Reply::Memo {
        body: message.body,
        version: receiver.memo_version,
        marks: message.marks(turn.profile),
    };
    turn.record(EventBody::MemoSendFetchedByRecipientSystem {
        message: uuid,
        system,
    });
    // Held mail comes to its recipient only when it is fetched.
    let held = turn
        .state
        .messages
        .get(uuid)
        .is_some_and(|message| message.progress == Progress::Held && !message.available);
    if held {
        deliver::available(turn, uuid, Destination::System { system });
    }
    Ok(reply)
}

pub(crate) fn take_receipt(
    turn: &mut Turn<'_>,
    system: SystemId,
    uuid: MessageUuid,
    receipt: ReceiverReceipt,
) -> Result<Reply, Rejection> {
    offered(turn, system, uuid)?;
    if let Some(named) = receipt.message_uuid
        && named != uuid
    {
        return Err(Rejection::new(
            Code::ReceiptMessageUuidMismatch,
            format!("the path names message {uuid}, the receipt {named}"),
            "post each receipt at the message it is about",
        ));
    }
    match receipt.status {
        ReceiptStatus::Completed | ReceiptStatus::Invalid | ReceiptStatus::NotAllowed => {}
        ReceiptStatus::Received => {
            return Err(Rejection::new(
                Code::ReceiptStatusNotAllowed,
                "RECEIVED is a technical receipt's status, not a business receipt's",
                "answer COMPLETED, INVALID or NOT_ALLOWED",
            ));
        }
    }
    if turn
        .state
        .messages
        .get(uuid)
        .is_some_and(|message| message.has_receipt_of(system))
    {
        return Err(Rejection::new(
            Code::ReceiptAlreadyReceived,
            format!("message {uuid} has its business receipt already"),
            "send one receipt for each message",
        ));
    }
    turn.record(EventBody::BusinessReceiptReceivedByRecipientSystem {
        message: uuid,
        system,
        status: receipt.status,
        code: receipt.error_code,
        reason: receipt.error_message,
    });
    // DEL-7: the notifications may have failed, and yet the system has the message.
    let message = turn.state.messages.get(uuid);
    if message.is_some_and(Message::is_by_notification) {
        deactivate::reached(turn, system);
    }
    Ok(Reply::Done)
}

fn offered(turn: &Turn<'_>, system: SystemId, uuid: MessageUuid) -> Result<(), Rejection> {
    match turn.state.messages.get(uuid) {
        Some(message) if message.was_offered_to(system) => Ok(()),
        Some(_) => Err(Rejection::new(
            Code::MemoOfAnotherSystem,
            format!("message {uuid} was not handed to this system"),
            "use the receiver system that the message went to",
        )),
        None => Err(Rejection::new(
            Code::MemoNotFound,
            format!("there is no message {uuid}"),
            "list the memos that wait",
        )),
    }
}
