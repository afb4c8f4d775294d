//! Where a message goes: a mailbox, the contact point's system, or the primary (DEL-1, DEL-2,
//! DEL-4, RETRY-10).

use testpost_memo::Outline;
use testpost_memo::id::PartyId;

use crate::engine::Turn;
use crate::event::Destination;
use crate::id::{ContactPointId, SystemId};
use crate::state::contact_structure::ContactPoint;
use crate::state::registry::{Organisation, Party};

/// A destination and why it was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) destination: Destination,
    pub(crate) contact_point: Option<ContactPointId>,
    pub(crate) clause: &'static str,
    pub(crate) reason: String,
}

pub(crate) fn route(turn: &Turn<'_>, outline: &Outline, recipient: PartyId) -> Route {
    match turn.state.registry.party(&recipient) {
        Some(Party::Organisation(organisation)) if organisation.is_authority() => to_authority(
            turn,
            organisation,
            outline.recipient.contact_point_id.as_deref(),
        ),
        Some(Party::Organisation(company)) => match receiving(turn, company.primary) {
            Some(system) => Route {
                destination: Destination::System { system },
                contact_point: None,
                clause: "SYS-3",
                reason: "the company's receiver system".into(),
            },
            None => to_mailbox(
                recipient,
                "the company has no receiver system that is active",
            ),
        },
        Some(Party::Citizen(_)) | None => {
            to_mailbox(recipient, "a citizen's mail lies in the mailbox")
        }
    }
}

fn to_mailbox(owner: PartyId, reason: &str) -> Route {
    Route {
        destination: Destination::Mailbox { owner },
        contact_point: None,
        clause: "DEL-4",
        reason: reason.into(),
    }
}

fn receiving(turn: &Turn<'_>, system: Option<SystemId>) -> Option<SystemId> {
    system.filter(|system| {
        turn.state
            .systems
            .get(system)
            .is_some_and(|system| system.is_receiving(turn.now))
    })
}

fn to_authority(turn: &Turn<'_>, authority: &Organisation, named: Option<&str>) -> Route {
    let why_not = match contact_point(turn, authority, named) {
        Ok((point, system)) => {
            return Route {
                destination: Destination::System { system },
                contact_point: Some(point),
                clause: "DEL-1",
                reason: "the receiver system of the contact point".into(),
            };
        }
        Err(why_not) => why_not,
    };
    match receiving(turn, authority.primary) {
        Some(system) => Route {
            destination: Destination::System { system },
            contact_point: None,
            clause: "DEL-1",
            reason: format!("the primary system, because {why_not}"),
        },
        None => to_mailbox(
            PartyId::Cvr(authority.cvr),
            &format!("{why_not}, and the authority has no primary system that is active"),
        ),
    }
}

/// The contact point that the message comes through, if it does.
pub(crate) fn open_point<'t>(
    turn: &'t Turn<'_>,
    outline: &Outline,
    recipient: PartyId,
) -> Option<&'t ContactPoint> {
    let Some(Party::Organisation(organisation)) = turn.state.registry.party(&recipient) else {
        return None;
    };
    if !organisation.is_authority() {
        return None;
    }
    let named = outline.recipient.contact_point_id.as_deref();
    let (point, _) = contact_point(turn, organisation, named).ok()?;
    turn.state.contact_points.get(&point).map(|point| &**point)
}

/// The contact point's system, or why the named point leads nowhere.
fn contact_point(
    turn: &Turn<'_>,
    authority: &Organisation,
    named: Option<&str>,
) -> Result<(ContactPointId, SystemId), String> {
    let Some(named) = named else {
        return Err("the message names no contact point".into());
    };
    let known = named
        .parse()
        .ok()
        .and_then(|id: ContactPointId| turn.state.contact_points.get(&id));
    let Some(point) = known else {
        return Err(format!("contact point '{named}' is unknown"));
    };
    if point.authority != authority.cvr {
        return Err(format!(
            "contact point '{}' is another authority's",
            point.name
        ));
    }
    if !point.active {
        return Err(format!("contact point '{}' is not active", point.name)); // DEL-2
    }
    match point.system {
        None => Err(format!(
            "contact point '{}' is tied to no receiver system",
            point.name
        )),
        Some(system) => match receiving(turn, Some(system)) {
            Some(system) => Ok((point.id, system)),
            None => Err(format!(
                "the receiver system of contact point '{}' is not active",
                point.name
            )),
        },
    }
}
