//! POST citizens.

use axum::Json;
use axum::http::StatusCode;
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
    let made = world.change(
        move |engine, _| {
            if engine.state().registry.citizens.contains_key(&key) {
                return Err(already_there(
                    "citizen.already.there",
                    format!("citizen {key}"),
                ));
            }
            Ok(vec![Administration::PutCitizen(body.read)])
        },
        move |engine, now, _| CitizenItem::find(engine, now, &key),
    );
    Ok((StatusCode::CREATED, Json(made.await?)))
}
