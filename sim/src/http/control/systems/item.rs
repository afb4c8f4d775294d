//! A system as the control interface shows and takes it.

use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_engine::Engine;
use testpost_engine::document::{Protocol, Role, TechnicalContact};
use testpost_engine::id::{ApiKey, SystemId, TemplateId};
use testpost_engine::state::systems::System;
use testpost_memo::MemoVersion;
use testpost_memo::id::Cvr;
use utoipa::ToSchema;

use crate::http::control::in_world::not_found;
use crate::http::control::listing::beyond;
use crate::http::control::times::show_some;
use crate::http::refused::Refused;

/// One system.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SystemItem {
    #[schema(value_type = String)]
    pub(super) id: SystemId,
    #[schema(value_type = String)]
    pub(super) api_key: ApiKey,
    pub(super) name: String,
    /// The organisation's CVR number.
    #[schema(value_type = String)]
    pub(super) owner: Cvr,
    /// SENDER, RECIPIENT or both
    #[schema(value_type = Vec<String>)]
    roles: Vec<Role>,
    /// REST_PUSH, REST_PULL, REST_PUBLISH_SUBSCRIBE or SFTP
    #[schema(value_type = String)]
    protocol: Protocol,
    endpoint: Option<String>,
    receipt_endpoint: Option<String>,
    /// 1.1 or 1.2
    #[schema(value_type = String)]
    memo_version: MemoVersion,
    #[schema(value_type = Option<Contact>)]
    technical_contact: Option<TechnicalContact>,
    /// One more address that warnings go to (SYS-11).
    business_contact_email: Option<String>,
    active_from: Option<String>,
    active_to: Option<String>,
    allowed_ips: Vec<String>,
    /// The supplier that has power of attorney (SYS-6).
    #[serde(rename = "delegatedCVR")]
    #[schema(value_type = Option<String>)]
    pub(super) delegated_cvr: Option<Cvr>,
    ssh_public_key: Option<String>,
    /// The client certificate that was left with Digital Post, as PEM.
    certificate: Option<String>,
    /// The template of a standard supplier system; what it decides is locked (SYS-11).
    #[schema(value_type = Option<String>)]
    standard_system_template_id: Option<TemplateId>,
    /// Whether mail in the mailbox moves to it when it becomes active (SYS-15).
    move_existing_mail: bool,
    /// Whether it is in operation now.
    active: bool,
    /// Whether it is its organisation's primary system.
    primary: bool,
    deactivated_at: Option<String>,
}

impl SystemItem {
    /// Those after this one.
    pub(super) fn all(
        engine: &Engine,
        now: Timestamp,
        after: Option<&SystemId>,
    ) -> impl Iterator<Item = (SystemId, SystemItem)> {
        let systems = engine.state().systems.range(beyond(after));
        systems.map(move |(_, system)| (system.id, SystemItem::of(engine, now, system)))
    }

    pub(super) fn find(
        engine: &Engine,
        now: Timestamp,
        id: &SystemId,
    ) -> Result<SystemItem, Refused> {
        match engine.state().systems.get(id) {
            Some(system) => Ok(SystemItem::of(engine, now, system)),
            None => Err(not_found("system.not.found", format!("system {id}"))),
        }
    }

    pub(in crate::http::control) fn of_owner(
        engine: &Engine,
        now: Timestamp,
        owner: Cvr,
    ) -> Vec<SystemItem> {
        let systems = engine.state().systems.values();
        systems
            .filter(|system| system.owner == owner)
            .map(|system| SystemItem::of(engine, now, system))
            .collect()
    }

    fn of(engine: &Engine, now: Timestamp, system: &System) -> SystemItem {
        let owner = engine.state().registry.organisations.get(&system.owner);
        SystemItem {
            id: system.id,
            api_key: system.api_key.clone(),
            name: system.name.clone(),
            owner: system.owner,
            roles: system.roles.clone(),
            protocol: system.protocol,
            endpoint: system.endpoint.as_deref().map(str::to_owned),
            receipt_endpoint: system.receipt_endpoint.as_deref().map(str::to_owned),
            memo_version: system.memo_version,
            technical_contact: system.technical_contact.clone(),
            business_contact_email: system.business_contact_email.clone(),
            active_from: show_some(system.active_from),
            active_to: show_some(system.active_to),
            allowed_ips: system.allowed_ips.clone(),
            delegated_cvr: system.delegated_cvr,
            ssh_public_key: system.ssh_public_key.as_ref().map(ToString::to_string),
            certificate: system.certificate.clone(),
            standard_system_template_id: system.standard_system_template_id,
            move_existing_mail: system.move_existing_mail,
            active: system.is_in_operation(now),
            primary: owner.is_some_and(|owner| owner.primary == Some(system.id)),
            deactivated_at: show_some(system.deactivated_at),
        }
    }
}

/// Whom to warn when a system cannot be reached (SYS-8).
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what the engine's own document reads")]
pub(crate) struct Contact {
    name: Option<String>,
    email: Option<String>,
    phone_number: Option<String>,
}

/// A system to be made or changed. To make one, owner, name, roles and protocol are needed; from
/// a template, owner, name, standardSystemTemplateId and useConfirmed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "read to check it; then taken over as JSON")]
pub(crate) struct SystemFields {
    /// The organisation's CVR number.
    #[schema(value_type = Option<String>)]
    owner: Option<Cvr>,
    /// Made from the world's seed when left out.
    #[schema(value_type = Option<String>)]
    id: Option<SystemId>,
    /// Made from the world's seed when left out.
    #[schema(value_type = Option<String>)]
    api_key: Option<ApiKey>,
    name: Option<String>,
    /// SENDER, RECIPIENT or both
    #[schema(value_type = Option<Vec<String>>)]
    roles: Option<Vec<Role>>,
    /// REST_PUSH, REST_PULL, REST_PUBLISH_SUBSCRIBE or SFTP
    #[schema(value_type = Option<String>)]
    protocol: Option<Protocol>,
    endpoint: Option<String>,
    receipt_endpoint: Option<String>,
    /// 1.1 by default
    #[schema(value_type = Option<String>)]
    memo_version: Option<MemoVersion>,
    #[schema(value_type = Option<Contact>)]
    technical_contact: Option<TechnicalContact>,
    /// One more address that warnings go to.
    business_contact_email: Option<String>,
    #[schema(value_type = Option<String>)]
    active_from: Option<Timestamp>,
    #[schema(value_type = Option<String>)]
    active_to: Option<Timestamp>,
    /// At most 32 addresses, or, where it sends, one range. A new system is given at least one;
    /// left out, it is called from loopback.
    allowed_ips: Option<Vec<String>>,
    #[serde(rename = "delegatedCVR")]
    #[schema(value_type = Option<String>)]
    delegated_cvr: Option<Cvr>,
    ssh_public_key: Option<String>,
    /// As PEM; a new API key takes it away.
    certificate: Option<String>,
    /// The template to make it from; only when it is made.
    #[schema(value_type = Option<String>)]
    standard_system_template_id: Option<TemplateId>,
    /// That the template's use is agreed with its supplier; only when it is made.
    use_confirmed: Option<bool>,
    /// Moves what lies in the mailbox to a REST_PUSH receiver; only when it is made.
    move_existing_mail: Option<bool>,
    /// Switches it on or off; false when it is made leaves it out of use until then.
    active: Option<bool>,
    /// Not to be set here: POST …/primary.
    #[schema(read_only)]
    primary: Option<bool>,
    /// Not to be set here.
    #[schema(value_type = Option<String>, read_only)]
    deactivated_at: Option<Timestamp>,
}

impl SystemFields {
    pub(super) fn owner(&self) -> Result<Cvr, Refused> {
        self.owner.ok_or_else(|| {
            Refused::new(
                StatusCode::BAD_REQUEST,
                "owner.missing",
                "'owner' is missing: every system belongs to an organisation",
                "say \"owner\": the CVR number of a company or an authority",
            )
        })
    }

    pub(super) fn active(&self) -> Option<bool> {
        self.active
    }

    pub(super) fn names_addresses(&self) -> bool {
        self.allowed_ips.as_ref().is_some_and(|ips| !ips.is_empty())
    }

    pub(super) fn leaves_addresses_out(&self) -> bool {
        self.allowed_ips.is_none()
    }

    pub(super) fn is_from_template(&self) -> bool {
        self.standard_system_template_id.is_some()
    }
}
