//! POST authorities.

use axum::Json;
use axum::http::StatusCode;
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
    let made = world.change(
        move |engine, _| {
            if engine.state().registry.organisations.contains_key(&key) {
                return Err(already_there(
                    "organisation.already.there",
                    format!("organisation {key}"),
                ));
            }
            Ok(vec![Administration::PutAuthority(body.read)])
        },
        move |engine, now, _| AuthorityItem::find(engine, now, &key),
    );
    Ok((StatusCode::CREATED, Json(made.await?)))
}
