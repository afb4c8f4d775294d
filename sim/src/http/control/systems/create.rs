//! POST systems.

use axum::Json;
use axum::http::StatusCode;
use testpost_engine::command::Administration;
use testpost_engine::document::SystemDocument;
use testpost_engine::{Command, Reply};

use super::item::{SystemFields, SystemItem};
use crate::http::control::in_world::{InWorld, already_there};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;

/// Makes a system of the organisation `owner`.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/systems",
    tag = "systems",
    params(("w" = String, Path, description = "the world's name")),
    request_body = SystemFields,
    responses((status = 201, body = SystemItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn create(
    InWorld(world): InWorld,
    body: JsonBody<SystemFields>,
) -> Result<(StatusCode, Json<SystemItem>), Problem> {
    let owner = body.read.owner()?;
    let system: SystemDocument = body.document(NOT_IN_THE_DOCUMENT)?;
    if let Some(id) = system.id {
        let is_there = world
            .query(move |engine| engine.state().systems.contains_key(&id))
            .await?;
        if is_there {
            return Err(already_there("system.already.there", format!("system {id}")).into());
        }
    }
    let change = Administration::PutSystem { owner, system };
    let reply = world.command(Command::Administer(Box::new(change))).await?;
    let Reply::System(id) = reply else {
        return Err(Refused::unlike(&reply).into());
    };
    let made = world
        .query_at(move |engine, now| SystemItem::find(engine, now, &id))
        .await?;
    Ok((StatusCode::CREATED, Json(made?)))
}

/// What says whose it is, and what only Digital Post itself sets.
pub(super) const NOT_IN_THE_DOCUMENT: &[&str] = &["owner", "active", "primary", "deactivatedAt"];
