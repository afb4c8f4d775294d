//! An authority as the control interface shows and takes it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_engine::Engine;
use testpost_engine::document::AuthorityType;
use testpost_engine::id::OrganisationId;
use testpost_engine::state::registry::{Organisation, OrganisationKind};
use testpost_memo::id::Cvr;
use utoipa::ToSchema;

use crate::http::control::contact_points::item::ContactPointFields;
use crate::http::control::in_world::not_found;
use crate::http::control::listing::beyond;
use crate::http::control::systems::item::SystemFields;
use crate::http::refused::Refused;

/// One authority. Its systems and contact points have addresses of their own.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuthorityItem {
    #[schema(value_type = String, example = "20000001")]
    cvr: Cvr,
    #[schema(value_type = String)]
    id: OrganisationId,
    name: String,
    /// STATE, MUNICIPALITY, REGION or OTHER
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    authority_type: AuthorityType,
    mandatory_post_allowed: bool,
    legal_notification_allowed: bool,
}

impl AuthorityItem {
    /// Those after this one.
    pub(super) fn all(
        engine: &Engine,
        _: Timestamp,
        after: Option<&Cvr>,
    ) -> impl Iterator<Item = (Cvr, AuthorityItem)> {
        let organisations = &engine.state().registry.organisations;
        let organisations = organisations.range(beyond(after));
        organisations.filter_map(|(_, one)| Some((one.cvr, AuthorityItem::of(one)?)))
    }

    pub(super) fn find(engine: &Engine, _: Timestamp, cvr: &Cvr) -> Result<AuthorityItem, Refused> {
        let found = engine.state().registry.organisations.get(cvr);
        found
            .and_then(AuthorityItem::of)
            .ok_or_else(|| not_found("authority.not.found", format!("authority {cvr}")))
    }

    /// None for a company.
    fn of(one: &Organisation) -> Option<AuthorityItem> {
        match one.kind {
            OrganisationKind::Authority {
                authority_type,
                mandatory_post_allowed,
                legal_notification_allowed,
            } => Some(AuthorityItem {
                cvr: one.cvr,
                id: one.id,
                name: one.name.clone(),
                authority_type,
                mandatory_post_allowed,
                legal_notification_allowed,
            }),
            OrganisationKind::Company { .. } => None,
        }
    }
}

/// An authority to be made.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what the engine's own document reads")]
pub(crate) struct NewAuthority {
    /// 8 digits; no check digit is looked at.
    #[schema(example = "20000001")]
    cvr: String,
    /// Made from the world's seed when left out.
    id: Option<String>,
    name: String,
    /// OTHER by default
    r#type: Option<String>,
    mandatory_post_allowed: Option<bool>,
    legal_notification_allowed: Option<bool>,
    /// Without `owner`, which is this authority.
    systems: Option<Vec<SystemFields>>,
    /// Without `owner`, which is this authority.
    contact_points: Option<Vec<ContactPointFields>>,
}

/// What can be changed about an authority.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "read to check it; then merged as JSON")]
pub(crate) struct AuthorityChange {
    #[schema(value_type = Option<String>)]
    cvr: Option<Cvr>,
    #[schema(value_type = Option<String>)]
    id: Option<OrganisationId>,
    name: Option<String>,
    #[serde(rename = "type")]
    #[schema(value_type = Option<String>)]
    authority_type: Option<AuthorityType>,
    mandatory_post_allowed: Option<bool>,
    legal_notification_allowed: Option<bool>,
}
