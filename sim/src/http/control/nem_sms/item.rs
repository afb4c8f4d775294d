//! A sign-up as the control interface shows it, in the words of the interface's
//! NemSmsSubscription.

use jiff::Timestamp;
use serde::Serialize;
use testpost_engine::Engine;
use testpost_engine::state::nem_sms::SignUp;
use testpost_memo::id::PartyId;
use utoipa::ToSchema;

use crate::http::control::exemptions::item::numbers;
use crate::http::control::in_world::not_found;
use crate::http::control::listing::beyond;
use crate::http::control::times::show;
use crate::http::refused::Refused;

/// One sign-up.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NemSmsItem {
    cpr_number: Option<String>,
    cvr_number: Option<String>,
    mobile_number: String,
    /// When it was signed up.
    signed_up_at: String,
    /// When the newest link was texted.
    verification_time: String,
    /// When that link was confirmed; null until then.
    confirmed_date_time: Option<String>,
    /// Whether NemSMS are texted to the number.
    in_force: bool,
}

impl From<&SignUp> for NemSmsItem {
    fn from(sign_up: &SignUp) -> Self {
        let (cpr_number, cvr_number) = numbers(&sign_up.party);
        NemSmsItem {
            cpr_number,
            cvr_number,
            mobile_number: sign_up.mobile.to_string(),
            signed_up_at: show(sign_up.signed_up_at),
            verification_time: show(sign_up.link_sent_at),
            confirmed_date_time: sign_up.confirmed_at.map(show),
            in_force: sign_up.confirmed_at.is_some(),
        }
    }
}

impl NemSmsItem {
    /// Those after this one.
    pub(super) fn all(
        engine: &Engine,
        after: Option<&PartyId>,
    ) -> impl Iterator<Item = (PartyId, NemSmsItem)> {
        let all = engine.state().nem_sms.all();
        all.range(beyond(after))
            .map(|(party, sign_up)| (*party, NemSmsItem::from(sign_up)))
    }

    pub(super) fn find(
        engine: &Engine,
        _: Timestamp,
        party: &PartyId,
    ) -> Result<NemSmsItem, Refused> {
        match engine.state().nem_sms.all().get(party) {
            Some(sign_up) => Ok(sign_up.into()),
            None => Err(not_found(
                "nemsms.not.signed.up",
                format!("sign-up for NemSMS of {party}"),
            )),
        }
    }
}
