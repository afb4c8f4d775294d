//! What an exemption is to be, read from a world file or a call (EX-2).

use jiff::Timestamp;
use testpost_memo::id::{Cpr, Cvr, PartyId};

use crate::document::ExemptionDocument;
use crate::id::ExemptionId;
use crate::profile::Profile;
use crate::state::birth::FieldFault;
use crate::state::exemptions::{Exemption, UnopenedMail};
use crate::state::november;

/// What an exemption is to be, looked through.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    pub(crate) party: PartyId,
    pub(crate) made_at: Timestamp,
    pub(crate) exempt_by_proxy: bool,
    pub(crate) unopened_mail: UnopenedMail,
    pub(crate) organisation: Option<String>,
}

impl Terms {
    /// Reads what was written of an exemption (EX-2); `now` is the latest it can have been made.
    pub(crate) fn read(document: &ExemptionDocument, now: Timestamp) -> Result<Self, FieldFault> {
        let ExemptionDocument {
            cpr_number,
            cvr_number,
            exempt_by_proxy,
            forward_to_address,
            recipient,
            organisation,
            date,
        } = document;
        let party = one_party(*cpr_number, *cvr_number)?;
        let unopened_mail = match (forward_to_address, recipient) {
            (false, None) => UnopenedMail::NotForwarded,
            (true, None) => UnopenedMail::ToRegisteredAddress,
            (true, Some(address)) => UnopenedMail::ToAnotherAddress {
                address: address.clone(),
            },
            (false, Some(_)) => {
                return Err((
                    "recipient",
                    "an address is given, but unopened mail is not to be forwarded".into(),
                    "write forwardToAddress: true, or leave recipient out",
                ));
            }
        };
        let made_at = date.unwrap_or(now);
        if made_at > now {
            return Err((
                "date",
                format!(
                    "{} lies in the future",
                    crate::calendar::milliseconds::show(made_at)
                ),
                "name a time that has been, or leave it out",
            ));
        }
        Ok(Self {
            party,
            made_at,
            exempt_by_proxy: *exempt_by_proxy,
            unopened_mail,
            organisation: organisation.clone(),
        })
    }

    /// Nothing is said but that somebody is exempt.
    pub(crate) const fn plain(party: PartyId, made_at: Timestamp) -> Self {
        Self {
            party,
            made_at,
            exempt_by_proxy: false,
            unopened_mail: UnopenedMail::NotForwarded,
            organisation: None,
        }
    }

    /// The exemption on these terms.
    pub(crate) fn exemption(self, id: ExemptionId, profile: &Profile) -> Exemption {
        Exemption {
            id,
            ends_at: november::ends_at(&self.party, self.made_at, profile),
            party: self.party,
            made_at: self.made_at,
            exempt_by_proxy: self.exempt_by_proxy,
            unopened_mail: self.unopened_mail,
            organisation: self.organisation,
            renewals: Vec::new(),
            lifting: None,
            ended: None,
            due: None,
        }
    }
}

/// The citizen or the company that something is about.
pub(crate) fn one_party(cpr: Option<Cpr>, cvr: Option<Cvr>) -> Result<PartyId, FieldFault> {
    match (cpr, cvr) {
        (Some(cpr), None) => Ok(PartyId::Cpr(cpr)),
        (None, Some(cvr)) => Ok(PartyId::Cvr(cvr)),
        (None, None) | (Some(_), Some(_)) => Err((
            "cprNumber",
            "it is not clear whom this is about".into(),
            "write exactly one of cprNumber and cvrNumber",
        )),
    }
}
