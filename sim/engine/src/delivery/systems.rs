//! Systems connected, changed, switched and removed (systemtilslutning), and what that means for
//! mail on its way (SYS-2, SYS-7, SYS-9 to SYS-17, RETRY-10).
//!
//! What has to be said of a system stands in `state::connect`; here is whether the change may be
//! made now, and what follows from it.

use std::sync::Arc;

use testpost_memo::id::Cvr;

use crate::chance::Lane;
use crate::code::Code;
use crate::command::Reply;
use crate::delivery::administer::unknown;
use crate::delivery::deactivate::{self, LastAttempts};
use crate::delivery::move_mail;
use crate::document::{Role, SystemDocument, TemplateDocument};
use crate::engine::Turn;
use crate::event::EventBody;
use crate::id::{ApiKey, SystemId, TemplateId};
use crate::rejection::Rejection;
use crate::state::connect::{self, SystemFault};
use crate::state::contact_structure::ContactPoint;
use crate::state::systems::System;

/// Of several faults the first is said.
fn first(faults: Vec<SystemFault>) -> Rejection {
    match faults.into_iter().next() {
        Some(fault) => Rejection::new(
            fault.code,
            format!("{}: {}", fault.field, fault.message),
            fault.remedy,
        )
        .by(fault.clause),
        None => Rejection::new(
            Code::SystemNotValid,
            "the system cannot be made",
            "look at its fields",
        ),
    }
}

pub(crate) fn put(
    turn: &mut Turn<'_>,
    owner: Cvr,
    document: &SystemDocument,
) -> Result<Reply, Rejection> {
    let Some(organisation) = turn.state.registry.organisations.get(&owner) else {
        return Err(unknown(
            Code::OrganisationNotFound,
            format!("there is no organisation {owner}"),
        ));
    };
    let has_primary = organisation.primary.is_some();
    let id = document
        .id
        .unwrap_or_else(|| SystemId::from_uuid(turn.draw(Lane::System)));
    let known = turn.state.systems.get(&id).cloned();
    if known.as_ref().is_some_and(|known| known.owner != owner) {
        return Err(Rejection::new(
            Code::SystemOfAnotherOrganisation,
            format!("system {id} belongs to another organisation"),
            "choose another id",
        ));
    }
    let mut new =
        connect::system(turn.state, owner, id, turn.draw(Lane::ApiKey), document).map_err(first)?;
    if let Some(known) = &known {
        if document.api_key.is_none() {
            new.api_key = known.api_key.clone();
        }
        new.move_existing_mail = known.move_existing_mail;
        if !chooses_activation(known, &new) {
            new.activated = known.activated;
            new.deactivated_at = known.deactivated_at;
        }
        may_become(turn, known, &new)?;
    }
    let receives = new.has_role(Role::Recipient);
    turn.record(EventBody::SystemChanged {
        system: Box::new(new.as_set()),
    });
    if receives && !has_primary {
        turn.record(EventBody::PrimarySystemChanged {
            owner,
            system: Some(id),
        });
    }
    if let Some(known) = known {
        if known.has_role(Role::Recipient) && !receives {
            leave_receiving(turn, &known);
        } else if !new.is_receiving(turn.now) {
            deactivate::move_waiting_mail(turn, id, LastAttempts::RunOn);
        }
    }
    move_mail::move_if_asked(turn, id);
    Ok(Reply::System(id))
}

/// SYS-7: whether its owner has chosen anew when it is to be used.
fn chooses_activation(known: &System, new: &System) -> bool {
    (known.active_from, known.active_to) != (new.active_from, new.active_to)
}

/// What a system that is there may not be turned into.
fn may_become(turn: &Turn<'_>, known: &System, new: &System) -> Result<(), Rejection> {
    let template = known.standard_system_template_id;
    if template != new.standard_system_template_id {
        return Err(Rejection::new(
            Code::SystemFieldLocked,
            format!("system '{}' cannot be tied to another template", known.name),
            "make a new system from the template",
        ));
    }
    if known.is_in_operation(turn.now) {
        let changed = if known.protocol != new.protocol {
            Some("protocol")
        } else if chooses_activation(known, new) {
            Some("activation")
        } else {
            None
        };
        if let Some(changed) = changed {
            return Err(Rejection::new(
                Code::SystemInOperation,
                format!(
                    "the {changed} of system '{}' cannot be changed while it is in operation",
                    known.name
                ),
                "deactivate the system first",
            ));
        }
    }
    if known.has_role(Role::Recipient) && !new.has_role(Role::Recipient) {
        may_stop_receiving(turn, known)?;
    }
    Ok(())
}

/// SYS-2, SYS-12: whether a receiver system may go.
fn may_stop_receiving(turn: &Turn<'_>, system: &System) -> Result<(), Rejection> {
    let refused = |code, message: String, remedy: &str| Err(Rejection::new(code, message, remedy));
    let has_others = turn.state.systems.values().any(|other| {
        other.owner == system.owner && other.id != system.id && other.has_role(Role::Recipient)
    });
    if is_primary(turn, system) && has_others {
        return refused(
            Code::SystemIsPrimary,
            format!("system '{}' is the primary system", system.name),
            "make another receiver system the primary first",
        );
    }
    let used_by = |point: &&Arc<ContactPoint>| point.system == Some(system.id);
    if let Some(point) = turn.state.contact_points.values().find(used_by) {
        return refused(
            Code::SystemHasContactPoints,
            format!(
                "contact point '{}' uses system '{}'",
                point.name, system.name
            ),
            "tie its contact points to another system first",
        );
    }
    Ok(())
}

/// A receiver system has gone, or receives no more: its mail moves.
fn leave_receiving(turn: &mut Turn<'_>, system: &System) {
    if is_primary(turn, system) {
        turn.record(EventBody::PrimarySystemChanged {
            owner: system.owner,
            system: None,
        });
    }
    deactivate::move_waiting_mail(turn, system.id, LastAttempts::MoveToo);
}

fn known_system(turn: &Turn<'_>, id: SystemId) -> Result<System, Rejection> {
    turn.state
        .systems
        .get(&id)
        .cloned()
        .ok_or_else(|| unknown(Code::SystemNotFound, format!("there is no system {id}")))
}

fn is_primary(turn: &Turn<'_>, system: &System) -> bool {
    turn.state
        .registry
        .organisations
        .get(&system.owner)
        .is_some_and(|owner| owner.primary == Some(system.id))
}

/// SYS-12.
pub(crate) fn remove(turn: &mut Turn<'_>, id: SystemId) -> Result<Reply, Rejection> {
    let gone = known_system(turn, id)?;
    may_stop_receiving(turn, &gone)?;
    turn.record(EventBody::SystemRemoved { system: id });
    leave_receiving(turn, &gone);
    Ok(Reply::Done)
}

/// SYS-2.
pub(crate) fn make_primary(turn: &mut Turn<'_>, id: SystemId) -> Result<Reply, Rejection> {
    let chosen = known_system(turn, id)?;
    if !chosen.has_role(Role::Recipient) {
        return Err(Rejection::new(
            Code::SystemNotAReceiver,
            format!("system '{}' does not receive", chosen.name),
            "choose a system with the role RECIPIENT",
        ));
    }
    if !is_primary(turn, &chosen) {
        turn.record(EventBody::PrimarySystemChanged {
            owner: chosen.owner,
            system: Some(id),
        });
    }
    Ok(Reply::Done)
}

/// Switches a system on by hand: it is activated now (SYS-7).
pub(crate) fn activate(turn: &mut Turn<'_>, id: SystemId) -> Result<Reply, Rejection> {
    if !known_system(turn, id)?.is_in_operation(turn.now) {
        turn.record(EventBody::SystemSwitchedOn { system: id });
        move_mail::move_if_asked(turn, id);
    }
    Ok(Reply::Done)
}

/// Switches a system off by hand: its deactivation time is now, or, before its activation, it is
/// not activated at all (SYS-7).
pub(crate) fn deactivate(turn: &mut Turn<'_>, id: SystemId) -> Result<Reply, Rejection> {
    let system = known_system(turn, id)?;
    if system.activated && system.active_to.is_none_or(|to| turn.now < to) {
        turn.record(EventBody::SystemSwitchedOff { system: id });
        deactivate::move_waiting_mail(turn, id, LastAttempts::RunOn);
    }
    Ok(Reply::Done)
}

/// SYS-13: a new key; the certificate that was left with Digital Post goes with the old one.
pub(crate) fn renew_api_key(turn: &mut Turn<'_>, id: SystemId) -> Result<Reply, Rejection> {
    known_system(turn, id)?;
    let key = turn.draw(Lane::ApiKey).as_hyphenated().to_string();
    turn.record(EventBody::SystemApiKeyRenewed {
        system: id,
        api_key: ApiKey::new(key),
    });
    Ok(Reply::System(id))
}

/// SYS-11.
pub(crate) fn put_template(
    turn: &mut Turn<'_>,
    mut template: TemplateDocument,
) -> Result<Reply, Rejection> {
    connect::template(&template).map_err(first)?;
    let id = template
        .id
        .unwrap_or_else(|| TemplateId::from_uuid(turn.draw(Lane::Template)));
    template.id = Some(id);
    turn.record(EventBody::StandardSystemTemplateChanged {
        template: Box::new(template),
    });
    Ok(Reply::Template(id))
}

pub(crate) fn remove_template(turn: &mut Turn<'_>, id: TemplateId) -> Result<Reply, Rejection> {
    if !turn.state.templates.contains_key(&id) {
        return Err(unknown(
            Code::TemplateNotFound,
            format!("there is no template {id}"),
        ));
    }
    let made = |system: &&System| system.standard_system_template_id == Some(id);
    if let Some(system) = turn.state.systems.values().find(made) {
        return Err(Rejection::new(
            Code::TemplateInUse,
            format!("system '{}' was made from template {id}", system.name),
            "delete the systems made from it first",
        ));
    }
    turn.record(EventBody::StandardSystemTemplateRemoved { template: id });
    Ok(Reply::Done)
}
