//! The schedule of a delivery that fails: five attempts in the first day, one a day, after seven
//! days the primary system, three attempts there, then the message is held (RETRY-1 to RETRY-7).

use jiff::SignedDuration;
use testpost_memo::id::{MessageUuid, PartyId};

use crate::calendar;
use crate::code::Code;
use crate::delivery::{deliver, receipt};
use crate::document::Role;
use crate::effect::ReceiptStatus;
use crate::engine::Turn;
use crate::event::{Destination, EventBody, HandOverReason, Next, Stage};
use crate::id::SystemId;
use crate::state::messages::Delivery;

/// When attempt `number` is made, from 0 and counted from the first: those of the first day, then
/// one every `daily` until `give_up_after`, at which none is made any more (RETRY-2, RETRY-3).
pub(crate) fn offset(
    first_day: &[SignedDuration],
    daily: SignedDuration,
    give_up_after: SignedDuration,
    number: usize,
) -> Option<SignedDuration> {
    // The times rise: a profile that is taken over says so.
    let on_first_day = first_day.partition_point(|offset| *offset < give_up_after);
    if let Some(offset) = first_day[..on_first_day].get(number) {
        return Some(*offset);
    }
    if !daily.is_positive() {
        return None;
    }
    let last = match on_first_day {
        0 => SignedDuration::ZERO,
        count => first_day[count - 1],
    };
    let days_before = last.as_nanos() / daily.as_nanos();
    let days = days_before + i128::try_from(number - on_first_day).ok()? + 1;
    let offset = daily.checked_mul(i32::try_from(days).ok()?)?;
    (offset < give_up_after).then_some(offset)
}

/// What follows the failed attempt that was the last one of `delivery`.
pub(crate) fn next(turn: &Turn<'_>, delivery: &Delivery) -> Next {
    let began = delivery.stage_began.unwrap_or(turn.now);
    let profile = turn.profile;
    match delivery.stage {
        Stage::Schedule => match offset(
            &profile.retry_first_day,
            profile.retry_daily,
            profile.retry_give_up_after,
            delivery.stage_attempts,
        ) {
            Some(offset) => Next::Attempt {
                at: calendar::after(began, offset),
            },
            None => Next::HandOver {
                at: calendar::after(began, profile.retry_give_up_after),
            },
        },
        Stage::Primary => match profile.retry_primary.get(delivery.stage_attempts) {
            Some(offset) => Next::Attempt {
                at: calendar::after(began, *offset),
            },
            None => Next::Nothing,
        },
    }
}

/// RETRY-4: the seven days are over.
pub(crate) fn give_up(turn: &mut Turn<'_>, message: MessageUuid) {
    hand_to_primary(turn, message, HandOverReason::GaveUp);
}

/// Hands a message to whatever is the primary system now; where there is none, to the mailbox.
pub(crate) fn hand_to_primary(turn: &mut Turn<'_>, uuid: MessageUuid, reason: HandOverReason) {
    let Some(message) = turn.state.messages.get(uuid) else {
        return;
    };
    let (Some(delivery), Some(recipient)) = (&message.delivery, message.recipient()) else {
        return;
    };
    let Destination::System { system: from } = delivery.destination else {
        return;
    };
    let primary = match &recipient {
        PartyId::Cvr(cvr) => turn
            .state
            .registry
            .organisations
            .get(cvr)
            .and_then(|organisation| organisation.primary),
        PartyId::Cpr(_) => None,
    };
    let destination = match primary.filter(|system| takes_over(turn, *system, from)) {
        Some(system) => Destination::System { system },
        None => Destination::Mailbox { owner: recipient },
    };
    // RETRY-5: the last attempts count from the hand-over; a system that pulls has none.
    let to_push = match &destination {
        Destination::System { system } => turn
            .state
            .systems
            .get(system)
            .is_some_and(|system| system.protocol.is_called()),
        Destination::Mailbox { .. } => false,
    };
    let first = turn.profile.retry_primary.first().copied();
    let attempt_at = first
        .filter(|offset| to_push && offset.is_positive())
        .map(|offset| calendar::after(turn.now, offset));
    turn.record(EventBody::MemoSendHandedToPrimary {
        message: uuid,
        from,
        destination: destination.clone(),
        reason,
        attempt_at,
    });
    match (first, &destination) {
        (None, Destination::System { system }) if to_push => exhausted(turn, uuid, *system),
        (Some(_) | None, _) if attempt_at.is_some() => {}
        (Some(_) | None, _) => deliver::hand_over(turn, uuid, destination),
    }
}

/// Whether the primary system takes mail over from `from`: when it is active, and when it is the
/// failing system itself and has only been deactivated for that (RETRY-6, RETRY-10).
fn takes_over(turn: &Turn<'_>, primary: SystemId, from: SystemId) -> bool {
    turn.state.systems.get(&primary).is_some_and(|system| {
        system.is_receiving(turn.now)
            || primary == from
                && system.protocol.is_called()
                && system.has_role(Role::Recipient)
                && system.is_in_its_window(turn.now)
    })
}

/// RETRY-5: the last attempt has failed.
pub(crate) fn exhausted(turn: &mut Turn<'_>, message: MessageUuid, system: SystemId) {
    turn.record(EventBody::MemoSendHeld { message, system });
    if turn.profile.exhausted_receipt {
        let error = (
            Code::DeliveryFailed.as_str().to_owned(),
            "every attempt to deliver the message has failed; it is held at the authority"
                .to_owned(),
        );
        receipt::create(turn, message, ReceiptStatus::Invalid, Some(error));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;

    #[test]
    fn eleven_attempts_at_the_assumed_hours() {
        let profile = Profile::assumed();
        let hours: Vec<i64> = (0..)
            .map_while(|number| {
                offset(
                    &profile.retry_first_day,
                    profile.retry_daily,
                    profile.retry_give_up_after,
                    number,
                )
            })
            .map(|offset| offset.as_hours())
            .collect();
        assert_eq!(hours, [0, 1, 4, 10, 20, 24, 48, 72, 96, 120, 144]);
    }
}
