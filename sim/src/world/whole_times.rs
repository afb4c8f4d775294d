//! Times are cut to whole milliseconds where they enter a world: the journal and every answer
//! show no more, so a finer time would be lost when a journal is replayed, and a run would not
//! repeat. Everything later is added to such times in whole milliseconds.

use jiff::Timestamp;
use testpost_engine::command::Administration;
use testpost_engine::document::{ExemptionDocument, SystemDocument, WorldDocument};

/// The millisecond that this time falls into.
pub(crate) fn cut(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

pub(super) fn cut_in_document(document: &mut WorldDocument) {
    let companies = document.companies.iter_mut();
    let authorities = document.authorities.iter_mut();
    let systems = companies.flat_map(|company| &mut company.systems);
    let systems = systems.chain(authorities.flat_map(|authority| &mut authority.systems));
    systems.for_each(cut_in_system);
    document.exemptions.iter_mut().for_each(cut_in_exemption);
}

pub(super) fn cut_in_change(change: &mut Administration) {
    match change {
        Administration::PutCompany(company) => company.systems.iter_mut().for_each(cut_in_system),
        Administration::PutAuthority(authority) => {
            authority.systems.iter_mut().for_each(cut_in_system);
        }
        Administration::PutSystem { owner: _, system } => cut_in_system(system),
        Administration::Exempt(exemption) => cut_in_exemption(exemption),
        Administration::PutCitizen(_)
        | Administration::RemoveCitizen(_)
        | Administration::RemoveOrganisation(_)
        | Administration::RemoveSystem(_)
        | Administration::MakePrimary(_)
        | Administration::Activate(_)
        | Administration::Deactivate(_)
        | Administration::RenewApiKey(_)
        | Administration::PutTemplate(_)
        | Administration::RemoveTemplate(_)
        | Administration::PutContactPoint { .. }
        | Administration::RemoveContactPoint(_)
        | Administration::SignUp { .. }
        | Administration::ConfirmSignUp(_)
        | Administration::EndSignUp(_)
        | Administration::RenewExemption { .. }
        | Administration::LiftExemption { .. }
        | Administration::PutFaults(_) => {}
    }
}

fn cut_in_exemption(exemption: &mut ExemptionDocument) {
    exemption.date = exemption.date.map(cut);
}

fn cut_in_system(system: &mut SystemDocument) {
    system.active_from = system.active_from.map(cut);
    system.active_to = system.active_to.map(cut);
}
