//! POST systems.

use axum::Json;
use axum::http::StatusCode;
use testpost_engine::Reply;
use testpost_engine::command::Administration;
use testpost_engine::document::SystemDocument;

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
    let made = world.change(
        move |engine, _| match system.id {
            Some(id) if engine.state().systems.contains_key(&id) => Err(already_there(
                "system.already.there",
                format!("system {id}"),
            )),
            Some(_) | None => Ok(vec![Administration::PutSystem { owner, system }]),
        },
        |engine, now, replies| match replies {
            [Reply::System(id)] => SystemItem::find(engine, now, id),
            _ => Err(Refused::unlike()),
        },
    );
    Ok((StatusCode::CREATED, Json(made.await?)))
}

/// What says whose it is, and what only Digital Post itself sets.
pub(super) const NOT_IN_THE_DOCUMENT: &[&str] = &["owner", "active", "primary", "deactivatedAt"];
