//! POST citizens.

use axum::Json;
use axum::http::StatusCode;
use testpost_engine::Command;
use testpost_engine::command::Administration;
use testpost_engine::document::CitizenDocument;

use super::item::{CitizenItem, NewCitizen};
use crate::http::control::in_world::{InWorld, already_there};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};

/// Makes a citizen.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/citizens",
    tag = "citizens",
    params(("w" = String, Path, description = "the world's name")),
    request_body = NewCitizen,
    responses((status = 201, body = CitizenItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn create(
    InWorld(world): InWorld,
    body: JsonBody<CitizenDocument>,
) -> Result<(StatusCode, Json<CitizenItem>), Problem> {
    let key = body.read.cpr;
    let is_there = world
        .query(move |engine| engine.state().registry.citizens.contains_key(&key))
        .await?;
    if is_there {
        return Err(already_there("citizen.already.there", format!("citizen {key}")).into());
    }
    let change = Administration::PutCitizen(body.read);
    world.command(Command::Administer(Box::new(change))).await?;
    let made = world
        .query_at(move |engine, now| CitizenItem::find(engine, now, &key))
        .await?;
    Ok((StatusCode::CREATED, Json(made?)))
}
