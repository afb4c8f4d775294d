//! Existing mail moved out of the mailbox when a REST PUSH receiver is connected (SYS-15).
//!
//! It goes to the new system as new mail does, with a week of attempts of its own; what is handed
//! over by that is no longer in the mailbox.

use testpost_memo::id::{MessageUuid, PartyId};

use crate::delivery::deliver;
use crate::engine::Turn;
use crate::event::{Destination, EventBody};
use crate::id::SystemId;
use crate::state::mailboxes::{Direction, Folder};
use crate::state::messages::Progress;

/// Moves what lies in the owner's mailbox to the system, if that was asked for when it was
/// connected and it takes mail now; before its activation the wish waits.
pub(crate) fn move_if_asked(turn: &mut Turn<'_>, id: SystemId) {
    let Some(system) = turn.state.systems.get(&id) else {
        return;
    };
    if !system.move_existing_mail || !system.is_receiving(turn.now) {
        return;
    }
    let owner = PartyId::Cvr(system.owner);
    let messages: Vec<MessageUuid> = turn
        .state
        .mailboxes
        .of(&owner)
        .filter(|(_, item)| item.direction == Direction::Received && item.folder != Folder::Deleted)
        .filter_map(|(_, item)| turn.state.messages.get(item.message))
        .filter(|message| {
            let lies_there = message.delivery.as_ref().is_some_and(|delivery| {
                matches!(delivery.destination, Destination::Mailbox { owner: of } if of == owner)
            });
            lies_there && message.progress == Progress::Delivered
        })
        .map(|message| message.uuid)
        .collect();
    turn.record(EventBody::MailboxMovedToSystem { owner, system: id });
    for message in messages {
        turn.record(EventBody::MemoMovedToSystem {
            message,
            owner,
            system: id,
        });
        deliver::hand_over(turn, message, Destination::System { system: id });
    }
}
