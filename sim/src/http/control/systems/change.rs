//! PATCH systems/{id}.

use axum::Json;
use testpost_engine::command::Administration;

use super::create::no_address;
use super::item::{SystemFields, SystemItem};
use crate::http::control::in_world::{InWorld, Named};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;
use testpost_engine::id::SystemId;

/// Changes a system: what is not named stays, null takes a value away. `active` switches it on
/// and off. While it is in operation its protocol, activeFrom and activeTo stay (SYS-10).
#[utoipa::path(
    patch,
    path = "/control/v1/worlds/{w}/systems/{id}",
    tag = "systems",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the system's id"),
    ),
    request_body = SystemFields,
    responses((status = 200, body = SystemItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn change(
    InWorld(world): InWorld,
    Named(id): Named<SystemId>,
    body: JsonBody<SystemFields>,
) -> Result<Json<SystemItem>, Problem> {
    let changed = world.change(
        move |engine, now| plan(&body, &SystemItem::find(engine, now, &id)?),
        move |engine, now, _| SystemItem::find(engine, now, &id),
    );
    Ok(Json(changed.await?))
}

/// What the caller's fields make of the system there is.
fn plan(
    body: &JsonBody<SystemFields>,
    current: &SystemItem,
) -> Result<Vec<Administration>, Refused> {
    if !body.read.leaves_addresses_out() && !body.read.names_addresses() {
        return Err(no_address());
    }
    let system = body.merged_into(current, NOT_IN_A_CHANGE, FIXED)?;
    let mut changes = Vec::new();
    if body.has_more_than(&["active"]) {
        let owner = current.owner;
        changes.push(Administration::PutSystem { owner, system });
    }
    match body.read.active() {
        Some(true) => changes.push(Administration::Activate(current.id)),
        Some(false) => changes.push(Administration::Deactivate(current.id)),
        None => {}
    }
    Ok(changes)
}

const FIXED: &[&str] = &[
    "id",
    "owner",
    "primary",
    "deactivatedAt",
    "standardSystemTemplateId",
    "moveExistingMail",
];

/// `active` is a switch of its own here, and what was asked for at the making is done by then.
const NOT_IN_A_CHANGE: &[&str] = &[
    "owner",
    "active",
    "primary",
    "deactivatedAt",
    "moveExistingMail",
    "useConfirmed",
];
