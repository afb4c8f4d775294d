//! POST companies.

use axum::Json;
use axum::http::StatusCode;
use testpost_engine::Command;
use testpost_engine::command::Administration;
use testpost_engine::document::CompanyDocument;

use super::item::{CompanyItem, NewCompany};
use crate::http::control::in_world::{InWorld, already_there};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};

/// Makes a company, with its systems.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/companies",
    tag = "companies",
    params(("w" = String, Path, description = "the world's name")),
    request_body = NewCompany,
    responses((status = 201, body = CompanyItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn create(
    InWorld(world): InWorld,
    body: JsonBody<CompanyDocument>,
) -> Result<(StatusCode, Json<CompanyItem>), Problem> {
    let key = body.read.cvr;
    let is_there = world
        .query(move |engine| engine.state().registry.organisations.contains_key(&key))
        .await?;
    if is_there {
        return Err(
            already_there("organisation.already.there", format!("organisation {key}")).into(),
        );
    }
    let change = Administration::PutCompany(body.read);
    world.command(Command::Administer(Box::new(change))).await?;
    let made = world
        .query_at(move |engine, now| CompanyItem::find(engine, now, &key))
        .await?;
    Ok((StatusCode::CREATED, Json(made?)))
}
