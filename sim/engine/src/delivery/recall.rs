//! Recall (tilbagekaldelse) of a message that still waits for its value date (RECALL-1, 2, 4).

use testpost_memo::id::MessageUuid;

use crate::command::{Origin, Reply};
use crate::engine::Turn;
use crate::event::EventBody;
use crate::id::SystemId;
use crate::rejection::{Rejection, RejectionClass};
use crate::state::messages::Progress;

pub(crate) fn recall(
    turn: &mut Turn<'_>,
    system: SystemId,
    uuid: MessageUuid,
) -> Result<Reply, Rejection> {
    let refused = |class, code, message: String, remedy: &str| {
        Err(Rejection::new(class, code, "RECALL-4", message, remedy))
    };
    let Some(message) = turn.state.messages.get(uuid) else {
        return refused(
            RejectionClass::Unknown,
            "memo.not.found",
            format!("there is no message {uuid}"),
            "name the messageUUID of an accepted message",
        );
    };
    let owner = |system: &SystemId| turn.state.systems.get(system).map(|system| system.owner);
    let own = match &message.origin {
        Origin::System { system: sender } => {
            owner(sender).is_some() && owner(sender) == owner(&system)
        }
        Origin::Testportal => {
            message.sender() == owner(&system).map(testpost_memo::id::PartyId::Cvr)
        }
    };
    if !own {
        return refused(
            RejectionClass::Forbidden,
            "memo.of.another.organisation",
            format!("message {uuid} was sent by another organisation"),
            "recall only messages of your own organisation",
        );
    }
    let is_authority = owner(&system)
        .and_then(|cvr| turn.state.registry.organisations.get(&cvr))
        .is_some_and(|owner| owner.is_authority());
    if !is_authority && !turn.profile.recall_by_companies {
        return Err(Rejection::new(
            RejectionClass::Forbidden,
            "recall.not.allowed",
            "RECALL-1",
            "only authorities recall messages",
            "send without a value date, or set recall.by-companies in the profile",
        ));
    }
    match message.progress {
        Progress::AwaitingValueDate { .. } => {
            turn.record(EventBody::MemoSendRecalled { message: uuid });
            Ok(Reply::Done)
        }
        Progress::Recalled => refused(
            RejectionClass::Conflict,
            "memo.already.recalled",
            format!("message {uuid} has been recalled before"),
            "nothing is left to do",
        ),
        Progress::Received
        | Progress::Rejected
        | Progress::Validated
        | Progress::Delivering
        | Progress::AwaitingFetch
        | Progress::Delivered
        | Progress::Held => {
            if message.outline.value_date.is_some() {
                refused(
                    RejectionClass::Conflict,
                    "recall.too.late",
                    format!("message {uuid} no longer waits for its value date"),
                    "recall before the value date begins",
                )
            } else {
                refused(
                    RejectionClass::Unprocessable,
                    "recall.without.value.date",
                    format!("message {uuid} has no value date"),
                    "only messages with a value date can be recalled",
                )
            }
        }
    }
}
