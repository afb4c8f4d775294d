//! PATCH systems/{id}.

use axum::Json;
use testpost_engine::Command;
use testpost_engine::command::Administration;
use testpost_engine::document::SystemDocument;

use super::create::NOT_IN_THE_DOCUMENT;
use super::item::{SystemFields, SystemItem};
use crate::http::control::in_world::{InWorld, Named};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use testpost_engine::id::SystemId;

/// Changes a system: what is not named stays, null takes a value away. `active` switches its
/// receiving on and off.
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
    let look = move |engine: &testpost_engine::Engine, now| SystemItem::find(engine, now, &id);
    let current = world.query_at(look).await??;
    let system: SystemDocument = body.merged_into(&current, NOT_IN_THE_DOCUMENT, FIXED)?;
    let mut changes = Vec::new();
    if body.has_more_than(&["active"]) {
        let owner = current.owner;
        changes.push(Administration::PutSystem { owner, system });
    }
    match body.read.active() {
        Some(true) => changes.push(Administration::Activate(id)),
        Some(false) => changes.push(Administration::Deactivate(id)),
        None => {}
    }
    for change in changes {
        world.command(Command::Administer(Box::new(change))).await?;
    }
    Ok(Json(world.query_at(look).await??))
}

const FIXED: &[&str] = &["id", "owner", "primary", "deactivatedAt"];
