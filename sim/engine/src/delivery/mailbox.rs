//! What the owner of a mailbox does with the mail in it: opens, moves, deletes, answers and
//! forwards it (TEST-2, SEND-10). A court's legal notification is served by the first of these,
//! whichever it is (LEGAL-1).

use testpost_memo::Outline;
use testpost_memo::id::{MessageUuid, PartyId};

use crate::code::Code;
use crate::command::{Handling, Reply};
use crate::engine::Turn;
use crate::event::EventBody;
use crate::rejection::Rejection;
use crate::state::mailboxes::{Direction, Item};

pub(crate) fn handle(
    turn: &mut Turn<'_>,
    owner: PartyId,
    message: MessageUuid,
    handling: Handling,
) -> Result<Reply, Rejection> {
    let is_read = item(turn, &owner, message)?.read_at.is_some();
    serve(turn, owner, message);
    match handling {
        Handling::Open if is_read => {}
        Handling::Open => {
            turn.record(EventBody::MessageRead { message, owner });
        }
        Handling::Move { folder } => {
            turn.record(EventBody::MessageMoved {
                message,
                owner,
                folder,
            });
        }
        Handling::Delete => {
            turn.record(EventBody::MessageDeleted { message, owner });
        }
    }
    Ok(Reply::Done)
}

/// The message that the written one answers or forwards has been handled by that.
pub(crate) fn handled_by_writing(turn: &mut Turn<'_>, owner: PartyId, earlier: MessageUuid) {
    if let Ok(item) = item(turn, &owner, earlier) {
        let is_read = item.read_at.is_some();
        serve(turn, owner, earlier);
        if !is_read {
            turn.record(EventBody::MessageRead {
                message: earlier,
                owner,
            });
        }
    }
}

/// Whether the owner of a mailbox may write this: an answer needs the sender's leave, and what
/// is answered or forwarded lies in the mailbox.
pub(crate) fn may_write(
    turn: &Turn<'_>,
    owner: &PartyId,
    outline: &Outline,
) -> Result<(), Rejection> {
    if let Some(earlier) = outline.forward_of {
        item(turn, owner, earlier)?;
    }
    match outline.reply_to {
        Some(earlier) => may_reply(turn, owner, earlier),
        None => Ok(()),
    }
}

fn may_reply(turn: &Turn<'_>, owner: &PartyId, earlier: MessageUuid) -> Result<(), Rejection> {
    let item = item(turn, owner, earlier)?;
    if item.direction == Direction::Sent {
        return Err(Rejection::new(
            Code::ReplyNotAllowed,
            format!("message {earlier} was sent from this mailbox"),
            "answer a message that was received",
        ));
    }
    let Some(message) = turn.state.messages.get(earlier) else {
        return Ok(());
    };
    if !turn.profile.reply_needs_leave {
        return Ok(());
    }
    if !message.outline.reply {
        return Err(Rejection::new(
            Code::ReplyNotAllowed,
            format!("message {earlier} does not allow a reply"),
            "answer a message with reply = true, or set mailbox.reply-needs-leave in the profile",
        ));
    }
    match message.outline.reply_by {
        Some(last) if turn.now > last => Err(Rejection::new(
            Code::ReplyTooLate,
            format!("message {earlier} could be answered until {last}"),
            "write a new message to the authority",
        )),
        Some(_) | None => Ok(()),
    }
}

/// LEGAL-1.
fn serve(turn: &mut Turn<'_>, owner: PartyId, message: MessageUuid) {
    let mailboxes = &turn.state.mailboxes;
    let is_open = mailboxes.get(&owner, message).is_some_and(|item| {
        item.direction == Direction::Received && item.legally_notified_at.is_none()
    });
    let is_legal = turn
        .state
        .messages
        .get(message)
        .is_some_and(|message| message.outline.legal_notification);
    if is_open && is_legal {
        turn.record(EventBody::MessageLegallyNotified { message, owner });
    }
}

fn item<'t>(
    turn: &'t Turn<'_>,
    owner: &PartyId,
    message: MessageUuid,
) -> Result<&'t Item, Rejection> {
    turn.state.mailboxes.get(owner, message).ok_or_else(|| {
        Rejection::new(
            Code::MessageNotInMailbox,
            format!("there is no message {message} in this mailbox"),
            "list the mailbox's messages; a deleted one is gone",
        )
    })
}
