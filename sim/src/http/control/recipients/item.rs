//! What a look-up shows (EX-7): name, number, registration status, and the warning about mail that
//! may not have been opened.

use serde::Serialize;
use testpost_engine::Engine;
use testpost_engine::document::RecipientStatus;
use testpost_engine::state::mailboxes::Direction;
use testpost_memo::id::PartyId;
use utoipa::ToSchema;

use crate::http::control::exemptions::item::{ExemptionItem, numbers};
use crate::http::control::in_world::not_found;
use crate::http::control::nem_sms::item::NemSmsItem;
use crate::http::refused::Refused;

/// A citizen, company or authority as a look-up shows it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecipientItem {
    name: String,
    cpr_number: Option<String>,
    cvr_number: Option<String>,
    /// REGISTERED, EXEMPT, CLOSED, DEAD or UNREGISTERED
    #[schema(value_type = String)]
    status: RecipientStatus,
    /// The exemption that holds now.
    exemption: Option<ExemptionItem>,
    /// The sign-up for NemSMS (SMS-3).
    nem_sms_subscription: Option<NemSmsItem>,
    /// How many messages lie in the mailbox.
    mail_in_mailbox: usize,
    /// What whoever makes them exempt is to be told; null for an authority.
    warning: Option<String>,
}

const WARNING: &str = "Der er eller kan være uåbnet Digital Post. Den kan indeholde vigtige \
                       frister, som kræver handling, også efter en fritagelse.";

impl RecipientItem {
    pub(super) fn find(engine: &Engine, id: &PartyId) -> Result<RecipientItem, Refused> {
        let state = engine.state();
        let Some(party) = state.registry.party(id) else {
            return Err(not_found(
                "recipient.not.found",
                format!("citizen or organisation with the number {id}"),
            ));
        };
        let (cpr_number, cvr_number) = numbers(id);
        let mail = state.mailboxes.of(id);
        let received = mail.filter(|(_, item)| item.direction == Direction::Received);
        Ok(RecipientItem {
            name: party.name().to_owned(),
            cpr_number,
            cvr_number,
            status: party.status(),
            exemption: state.exemptions.of(id).map(ExemptionItem::from),
            nem_sms_subscription: state.nem_sms.all().get(id).map(NemSmsItem::from),
            mail_in_mailbox: received.count(),
            warning: (!party.is_authority()).then(|| WARNING.to_owned()),
        })
    }
}
