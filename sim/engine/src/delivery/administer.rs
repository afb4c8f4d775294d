//! Changes of test data: people, organisations and contact points. Systems have a file of their
//! own, because mail may be on its way to them.

use testpost_memo::id::{Cvr, PartyId};

use crate::chance::Lane;
use crate::code::Code;
use crate::command::{Administration, Reply};
use crate::delivery::{exempt, nem_sms, systems};
use crate::document::{AuthorityDocument, CompanyDocument, ContactPointDocument};
use crate::engine::Turn;
use crate::event::EventBody;
use crate::faults::{self, FaultsDocument};
use crate::id::{ContactPointId, OrganisationId};
use crate::rejection::Rejection;
use crate::state::birth::authority_kind;
use crate::state::contact_point_form::{PointFault, contact_point};
use crate::state::registry::{Organisation, OrganisationKind};

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
            nem_sms::forget(turn, PartyId::Cpr(cpr));
            turn.record(EventBody::ContactCprRemoved { cpr });
            Ok(Reply::Done)
        }
        Administration::PutCompany(document) => put_company(turn, document),
        Administration::PutAuthority(document) => put_authority(turn, document),
        Administration::RemoveOrganisation(cvr) => remove_organisation(turn, cvr),
        Administration::PutSystem { owner, system } => systems::put(turn, owner, &system),
        Administration::RemoveSystem(id) => systems::remove(turn, id),
        Administration::MakePrimary(id) => systems::make_primary(turn, id),
        Administration::Activate(id) => systems::activate(turn, id),
        Administration::Deactivate(id) => systems::deactivate(turn, id),
        Administration::RenewApiKey(id) => systems::renew_api_key(turn, id),
        Administration::PutTemplate(template) => systems::put_template(turn, template),
        Administration::RemoveTemplate(id) => systems::remove_template(turn, id),
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
        Administration::SignUp { party, mobile, how } => nem_sms::sign_up(turn, party, mobile, how),
        Administration::ConfirmSignUp(link) => nem_sms::confirm(turn, link),
        Administration::EndSignUp(party) => nem_sms::end(turn, party),
        Administration::Exempt(document) => exempt::make(turn, &document),
        Administration::RenewExemption {
            exemption,
            exempt_by_proxy,
        } => exempt::renew(turn, exemption, exempt_by_proxy),
        Administration::LiftExemption {
            exemption,
            exempt_by_proxy,
        } => exempt::lift(turn, exemption, exempt_by_proxy),
        Administration::PutFaults(document) => put_faults(turn, &document),
    }
}

fn put_faults(turn: &mut Turn<'_>, document: &FaultsDocument) -> Result<Reply, Rejection> {
    let rules = faults::resolve(turn.state, document).map_err(|wrong| {
        let (said, remedies): (Vec<String>, Vec<&str>) = wrong
            .into_iter()
            .map(|(path, message, remedy)| (format!("{path}: {message}"), remedy))
            .unzip();
        Rejection::new(
            Code::FieldNotValid,
            said.join("; "),
            remedies.first().copied().unwrap_or_default(),
        )
        .by("TEST-1")
    })?;
    turn.record(EventBody::FaultsChanged { rules });
    Ok(Reply::Done)
}

pub(crate) fn unknown(code: Code, message: String) -> Rejection {
    Rejection::new(code, message, "list what there is")
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
            systems::put(turn, document.cvr, system)?;
        }
    }
    exempt::follow_status(turn, PartyId::Cvr(document.cvr), document.status);
    Ok(Reply::Done)
}

fn put_authority(turn: &mut Turn<'_>, document: AuthorityDocument) -> Result<Reply, Rejection> {
    let kind = authority_kind(&document);
    if put_organisation(turn, document.cvr, document.id, document.name, kind)? {
        for system in &document.systems {
            systems::put(turn, document.cvr, system)?;
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
    nem_sms::forget(turn, PartyId::Cvr(cvr));
    turn.record(EventBody::OrganisationRemoved { cvr });
    Ok(Reply::Done)
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
