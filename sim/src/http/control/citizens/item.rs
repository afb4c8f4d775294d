//! A citizen as the control interface shows and takes it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_engine::Engine;
use testpost_engine::document::RecipientStatus;
use testpost_engine::state::registry::Citizen;
use testpost_memo::id::Cpr;
use utoipa::ToSchema;

use crate::http::control::in_world::not_found;
use crate::http::control::listing::beyond;
use crate::http::refused::Refused;

/// One citizen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CitizenItem {
    #[schema(value_type = String, example = "2211771212")]
    cpr: Cpr,
    name: String,
    /// REGISTERED, EXEMPT, CLOSED, DEAD or UNREGISTERED
    #[schema(value_type = String)]
    status: RecipientStatus,
    mobile: Option<String>,
}

impl CitizenItem {
    /// Those after this one.
    pub(super) fn all(
        engine: &Engine,
        _: Timestamp,
        after: Option<&Cpr>,
    ) -> impl Iterator<Item = (Cpr, CitizenItem)> {
        let citizens = &engine.state().registry.citizens;
        citizens
            .range(beyond(after))
            .map(|(cpr, citizen)| (*cpr, CitizenItem::from(citizen)))
    }

    pub(super) fn find(engine: &Engine, _: Timestamp, cpr: &Cpr) -> Result<CitizenItem, Refused> {
        match engine.state().registry.citizens.get(cpr) {
            Some(citizen) => Ok(citizen.into()),
            None => Err(not_found("citizen.not.found", format!("citizen {cpr}"))),
        }
    }
}

impl From<&Citizen> for CitizenItem {
    fn from(citizen: &Citizen) -> Self {
        CitizenItem {
            cpr: citizen.cpr,
            name: citizen.name.clone(),
            status: citizen.status,
            mobile: citizen.mobile.clone(),
        }
    }
}

/// A citizen to be made.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine's own document reads")]
pub(crate) struct NewCitizen {
    /// 10 digits; no check digit is looked at.
    #[schema(example = "2211771212")]
    cpr: String,
    name: String,
    /// REGISTERED by default
    status: Option<String>,
    mobile: Option<String>,
}

/// What can be changed about a citizen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read to check it; then merged as JSON")]
pub(crate) struct CitizenChange {
    #[schema(value_type = Option<String>)]
    cpr: Option<Cpr>,
    name: Option<String>,
    #[schema(value_type = Option<String>)]
    status: Option<RecipientStatus>,
    mobile: Option<String>,
}
