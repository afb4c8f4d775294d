//! Exemption from Digital Post (fritagelse): made, renewed, lifted, run out (EX-1, EX-2, EX-4 to
//! EX-6). When a company's runs out is `state/november.rs`'s affair; whether mail reaches whoever is
//! exempt is looked at in `validate.rs` (SEND-7).

use testpost_memo::id::PartyId;

use crate::calendar;
use crate::chance::Lane;
use crate::code::Code;
use crate::command::{ExemptionReceipt, Reply, WhatWasDone};
use crate::document::{ExemptionDocument, RecipientStatus};
use crate::engine::Turn;
use crate::event::EventBody;
use crate::id::ExemptionId;
use crate::rejection::Rejection;
use crate::state::birth::FieldFault;
use crate::state::exemption_terms::Terms;
use crate::state::exemptions::{EndReason, Exemption, UnopenedMail};
use crate::state::november;
use crate::state::registry::Party;

/// EX-1, EX-2: somebody becomes exempt.
pub(crate) fn make(turn: &mut Turn<'_>, document: &ExemptionDocument) -> Result<Reply, Rejection> {
    let terms = Terms::read(document, turn.now).map_err(wrong)?;
    let (party, name, status) = recipient(turn, &terms.party)?;
    match status {
        RecipientStatus::Registered | RecipientStatus::Unregistered => {}
        RecipientStatus::Exempt => {
            return Err(Rejection::new(
                Code::ExemptionAlreadyThere,
                format!("{party} is exempt already"),
                "lift the exemption first, or renew a company's",
            ));
        }
        RecipientStatus::Closed | RecipientStatus::Dead => {
            return Err(Rejection::new(
                Code::ExemptionNotPossible,
                format!("{party} is closed or dead"),
                "change the status first",
            ));
        }
    }
    let exemption = begin(turn, terms);
    Ok(receipt(turn, &exemption, name, WhatWasDone::Exempted))
}

/// The register says of somebody that they are exempt, or are not any more.
pub(crate) fn follow_status(turn: &mut Turn<'_>, party: PartyId, status: RecipientStatus) {
    let current = turn.state.exemptions.of(&party).map(|current| current.id);
    match (status, current) {
        (RecipientStatus::Exempt, None) => {
            let terms = Terms::plain(party, turn.now);
            begin(turn, terms);
        }
        (
            RecipientStatus::Registered
            | RecipientStatus::Closed
            | RecipientStatus::Dead
            | RecipientStatus::Unregistered,
            Some(exemption),
        ) => {
            turn.record(EventBody::DigitalPostRegistered {
                exemption,
                party,
                reason: EndReason::StatusChanged,
            });
        }
        (_, None) | (RecipientStatus::Exempt, Some(_)) => {}
    }
}

/// Whoever is no longer in the register is not exempt either.
pub(crate) fn forget(turn: &mut Turn<'_>, party: PartyId) {
    follow_status(turn, party, RecipientStatus::Unregistered);
}

fn begin(turn: &mut Turn<'_>, terms: Terms) -> Exemption {
    let id = ExemptionId::from_uuid(turn.draw(Lane::Exemption));
    let exemption = terms.exemption(id, turn.profile);
    let party = exemption.party;
    turn.record(EventBody::DigitalPostExempted {
        exemption: Box::new(exemption.clone()),
    });
    match &exemption.unopened_mail {
        UnopenedMail::NotForwarded => {
            turn.record(EventBody::UnopenedMailNotAsPhysicalPost {
                exemption: id,
                party,
            });
        }
        UnopenedMail::ToRegisteredAddress | UnopenedMail::ToAnotherAddress { .. } => {
            turn.record(EventBody::UnopenedMailAsPhysicalPost {
                exemption: id,
                party,
                to: exemption.unopened_mail.clone(),
            });
        }
    }
    exemption
}

/// EX-6: a company's exemption is counted anew.
pub(crate) fn renew(
    turn: &mut Turn<'_>,
    id: ExemptionId,
    exempt_by_proxy: bool,
) -> Result<Reply, Rejection> {
    let exemption = in_force(turn, id)?;
    let party = exemption.party;
    let PartyId::Cvr(_) = party else {
        return Err(Rejection::new(
            Code::ExemptionOfACitizen,
            "a citizen's exemption lasts until it is lifted and cannot be renewed",
            "leave it as it is, or lift it",
        ));
    };
    let name = recipient(turn, &party)?.1;
    turn.record(EventBody::DigitalPostExemptionRenewed {
        exemption: id,
        party,
        exempt_by_proxy,
        ends_at: november::ends_at(&party, turn.now, turn.profile),
    });
    let renewed = in_force(turn, id)?;
    Ok(receipt(turn, &renewed, name, WhatWasDone::Renewed))
}

/// EX-5: the exemption is lifted, now or after a time that the profile says.
pub(crate) fn lift(
    turn: &mut Turn<'_>,
    id: ExemptionId,
    exempt_by_proxy: bool,
) -> Result<Reply, Rejection> {
    let exemption = in_force(turn, id)?;
    let party = exemption.party;
    let name = recipient(turn, &party)?.1;
    let takes_effect_at = calendar::after(turn.now, turn.profile.exemption_lifting_delay);
    turn.record(EventBody::DigitalPostExemptionLifted {
        exemption: id,
        party,
        exempt_by_proxy,
        takes_effect_at,
    });
    let lifted = in_force(turn, id)?;
    if takes_effect_at <= turn.now {
        end(turn, id);
    }
    Ok(receipt(turn, &lifted, name, WhatWasDone::Lifted))
}

/// Its time has come: it had been lifted, or a company's has run out.
pub(crate) fn end(turn: &mut Turn<'_>, id: ExemptionId) {
    let Some(exemption) = turn.state.exemptions.get(id) else {
        return;
    };
    let reason = match exemption.lifting {
        Some(lifting) if lifting.takes_effect_at <= turn.now => EndReason::Lifted,
        Some(_) | None => EndReason::RanOut,
    };
    let party = exemption.party;
    turn.record(EventBody::DigitalPostRegistered {
        exemption: id,
        party,
        reason,
    });
}

fn in_force(turn: &Turn<'_>, id: ExemptionId) -> Result<Exemption, Rejection> {
    let Some(exemption) = turn.state.exemptions.get(id) else {
        return Err(Rejection::new(
            Code::ExemptionNotFound,
            format!("there is no exemption {id}"),
            "list what there is",
        ));
    };
    if exemption.is_in_force() {
        Ok(exemption.clone())
    } else {
        Err(Rejection::new(
            Code::ExemptionHasEnded,
            format!("exemption {id} has ended"),
            "make a new one",
        ))
    }
}

/// Who can be exempt, or signed up for NemSMS: a citizen or a company that is known.
pub(crate) fn recipient(
    turn: &Turn<'_>,
    party: &PartyId,
) -> Result<(PartyId, String, RecipientStatus), Rejection> {
    match turn.state.registry.party(party) {
        Some(found @ Party::Citizen(_)) => Ok((*party, found.name().to_owned(), found.status())),
        Some(found @ Party::Organisation(organisation)) if !organisation.is_authority() => {
            Ok((*party, found.name().to_owned(), found.status()))
        }
        Some(Party::Organisation(_)) => Err(Rejection::new(
            Code::RecipientIsAnAuthority,
            format!("{party} is an authority"),
            "name a citizen or a company",
        )),
        None => Err(Rejection::new(
            match party {
                PartyId::Cpr(_) => Code::CitizenNotFound,
                PartyId::Cvr(_) => Code::OrganisationNotFound,
            },
            format!("nobody is known as {party}"),
            "list the world's citizens and companies",
        )),
    }
}

/// EX-4: what is shown once, when it is done.
fn receipt(turn: &Turn<'_>, exemption: &Exemption, name: String, what: WhatWasDone) -> Reply {
    let exempt_by_proxy = match what {
        WhatWasDone::Exempted => exemption.exempt_by_proxy,
        WhatWasDone::Renewed => exemption
            .renewals
            .last()
            .is_some_and(|renewal| renewal.exempt_by_proxy),
        WhatWasDone::Lifted => exemption
            .lifting
            .is_some_and(|lifting| lifting.exempt_by_proxy),
    };
    Reply::Exemption(Box::new(ExemptionReceipt {
        exemption: exemption.id,
        party: exemption.party,
        name,
        what,
        at: turn.now,
        exempt_by_proxy,
        unopened_mail: exemption.unopened_mail.clone(),
        takes_effect_at: exemption.lifting.map(|lifting| lifting.takes_effect_at),
        ends_at: exemption.ends_at.filter(|_| what != WhatWasDone::Lifted),
    }))
}

fn wrong((field, message, remedy): FieldFault) -> Rejection {
    Rejection::new(Code::FieldNotValid, format!("{field}: {message}"), remedy).by("EX-2")
}
