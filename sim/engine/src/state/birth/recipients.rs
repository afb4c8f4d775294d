//! Who is exempt, and who is signed up for NemSMS, when a world begins (EX-1, SMS-1).

use testpost_memo::id::PartyId;

use super::Birth;
use crate::chance::Lane;
use crate::document::{RecipientStatus, WorldDocument};
use crate::id::{ConfirmationToken, ExemptionId};
use crate::state::exemption_terms::{Terms, one_party};
use crate::state::nem_sms::SignUp;
use crate::state::registry::Party;

impl Birth<'_> {
    /// EX-1: those that the file describes, and a plain one for whoever is only said to be exempt.
    pub(super) fn exemptions(&mut self, document: &WorldDocument) {
        for (index, described) in document.exemptions.iter().enumerate() {
            let path = format!("exemptions[{index}]");
            let terms = match Terms::read(described, self.state.now) {
                Ok(terms) => terms,
                Err((field, message, remedy)) => {
                    self.fault(format!("{path}.{field}"), message, remedy);
                    continue;
                }
            };
            let fits = self
                .state
                .registry
                .party(&terms.party)
                .filter(|party| !party.is_authority())
                .map(Party::status);
            let free = self.state.exemptions.of(&terms.party).is_none();
            match fits {
                Some(RecipientStatus::Registered | RecipientStatus::Exempt) if free => {
                    self.exempt(terms);
                }
                Some(RecipientStatus::Exempt) => self.fault(
                    path,
                    format!("{} is exempt twice", terms.party),
                    "describe one exemption of each citizen or company",
                ),
                Some(_) => self.fault(
                    path,
                    format!("{} has a status that does not go with it", terms.party),
                    "give the citizen or company the status EXEMPT, or none",
                ),
                None => self.fault(
                    path,
                    format!("the file has no citizen and no company {}", terms.party),
                    "name one of the file's own",
                ),
            }
        }
        let registry = &self.state.registry;
        let citizens = registry.citizens.keys().copied().map(PartyId::Cpr);
        let organisations = registry.organisations.keys().copied().map(PartyId::Cvr);
        let plain: Vec<PartyId> = citizens
            .chain(organisations)
            .filter(|id| {
                let status = registry.party(id).map(Party::status);
                status == Some(RecipientStatus::Exempt) && self.state.exemptions.of(id).is_none()
            })
            .collect();
        for party in plain {
            self.exempt(Terms::plain(party, self.state.now));
        }
    }

    /// SMS-1: no text message is sent for those that the file describes.
    pub(super) fn sign_ups(&mut self, document: &WorldDocument) {
        for (index, described) in document.nem_sms_subscriptions.iter().enumerate() {
            let path = format!("nemSmsSubscriptions[{index}]");
            let party = match one_party(described.cpr_number, described.cvr_number) {
                Ok(party) => party,
                Err((field, message, remedy)) => {
                    self.fault(format!("{path}.{field}"), message, remedy);
                    continue;
                }
            };
            let known = self.state.registry.party(&party);
            if known.is_none_or(Party::is_authority) {
                self.fault(
                    path,
                    format!("the file has no citizen and no company {party}"),
                    "name one of the file's own",
                );
            } else if self.state.nem_sms.all().contains_key(&party) {
                self.fault(
                    path,
                    format!("{party} is signed up twice"),
                    "sign each citizen or company up once",
                );
            } else {
                let link = ConfirmationToken::from_uuid(self.draw(Lane::Confirmation));
                let now = self.state.now;
                self.state.nem_sms.put(SignUp {
                    party,
                    mobile: described.mobile_number.clone(),
                    signed_up_at: now,
                    link_sent_at: now,
                    link,
                    confirmed_at: described.confirmed.then_some(now),
                });
            }
        }
    }

    fn exempt(&mut self, terms: Terms) {
        let id = ExemptionId::from_uuid(self.draw(Lane::Exemption));
        self.state
            .begin_exemption(terms.exemption(id, self.profile), (self.drawn, 2));
    }
}
