//! A company as the control interface shows and takes it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_engine::Engine;
use testpost_engine::document::RecipientStatus;
use testpost_engine::id::OrganisationId;
use testpost_engine::state::registry::{Organisation, OrganisationKind};
use testpost_memo::id::Cvr;
use utoipa::ToSchema;

use crate::http::control::in_world::not_found;
use crate::http::control::listing::beyond;
use crate::http::control::systems::item::{SystemFields, SystemItem};
use crate::http::refused::Refused;

/// One company.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompanyItem {
    #[schema(value_type = String, example = "12345674")]
    cvr: Cvr,
    #[schema(value_type = String)]
    id: OrganisationId,
    name: String,
    /// REGISTERED, EXEMPT, CLOSED, DEAD or UNREGISTERED
    #[schema(value_type = String)]
    status: RecipientStatus,
    systems: Vec<SystemItem>,
}

impl CompanyItem {
    /// Those after this one.
    pub(super) fn all(
        engine: &Engine,
        now: Timestamp,
        after: Option<&Cvr>,
    ) -> impl Iterator<Item = (Cvr, CompanyItem)> {
        let organisations = &engine.state().registry.organisations;
        let organisations = organisations.range(beyond(after));
        organisations
            .filter_map(move |(_, one)| Some((one.cvr, CompanyItem::of(engine, now, one)?)))
    }

    pub(super) fn find(engine: &Engine, now: Timestamp, cvr: &Cvr) -> Result<CompanyItem, Refused> {
        let found = engine.state().registry.organisations.get(cvr);
        found
            .and_then(|one| CompanyItem::of(engine, now, one))
            .ok_or_else(|| not_found("company.not.found", format!("company {cvr}")))
    }

    /// None for an authority.
    fn of(engine: &Engine, now: Timestamp, one: &Organisation) -> Option<CompanyItem> {
        match one.kind {
            OrganisationKind::Company { status } => Some(CompanyItem {
                cvr: one.cvr,
                id: one.id,
                name: one.name.clone(),
                status,
                systems: SystemItem::of_owner(engine, now, one.cvr),
            }),
            OrganisationKind::Authority { .. } => None,
        }
    }
}

/// A company to be made.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine's own document reads")]
pub(crate) struct NewCompany {
    /// 8 digits; no check digit is looked at.
    #[schema(example = "12345674")]
    cvr: String,
    /// Made from the world's seed when left out.
    id: Option<String>,
    name: String,
    /// REGISTERED by default
    status: Option<String>,
    /// Without `owner`, which is this company.
    systems: Option<Vec<SystemFields>>,
}

/// What can be changed about a company; its systems have an address of their own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read to check it; then merged as JSON")]
pub(crate) struct CompanyChange {
    #[schema(value_type = Option<String>)]
    cvr: Option<Cvr>,
    #[schema(value_type = Option<String>)]
    id: Option<OrganisationId>,
    name: Option<String>,
    #[schema(value_type = Option<String>)]
    status: Option<RecipientStatus>,
}
