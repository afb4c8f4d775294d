//! Value dates (valør): a message is held until its date begins in Denmark (VALUE-1, VALUE-2).

use jiff::Timestamp;
use testpost_memo::id::MessageUuid;

use crate::calendar;
use crate::delivery::{deliver, validate};
use crate::engine::Turn;
use crate::event::EventBody;
use crate::state::messages::Message;

/// Until when a message is held; a date of today counts as none.
pub(crate) fn until(turn: &Turn<'_>, message: &Message) -> Option<Timestamp> {
    let date = message.outline.value_date?;
    let zone = &turn.profile.value_date_zone;
    if date <= calendar::date_at(turn.now, zone) {
        return None;
    }
    calendar::start_of(date, turn.profile.value_date_time, zone)
}

/// The date has come: the recipient is looked at again, and the message goes its way.
pub(crate) fn reach_value_date(turn: &mut Turn<'_>, uuid: MessageUuid) {
    let Some(message) = turn.state.messages.get(uuid) else {
        return;
    };
    let refusal = message
        .recipient()
        .and_then(|recipient| validate::reachable(turn, &message.outline, &recipient));
    match refusal {
        None => {
            turn.record(EventBody::DelayedMemoSendSent { message: uuid });
            deliver::deliver(turn, uuid);
        }
        Some(refusal) if turn.profile.value_date_refusal_receipt => {
            validate::reject(turn, uuid, refusal)
        }
        Some(refusal) => {
            let validate::Refusal {
                status,
                code,
                reason,
                clause,
            } = refusal;
            turn.record(EventBody::MemoSendValidationFailed {
                message: uuid,
                status,
                code,
                reason,
                clause,
            });
        }
    }
}
