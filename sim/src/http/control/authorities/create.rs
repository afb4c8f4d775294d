//! POST authorities.

use axum::Json;
use axum::http::StatusCode;
use testpost_engine::Command;
use testpost_engine::command::Administration;
use testpost_engine::document::AuthorityDocument;

use super::item::{AuthorityItem, NewAuthority};
use crate::http::control::in_world::{InWorld, already_there};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};

/// Makes an authority, with its systems and contact points.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/authorities",
    tag = "authorities",
    params(("w" = String, Path, description = "the world's name")),
    request_body = NewAuthority,
    responses((status = 201, body = AuthorityItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn create(
    InWorld(world): InWorld,
    body: JsonBody<AuthorityDocument>,
) -> Result<(StatusCode, Json<AuthorityItem>), Problem> {
    let key = body.read.cvr;
    let is_there = world
        .query(move |engine| engine.state().registry.organisations.contains_key(&key))
        .await?;
    if is_there {
        return Err(
            already_there("organisation.already.there", format!("organisation {key}")).into(),
        );
    }
    let change = Administration::PutAuthority(body.read);
    world.command(Command::Administer(Box::new(change))).await?;
    let made = world
        .query_at(move |engine, now| AuthorityItem::find(engine, now, &key))
        .await?;
    Ok((StatusCode::CREATED, Json(made?)))
}
