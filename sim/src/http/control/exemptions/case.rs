//! What a case about an exemption is answered: the exemption, and the receipt (kvittering) that
//! is given this once (EX-4, EX-5).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_engine::command::{ExemptionReceipt, WhatWasDone};
use testpost_engine::{Engine, Reply};
use utoipa::ToSchema;

use super::item::{AddressItem, ExemptionItem, forwarding, numbers};
use crate::http::control::times::show;
use crate::http::problem::Problem;
use crate::http::refused::Refused;

/// An exemption and the receipt of what was done about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExemptionCase {
    exemption: ExemptionItem,
    receipt: ReceiptItem,
}

/// A receipt. No other call answers it: keep it if it is needed again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReceiptItem {
    /// EXEMPTED, RENEWED or LIFTED
    #[schema(value_type = String)]
    what: WhatWasDone,
    at: String,
    name: String,
    cpr_number: Option<String>,
    cvr_number: Option<String>,
    exempt_by_proxy: bool,
    forward_to_address: bool,
    recipient: Option<AddressItem>,
    /// When the lifting counts.
    takes_effect_at: Option<String>,
    /// When a company's exemption ends by itself.
    ends_at: Option<String>,
}

impl From<&ExemptionReceipt> for ReceiptItem {
    fn from(receipt: &ExemptionReceipt) -> Self {
        let (cpr_number, cvr_number) = numbers(&receipt.party);
        let (forward_to_address, recipient) = forwarding(&receipt.unopened_mail);
        ReceiptItem {
            what: receipt.what,
            at: show(receipt.at),
            name: receipt.name.clone(),
            cpr_number,
            cvr_number,
            exempt_by_proxy: receipt.exempt_by_proxy,
            forward_to_address,
            recipient,
            takes_effect_at: receipt.takes_effect_at.map(show),
            ends_at: receipt.ends_at.map(show),
        }
    }
}

impl ExemptionCase {
    /// What the engine answered to the only change of a case.
    pub(super) fn of(
        engine: &Engine,
        now: Timestamp,
        replies: &[Reply],
    ) -> Result<ExemptionCase, Problem> {
        let [Reply::Exemption(receipt)] = replies else {
            return Err(Refused::ours("a case about an exemption has no receipt").into());
        };
        Ok(ExemptionCase {
            exemption: ExemptionItem::find(engine, now, &receipt.exemption)?,
            receipt: ReceiptItem::from(&**receipt),
        })
    }
}

/// How a renewal or a lifting was asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Asked {
    /// Whether somebody with a power of attorney (fuldmagt) asked; false unless said.
    #[serde(default)]
    pub(super) exempt_by_proxy: bool,
}
