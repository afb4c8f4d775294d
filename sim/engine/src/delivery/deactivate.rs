//! A receiver system that could receive nothing at all for seven days is deactivated by itself,
//! after warnings to its technical contact (RETRY-8 to RETRY-10).

use jiff::Timestamp;

use crate::calendar;
use crate::delivery::{move_mail, retry};
use crate::engine::Turn;
use crate::event::{EventBody, HandOverReason, Stage};
use crate::id::SystemId;
use crate::state::messages::Progress;
use crate::state::systems::System;

/// An attempt at the system has failed.
pub(crate) fn failed(turn: &mut Turn<'_>, system: SystemId) {
    let Some(known) = turn.state.systems.get(&system) else {
        return;
    };
    if known.failing.is_some() || known.deactivated_at.is_some() {
        return;
    }
    let warn_at = turn
        .profile
        .deactivation_warnings
        .first()
        .map(|after| calendar::after(turn.now, *after));
    let deactivate_at = calendar::after(turn.now, turn.profile.deactivation_after);
    turn.record(EventBody::SystemFailing {
        system,
        warn_at,
        deactivate_at,
    });
}

/// The system has received something: one message in seven days is enough.
pub(crate) fn reached(turn: &mut Turn<'_>, system: SystemId) {
    if turn
        .state
        .systems
        .get(&system)
        .is_some_and(|known| known.failing.is_some())
    {
        turn.record(EventBody::SystemReachable { system });
    }
}

/// RETRY-9.
pub(crate) fn warn(turn: &mut Turn<'_>, system: SystemId) {
    let Some(known) = turn.state.systems.get(&system) else {
        return;
    };
    let Some(failing) = known.failing else { return };
    let warn_at = turn
        .profile
        .deactivation_warnings
        .get(failing.warned + 1)
        .map(|after| calendar::after(failing.since, *after));
    let deactivation = calendar::after(failing.since, turn.profile.deactivation_after);
    let subject = format!(
        "Modtagersystemet {} kan ikke modtage Digital Post",
        known.name
    );
    let text = format!(
        "Systemet {} ({system}) har ikke kunnet modtage nogen meddelelse siden {}. Modtager det ingen inden {}, deaktiveres det automatisk.",
        known.name,
        calendar::milliseconds::show(failing.since),
        calendar::milliseconds::show(deactivation),
    );
    let (to, also_to) = contacts(known);
    turn.record(EventBody::SystemWarned {
        system,
        to,
        also_to,
        subject,
        text,
        warn_at,
    });
}

/// RETRY-8: the seven days are over.
pub(crate) fn deactivate(turn: &mut Turn<'_>, system: SystemId) {
    let Some(known) = turn.state.systems.get(&system) else {
        return;
    };
    let Some(failing) = known.failing else { return };
    let subject = format!("Modtagersystemet {} er deaktiveret", known.name);
    let text = format!(
        "Systemet {} ({system}) har ikke kunnet modtage nogen meddelelse siden {} og er deaktiveret automatisk. Ny post går til primærsystemet, til systemet aktiveres igen.",
        known.name,
        calendar::milliseconds::show(failing.since),
    );
    let (to, also_to) = contacts(known);
    let failing_since: Timestamp = failing.since;
    turn.record(EventBody::SystemDeactivated {
        system,
        failing_since,
        to,
        also_to,
        subject,
        text,
    });
    move_waiting_mail(turn, system, LastAttempts::RunOn);
}

/// What becomes of the last attempts at a primary system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LastAttempts {
    RunOn,
    MoveToo,
}

/// RETRY-10: what waits for a system that takes no more mail goes to the primary at once; the
/// last attempts at a primary system run on, unless it is there no more.
pub(crate) fn move_waiting_mail(
    turn: &mut Turn<'_>,
    system: SystemId,
    last_attempts: LastAttempts,
) {
    let messages = &turn.state.messages;
    let affected: Vec<_> = messages
        .under_way_to(system)
        .chain(messages.waiting_for(system))
        .filter_map(|uuid| messages.get(uuid))
        .filter(|message| {
            let in_last_attempts = message.progress == Progress::Delivering
                && message
                    .delivery
                    .as_ref()
                    .is_some_and(|delivery| delivery.stage == Stage::Primary);
            let stays = in_last_attempts || message.progress == Progress::Held;
            // What a call is open for is decided by the call's outcome.
            !message.is_being_pushed() && (!stays || last_attempts == LastAttempts::MoveToo)
        })
        .map(|message| message.uuid)
        .collect();
    for message in affected {
        retry::hand_to_primary(turn, message, HandOverReason::SystemInactive);
    }
}

/// SYS-7: a system's time of activation has come.
pub(crate) fn begin_window(turn: &mut Turn<'_>, system: SystemId) {
    turn.record(EventBody::SystemWindowBegan { system });
    move_mail::move_if_asked(turn, system);
}

/// SYS-7: a system's time of activation is over.
pub(crate) fn end_window(turn: &mut Turn<'_>, system: SystemId) {
    turn.record(EventBody::SystemWindowEnded { system });
    move_waiting_mail(turn, system, LastAttempts::RunOn);
}

/// Whom to write to: the technical contact (SYS-8), and one more where one is named (SYS-11).
fn contacts(system: &System) -> (Option<String>, Option<String>) {
    let contact = system.technical_contact.as_ref();
    (
        contact.and_then(|contact| contact.email.clone()),
        system.business_contact_email.clone(),
    )
}
