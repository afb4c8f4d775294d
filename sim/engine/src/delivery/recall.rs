//! Recall (tilbagekaldelse) of a message that still waits for its value date (RECALL-1, 2, 4).

use testpost_memo::id::MessageUuid;

use crate::code::Code;
use crate::command::{Origin, Reply};
use crate::delivery::accept;
use crate::engine::Turn;
use crate::event::EventBody;
use crate::id::SystemId;
use crate::rejection::Rejection;
use crate::state::messages::Progress;

pub(crate) fn recall(
    turn: &mut Turn<'_>,
    system: SystemId,
    uuid: MessageUuid,
) -> Result<Reply, Rejection> {
    let refused = |code, message: String, remedy: &str| {
        Err(Rejection::new(code, message, remedy).by("RECALL-4"))
    };
    let Some(message) = turn.state.messages.get(uuid) else {
        return refused(
            Code::MemoNotFound,
            format!("there is no message {uuid}"),
            "name the messageUUID of an accepted message",
        );
    };
    // RECALL-3: the sender system's call stands for the administrator's.
    accept::may_send(turn, system)?;
    let owner = |system: &SystemId| turn.state.systems.get(system).map(|system| system.owner);
    let own = match &message.origin {
        Origin::System { system: sender } => {
            owner(sender).is_some() && owner(sender) == owner(&system)
        }
        Origin::Testportal | Origin::Mailbox { .. } => {
            message.sender() == owner(&system).map(testpost_memo::id::PartyId::Cvr)
        }
    };
    if !own {
        return refused(
            Code::MemoOfAnotherOrganisation,
            format!("message {uuid} was sent by another organisation"),
            "recall only messages of your own organisation",
        );
    }
    let is_authority = owner(&system)
        .and_then(|cvr| turn.state.registry.organisations.get(&cvr))
        .is_some_and(|owner| owner.is_authority());
    if !is_authority && !turn.profile.recall_by_companies {
        return Err(Rejection::new(
            Code::RecallNotAllowed,
            "only authorities recall messages",
            "send without a value date, or set recall.by-companies in the profile",
        ));
    }
    match message.progress {
        Progress::AwaitingValueDate { until } if turn.now < until => {
            turn.record(EventBody::MemoSendRecalled { message: uuid });
            Ok(Reply::Done)
        }
        Progress::Recalled => refused(
            Code::MemoAlreadyRecalled,
            format!("message {uuid} has been recalled before"),
            "nothing is left to do",
        ),
        Progress::Rejected => refused(
            Code::MemoWasRejected,
            format!("message {uuid} was refused and will never be delivered"),
            "nothing is left to do",
        ),
        Progress::AwaitingValueDate { .. }
        | Progress::Received
        | Progress::Validated
        | Progress::Delivering
        | Progress::AwaitingSignUp { .. }
        | Progress::Failed
        | Progress::AwaitingFetch
        | Progress::Delivered
        | Progress::Held => {
            if message.outline.value_date.is_some() {
                refused(
                    Code::RecallTooLate,
                    format!("message {uuid} no longer waits for its value date"),
                    "recall before the value date begins",
                )
            } else {
                refused(
                    Code::RecallWithoutValueDate,
                    format!("message {uuid} has no value date"),
                    "only messages with a value date can be recalled",
                )
            }
        }
    }
}
