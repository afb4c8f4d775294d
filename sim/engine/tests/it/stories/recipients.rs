//! What the journal says about recipients, told anew: how each stands (SEND-7, EX-1), and who is
//! signed up for NemSMS since when (SMS-1).

use std::collections::BTreeMap;

use jiff::Timestamp;
use testpost_engine::document::RecipientStatus;
use testpost_engine::event::EventBody;
use testpost_engine::state::State;
use testpost_memo::id::PartyId;

#[derive(Debug)]
pub(super) struct Recipients {
    /// Of all but authorities.
    status: BTreeMap<PartyId, RecipientStatus>,
    /// Since when a sign-up is in force.
    signed_up: BTreeMap<PartyId, Timestamp>,
}

impl Recipients {
    /// Those of a new world.
    pub(super) fn of(born: &State) -> Self {
        let registry = &born.registry;
        let citizens = registry.citizens.keys().copied().map(PartyId::Cpr);
        let organisations = registry.organisations.keys().copied().map(PartyId::Cvr);
        let status = citizens.chain(organisations).filter_map(|id| {
            let party = registry.party(&id)?;
            (!party.is_authority()).then(|| (id, party.status()))
        });
        Self {
            status: status.collect(),
            signed_up: BTreeMap::new(),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what concerns recipients is listed"
    )]
    pub(super) fn hear(&mut self, at: Timestamp, body: &EventBody) {
        match body {
            EventBody::ContactCprUpdated { citizen } => {
                self.status
                    .insert(PartyId::Cpr(citizen.cpr), citizen.status);
            }
            EventBody::DigitalPostExempted { exemption } => {
                self.status.insert(exemption.party, RecipientStatus::Exempt);
            }
            EventBody::DigitalPostRegistered { party, .. } => {
                self.status.insert(*party, RecipientStatus::Registered);
            }
            EventBody::NemSmsCreated { party, .. } | EventBody::NemSmsUpdated { party, .. } => {
                self.signed_up.remove(party);
            }
            EventBody::NemSmsActivated { party } => {
                self.signed_up.insert(*party, at);
            }
            EventBody::NemSmsDeleted { party } => {
                self.signed_up.remove(party);
            }
            _ => {}
        }
    }

    /// SEND-7: whether such a message reaches somebody. Authorities take all.
    pub(super) fn takes(&self, recipient: &PartyId, is_mandatory: bool) -> bool {
        match self.status.get(recipient) {
            None | Some(RecipientStatus::Registered) => true,
            Some(RecipientStatus::Exempt) => is_mandatory,
            Some(
                RecipientStatus::Closed | RecipientStatus::Dead | RecipientStatus::Unregistered,
            ) => false,
        }
    }

    /// SMS-1: since when a recipient's sign-up is in force.
    pub(super) fn signed_up_since(&self, recipient: &PartyId) -> Option<Timestamp> {
        self.signed_up.get(recipient).copied()
    }
}
