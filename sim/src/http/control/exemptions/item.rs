//! An exemption as the control interface shows it, in the words of the interface's Exemption.

use jiff::Timestamp;
use serde::Serialize;
use testpost_engine::Engine;
use testpost_engine::document::ForwardingAddress;
use testpost_engine::id::ExemptionId;
use testpost_engine::state::exemptions::{EndReason, Exemption, UnopenedMail};
use testpost_memo::id::PartyId;
use utoipa::ToSchema;

use crate::http::control::in_world::not_found;
use crate::http::control::listing::beyond;
use crate::http::control::times::show;
use crate::http::refused::Refused;

/// One exemption.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExemptionItem {
    id: String,
    cpr_number: Option<String>,
    cvr_number: Option<String>,
    /// When it was made.
    date: String,
    exempt_by_proxy: bool,
    forward_to_address: bool,
    /// Where unopened mail is forwarded to, when not to the registered address.
    recipient: Option<AddressItem>,
    organisation: Option<String>,
    /// When a company's ends by itself; null for a citizen's.
    ends_at: Option<String>,
    renewals: Vec<RenewalItem>,
    lifting: Option<LiftingItem>,
    in_force: bool,
    ended_at: Option<String>,
    /// LIFTED, RAN_OUT or STATUS_CHANGED
    #[schema(value_type = Option<String>)]
    end_reason: Option<EndReason>,
}

/// An address on paper.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AddressItem {
    name: String,
    address1_text: String,
    address2_text: Option<String>,
    address3_text: Option<String>,
    zip_code: String,
    country_code: Option<String>,
}

impl From<&ForwardingAddress> for AddressItem {
    fn from(address: &ForwardingAddress) -> Self {
        let ForwardingAddress {
            name,
            address1_text,
            address2_text,
            address3_text,
            zip_code,
            country_code,
        } = address.clone();
        AddressItem {
            name,
            address1_text,
            address2_text,
            address3_text,
            zip_code,
            country_code,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RenewalItem {
    at: String,
    exempt_by_proxy: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LiftingItem {
    at: String,
    exempt_by_proxy: bool,
    takes_effect_at: String,
}

/// Where unopened mail goes: whether it is forwarded, and the address that was named.
pub(super) fn forwarding(unopened: &UnopenedMail) -> (bool, Option<AddressItem>) {
    match unopened {
        UnopenedMail::NotForwarded => (false, None),
        UnopenedMail::ToRegisteredAddress => (true, None),
        UnopenedMail::ToAnotherAddress { address } => (true, Some(address.into())),
    }
}

/// The number under the key that fits it: CPR, CVR.
pub(in crate::http::control) fn numbers(party: &PartyId) -> (Option<String>, Option<String>) {
    let number = Some(party.number().to_owned());
    match party {
        PartyId::Cpr(_) => (number, None),
        PartyId::Cvr(_) => (None, number),
    }
}

impl From<&Exemption> for ExemptionItem {
    fn from(exemption: &Exemption) -> Self {
        let (cpr_number, cvr_number) = numbers(&exemption.party);
        let (forward_to_address, recipient) = forwarding(&exemption.unopened_mail);
        ExemptionItem {
            id: exemption.id.to_string(),
            cpr_number,
            cvr_number,
            date: show(exemption.made_at),
            exempt_by_proxy: exemption.exempt_by_proxy,
            forward_to_address,
            recipient,
            organisation: exemption.organisation.clone(),
            ends_at: exemption.ends_at.map(show),
            renewals: exemption
                .renewals
                .iter()
                .map(|renewal| RenewalItem {
                    at: show(renewal.at),
                    exempt_by_proxy: renewal.exempt_by_proxy,
                })
                .collect(),
            lifting: exemption.lifting.map(|lifting| LiftingItem {
                at: show(lifting.at),
                exempt_by_proxy: lifting.exempt_by_proxy,
                takes_effect_at: show(lifting.takes_effect_at),
            }),
            in_force: exemption.is_in_force(),
            ended_at: exemption.ended.map(|ended| show(ended.at)),
            end_reason: exemption.ended.map(|ended| ended.reason),
        }
    }
}

impl ExemptionItem {
    /// Those after this one.
    pub(super) fn all(
        engine: &Engine,
        after: Option<&ExemptionId>,
    ) -> impl Iterator<Item = (ExemptionId, ExemptionItem)> {
        let all = engine.state().exemptions.all();
        all.range(beyond(after))
            .map(|(id, exemption)| (*id, ExemptionItem::from(exemption)))
    }

    pub(super) fn find(
        engine: &Engine,
        _: Timestamp,
        id: &ExemptionId,
    ) -> Result<ExemptionItem, Refused> {
        match engine.state().exemptions.get(*id) {
            Some(exemption) => Ok(exemption.into()),
            None => Err(not_found("exemption.not.found", format!("exemption {id}"))),
        }
    }
}
