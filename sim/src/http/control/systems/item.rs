//! A system as the control interface shows and takes it.

use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_engine::Engine;
use testpost_engine::document::{Protocol, Role, TechnicalContact};
use testpost_engine::id::{ApiKey, SystemId};
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
    api_key: ApiKey,
    name: String,
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
    active_from: Option<String>,
    active_to: Option<String>,
    allowed_ips: Vec<String>,
    #[serde(rename = "delegatedCVR")]
    #[schema(value_type = Option<String>)]
    delegated_cvr: Option<Cvr>,
    ssh_public_key: Option<String>,
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
            endpoint: system.endpoint.clone(),
            receipt_endpoint: system.receipt_endpoint.clone(),
            memo_version: system.memo_version,
            technical_contact: system.technical_contact.clone(),
            active_from: show_some(system.active_from),
            active_to: show_some(system.active_to),
            allowed_ips: system.allowed_ips.clone(),
            delegated_cvr: system.delegated_cvr,
            ssh_public_key: system.ssh_public_key.as_ref().map(ToString::to_string),
            active: system.deactivated_at.is_none() && system.is_in_its_window(now),
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

/// A system to be made or changed. To make one, owner, name, roles and protocol are needed.
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
    #[schema(value_type = Option<String>)]
    active_from: Option<Timestamp>,
    #[schema(value_type = Option<String>)]
    active_to: Option<Timestamp>,
    allowed_ips: Option<Vec<String>>,
    #[serde(rename = "delegatedCVR")]
    #[schema(value_type = Option<String>)]
    delegated_cvr: Option<Cvr>,
    ssh_public_key: Option<String>,
    /// Switches the receiving on or off; only in a change.
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
}
