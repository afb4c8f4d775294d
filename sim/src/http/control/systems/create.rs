//! POST systems (SYS-4 to SYS-9, SYS-15, SYS-17).

use axum::Json;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;
use testpost_engine::Reply;
use testpost_engine::command::Administration;
use testpost_engine::document::SystemDocument;

use super::item::{SystemFields, SystemItem};
use crate::http::control::in_world::{InWorld, already_there};
use crate::http::control::json_body::JsonBody;
use crate::http::control::times::show;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;
use utoipa::ToSchema;

/// A system that was just made, with the receipt that is given only now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SystemMade {
    #[serde(flatten)]
    system: SystemItem,
    receipt: SystemReceipt,
}

/// The receipt of a system's making (kvittering). It cannot be had again; what it names stays
/// visible in the system (SYS-9).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SystemReceipt {
    at: String,
    system_id: String,
    api_key: String,
    name: String,
    /// Who may act through the system for its owner (SYS-6).
    #[serde(rename = "delegatedCVR")]
    delegated_cvr: Option<String>,
}

impl SystemMade {
    fn of(now: Timestamp, system: SystemItem) -> Self {
        let receipt = SystemReceipt {
            at: show(now),
            system_id: system.id.to_string(),
            api_key: system.api_key.reveal().to_owned(),
            name: system.name.clone(),
            delegated_cvr: system.delegated_cvr.map(|cvr| cvr.to_string()),
        };
        Self { system, receipt }
    }
}

/// Makes a system of the organisation `owner`, and gives the receipt for it.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/systems",
    tag = "systems",
    params(("w" = String, Path, description = "the world's name")),
    request_body = SystemFields,
    responses((status = 201, body = SystemMade), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn create(
    InWorld(world): InWorld,
    body: JsonBody<SystemFields>,
) -> Result<(StatusCode, Json<SystemMade>), Problem> {
    let owner = body.read.owner()?;
    let mut system: SystemDocument = body.document(NOT_IN_THE_DOCUMENT)?;
    if body.read.leaves_addresses_out() && !body.read.is_from_template() {
        system.allowed_ips = LOOPBACK.map(str::to_owned).to_vec();
    } else if !body.read.names_addresses() && !body.read.is_from_template() {
        return Err(no_address().into());
    }
    let made = world.change(
        move |engine, _| match system.id {
            Some(id) if engine.state().systems.contains_key(&id) => Err(already_there(
                "system.already.there",
                format!("system {id}"),
            )),
            Some(_) | None => Ok(vec![Administration::PutSystem { owner, system }]),
        },
        |engine, now, replies| match replies {
            [Reply::System(id)] => {
                SystemItem::find(engine, now, id).map(|system| SystemMade::of(now, system))
            }
            _ => Err(Refused::unlike()),
        },
    );
    Ok((StatusCode::CREATED, Json(made.await?)))
}

/// What says whose it is, and what only Digital Post itself sets.
const NOT_IN_THE_DOCUMENT: &[&str] = &["owner", "primary", "deactivatedAt"];

/// Where a system calls from when its maker does not say: this machine, as all servers here
/// listen on loopback unless told otherwise.
const LOOPBACK: [&str; 2] = ["127.0.0.1", "::1"];

/// SYS-5: only a world file may leave the addresses unchecked.
pub(super) fn no_address() -> Refused {
    Refused::new(
        StatusCode::BAD_REQUEST,
        "field.not.valid",
        "allowedIps: a system names at least one address (SYS-5)",
        "name the addresses that it calls from, or leave allowedIps out for loopback",
    )
}
