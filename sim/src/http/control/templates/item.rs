//! A template as the control interface shows and takes it.

use serde::{Deserialize, Serialize};
use testpost_engine::Engine;
use testpost_engine::document::{Protocol, Role, TechnicalContact, TemplateDocument};
use testpost_engine::id::TemplateId;
use testpost_memo::MemoVersion;
use testpost_memo::id::Cvr;
use utoipa::ToSchema;

use crate::http::control::in_world::not_found;
use crate::http::control::listing::beyond;
use crate::http::control::systems::item::Contact;
use crate::http::refused::Refused;

/// What a supplier has decided for all systems that are made from this.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TemplateItem {
    id: String,
    name: String,
    /// The supplier's CVR number.
    #[schema(value_type = String)]
    supplier: Cvr,
    /// The supplier's name, where it is an organisation of the world.
    supplier_name: Option<String>,
    /// SENDER, RECIPIENT or both
    #[schema(value_type = Vec<String>)]
    roles: Vec<Role>,
    /// REST_PUSH, REST_PULL or REST_PUBLISH_SUBSCRIBE
    #[schema(value_type = String)]
    protocol: Protocol,
    endpoint: Option<String>,
    receipt_endpoint: Option<String>,
    /// 1.1 or 1.2
    #[schema(value_type = String)]
    memo_version: MemoVersion,
    #[schema(value_type = Option<Contact>)]
    technical_contact: Option<TechnicalContact>,
    allowed_ips: Vec<String>,
}

impl TemplateItem {
    /// Those after this one.
    pub(super) fn all(
        engine: &Engine,
        after: Option<&TemplateId>,
    ) -> impl Iterator<Item = (TemplateId, TemplateItem)> {
        let templates = engine.state().templates.range(beyond(after));
        templates.map(move |(id, template)| (*id, TemplateItem::of(engine, id, template)))
    }

    pub(super) fn find(engine: &Engine, id: &TemplateId) -> Result<TemplateItem, Refused> {
        match engine.state().templates.get(id) {
            Some(template) => Ok(TemplateItem::of(engine, id, template)),
            None => Err(not_found("template.not.found", format!("template {id}"))),
        }
    }

    fn of(engine: &Engine, id: &TemplateId, template: &TemplateDocument) -> TemplateItem {
        let organisations = &engine.state().registry.organisations;
        let supplier = organisations.get(&template.supplier);
        TemplateItem {
            id: id.to_string(),
            name: template.name.clone(),
            supplier: template.supplier,
            supplier_name: supplier.map(|supplier| supplier.name.clone()),
            roles: template.roles.clone(),
            protocol: template.protocol,
            endpoint: template.endpoint.clone(),
            receipt_endpoint: template.receipt_endpoint.clone(),
            memo_version: template.memo_version,
            technical_contact: template.technical_contact.clone(),
            allowed_ips: template.allowed_ips.clone(),
        }
    }
}

/// A template to be made: name, supplier, roles and protocol are needed, and what the protocol
/// demands (SYS-4).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "read to check it; then taken over as JSON")]
pub(crate) struct TemplateFields {
    /// Made from the world's seed when left out.
    #[schema(value_type = Option<String>)]
    id: Option<TemplateId>,
    name: String,
    /// The supplier's CVR number.
    #[schema(value_type = String)]
    supplier: Cvr,
    /// SENDER, RECIPIENT or both
    #[schema(value_type = Vec<String>)]
    roles: Vec<Role>,
    /// REST_PUSH, REST_PULL or REST_PUBLISH_SUBSCRIBE
    #[schema(value_type = String)]
    protocol: Protocol,
    endpoint: Option<String>,
    receipt_endpoint: Option<String>,
    /// 1.1 by default
    #[schema(value_type = Option<String>)]
    memo_version: Option<MemoVersion>,
    #[schema(value_type = Option<Contact>)]
    technical_contact: Option<TechnicalContact>,
    allowed_ips: Option<Vec<String>>,
}
