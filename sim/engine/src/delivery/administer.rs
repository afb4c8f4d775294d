//! Changes of test data, and what they mean for mail on its way.

use std::sync::Arc;

use testpost_memo::id::{Cvr, PartyId};

use crate::chance::Lane;
use crate::code::Code;
use crate::command::{Administration, Reply};
use crate::delivery::deactivate::{self, LastAttempts};
use crate::delivery::exempt;
use crate::document::{
    AuthorityDocument, CompanyDocument, ContactPointDocument, Role, SystemDocument,
};
use crate::engine::Turn;
use crate::event::EventBody;
use crate::id::{ContactPointId, OrganisationId, SystemId};
use crate::rejection::Rejection;
use crate::state::birth::{FieldFault, authority_kind, system};
use crate::state::contact_point_form::{PointFault, contact_point};
use crate::state::contact_structure::ContactPoint;
use crate::state::registry::{Organisation, OrganisationKind};
use crate::state::systems::System;

pub(crate) fn administer(turn: &mut Turn<'_>, change: Administration) -> Result<Reply, Rejection> {
    match change {
        Administration::PutCitizen(citizen) => {
            let (party, status) = (PartyId::Cpr(citizen.cpr), citizen.status);
            turn.record(EventBody::ContactCprUpdated { citizen });
            exempt::follow_status(turn, party, status);
            Ok(Reply::Done)
        }
        Administration::RemoveCitizen(cpr) => {
            if !turn.state.registry.citizens.contains_key(&cpr) {
                return Err(unknown(
                    Code::CitizenNotFound,
                    format!("there is no citizen {cpr}"),
                ));
            }
            exempt::forget(turn, PartyId::Cpr(cpr));
            turn.record(EventBody::ContactCprRemoved { cpr });
            Ok(Reply::Done)
        }
        Administration::PutCompany(document) => put_company(turn, document),
        Administration::PutAuthority(document) => put_authority(turn, document),
        Administration::RemoveOrganisation(cvr) => remove_organisation(turn, cvr),
        Administration::PutSystem { owner, system } => put_system(turn, owner, &system),
        Administration::RemoveSystem(id) => remove_system(turn, id),
        Administration::MakePrimary(id) => make_primary(turn, id),
        Administration::Activate(id) => switch(turn, id, Switch::On),
        Administration::Deactivate(id) => switch(turn, id, Switch::Off),
        Administration::PutContactPoint { owner, point } => put_contact_point(turn, owner, &point),
        Administration::RemoveContactPoint(id) => {
            if !turn.state.contact_points.contains_key(&id) {
                return Err(unknown(
                    Code::ContactPointNotFound,
                    format!("there is no contact point {id}"),
                ));
            }
            turn.record(EventBody::ContactPointRemoved { point: id });
            Ok(Reply::Done)
        }
        Administration::Exempt(document) => exempt::make(turn, &document),
        Administration::RenewExemption {
            exemption,
            exempt_by_proxy,
        } => exempt::renew(turn, exemption, exempt_by_proxy),
        Administration::LiftExemption {
            exemption,
            exempt_by_proxy,
        } => exempt::lift(turn, exemption, exempt_by_proxy),
    }
}

fn unknown(code: Code, message: String) -> Rejection {
    Rejection::new(code, message, "list what there is")
}

fn wrong(clause: &'static str, (field, message, remedy): FieldFault) -> Rejection {
    Rejection::new(Code::FieldNotValid, format!("{field}: {message}"), remedy).by(clause)
}

/// All that is wrong with a contact point, by the clause of the first.
fn wrong_point(faults: &[PointFault]) -> Rejection {
    let said: Vec<String> = faults
        .iter()
        .map(|fault| format!("{}: {} ({})", fault.field, fault.message, fault.clause))
        .collect();
    let first = faults.first();
    let remedy = first.map_or("look at its fields", |fault| fault.remedy);
    let clause = first.map_or("CS-1", |fault| fault.clause);
    Rejection::new(Code::FieldNotValid, said.join("; "), remedy).by(clause)
}

fn put_organisation(
    turn: &mut Turn<'_>,
    cvr: Cvr,
    id: Option<OrganisationId>,
    name: String,
    kind: OrganisationKind,
) -> Result<bool, Rejection> {
    let known = turn.state.registry.organisations.get(&cvr);
    if let Some(known) = known
        && known.is_authority() != matches!(kind, OrganisationKind::Authority { .. })
    {
        return Err(Rejection::new(
            Code::OrganisationOfTheOtherKind,
            format!("CVR {cvr} is already an organisation of the other kind"),
            "choose another CVR number",
        ));
    }
    let is_new = known.is_none();
    let organisation = Organisation {
        cvr,
        id: id
            .or(known.map(|known| known.id))
            .unwrap_or_else(|| OrganisationId::from_uuid(turn.draw(Lane::Organisation))),
        name,
        kind,
        primary: known.and_then(|known| known.primary),
    };
    turn.record(EventBody::OrganisationChanged {
        organisation: Box::new(organisation),
    });
    Ok(is_new)
}

fn put_company(turn: &mut Turn<'_>, document: CompanyDocument) -> Result<Reply, Rejection> {
    if put_organisation(
        turn,
        document.cvr,
        document.id,
        document.name,
        OrganisationKind::Company {
            status: document.status,
        },
    )? {
        for system in &document.systems {
            put_system(turn, document.cvr, system)?;
        }
    }
    exempt::follow_status(turn, PartyId::Cvr(document.cvr), document.status);
    Ok(Reply::Done)
}

fn put_authority(turn: &mut Turn<'_>, document: AuthorityDocument) -> Result<Reply, Rejection> {
    let kind = authority_kind(&document);
    if put_organisation(turn, document.cvr, document.id, document.name, kind)? {
        for system in &document.systems {
            put_system(turn, document.cvr, system)?;
        }
        for point in &document.contact_points {
            put_contact_point(turn, document.cvr, point)?;
        }
    }
    Ok(Reply::Done)
}

fn remove_organisation(turn: &mut Turn<'_>, cvr: Cvr) -> Result<Reply, Rejection> {
    if !turn.state.registry.organisations.contains_key(&cvr) {
        return Err(unknown(
            Code::OrganisationNotFound,
            format!("there is no organisation {cvr}"),
        ));
    }
    if turn
        .state
        .systems
        .values()
        .any(|system| system.owner == cvr)
    {
        return Err(Rejection::new(
            Code::OrganisationHasSystems,
            format!("organisation {cvr} has systems"),
            "delete its systems first",
        ));
    }
    exempt::forget(turn, PartyId::Cvr(cvr));
    turn.record(EventBody::OrganisationRemoved { cvr });
    Ok(Reply::Done)
}

fn put_system(
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
    let known = turn.state.systems.get(&id);
    if known.is_some_and(|known| known.owner != owner) {
        return Err(Rejection::new(
            Code::SystemOfAnotherOrganisation,
            format!("system {id} belongs to another organisation"),
            "choose another id",
        ));
    }
    let mut new =
        system(turn.state, owner, id, turn.draw(Lane::ApiKey), document).map_err(|faults| {
            faults.into_iter().next().map_or_else(
                || {
                    Rejection::new(
                        Code::SystemNotValid,
                        "the system cannot be made",
                        "look at its fields",
                    )
                },
                |fault| wrong("SYS-4", fault),
            )
        })?;
    if let Some(known) = known {
        if document.api_key.is_none() {
            new.api_key = known.api_key.clone();
        }
        new.deactivated_at = known.deactivated_at;
    }
    let known = known.cloned();
    if let Some(known) = &known {
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
    Ok(Reply::System(id))
}

/// What a system that is there may not be turned into.
fn may_become(turn: &Turn<'_>, known: &System, new: &System) -> Result<(), Rejection> {
    if known.protocol != new.protocol && known.is_in_its_window(turn.now) {
        return Err(Rejection::new(
            Code::SystemInOperation,
            format!(
                "the protocol of system '{}' cannot be changed while it is in operation",
                known.name
            ),
            "deactivate the system first",
        ));
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
fn remove_system(turn: &mut Turn<'_>, id: SystemId) -> Result<Reply, Rejection> {
    let gone = known_system(turn, id)?;
    may_stop_receiving(turn, &gone)?;
    turn.record(EventBody::SystemRemoved { system: id });
    leave_receiving(turn, &gone);
    Ok(Reply::Done)
}

/// SYS-2.
fn make_primary(turn: &mut Turn<'_>, id: SystemId) -> Result<Reply, Rejection> {
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

/// Switches a system on or off by hand: its activation or deactivation time is now (SYS-7).
fn switch(turn: &mut Turn<'_>, id: SystemId, to: Switch) -> Result<Reply, Rejection> {
    let system = known_system(turn, id)?;
    let is_on = system.deactivated_at.is_none() && system.is_in_its_window(turn.now);
    match to {
        Switch::On if !is_on => {
            turn.record(EventBody::SystemSwitchedOn { system: id });
        }
        Switch::Off if system.is_in_its_window(turn.now) => {
            turn.record(EventBody::SystemSwitchedOff { system: id });
            deactivate::move_waiting_mail(turn, id, LastAttempts::RunOn);
        }
        Switch::On | Switch::Off => {}
    }
    Ok(Reply::Done)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Switch {
    On,
    Off,
}

fn put_contact_point(
    turn: &mut Turn<'_>,
    owner: Cvr,
    document: &ContactPointDocument,
) -> Result<Reply, Rejection> {
    match turn.state.registry.party(&PartyId::Cvr(owner)) {
        Some(party) if party.is_authority() => {}
        Some(_) => {
            return Err(Rejection::new(
                Code::ContactStructureOfACompany,
                format!("{owner} is a company; only authorities have a contact structure"),
                "name an authority as owner",
            ));
        }
        None => {
            return Err(unknown(
                Code::OrganisationNotFound,
                format!("there is no organisation {owner}"),
            ));
        }
    }
    let id = document
        .id
        .unwrap_or_else(|| ContactPointId::from_uuid(turn.draw(Lane::ContactPoint)));
    if turn
        .state
        .contact_points
        .get(&id)
        .is_some_and(|known| known.authority != owner)
    {
        return Err(Rejection::new(
            Code::ContactPointOfAnotherAuthority,
            format!("contact point {id} belongs to another authority"),
            "choose another id",
        ));
    }
    let point = contact_point(turn.state, turn.profile, owner, id, document)
        .map_err(|faults| wrong_point(&faults))?;
    turn.record(EventBody::ContactPointChanged {
        point: Box::new(point),
    });
    Ok(Reply::ContactPoint(id))
}
