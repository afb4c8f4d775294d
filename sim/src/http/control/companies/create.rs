//! POST companies.

use axum::Json;
use axum::http::StatusCode;
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
    let made = world.change(
        move |engine, _| {
            if engine.state().registry.organisations.contains_key(&key) {
                return Err(already_there(
                    "organisation.already.there",
                    format!("organisation {key}"),
                ));
            }
            Ok(vec![Administration::PutCompany(body.read)])
        },
        move |engine, now, _| CompanyItem::find(engine, now, &key),
    );
    Ok((StatusCode::CREATED, Json(made.await?)))
}
