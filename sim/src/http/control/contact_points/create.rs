//! POST contact-points.

use axum::Json;
use axum::http::StatusCode;
use testpost_engine::Reply;
use testpost_engine::command::Administration;
use testpost_engine::document::ContactPointDocument;

use super::item::{ContactPointFields, ContactPointItem};
use crate::http::control::in_world::{InWorld, already_there};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;

/// Makes a contact point of the organisation `owner`.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/contact-points",
    tag = "contact-points",
    params(("w" = String, Path, description = "the world's name")),
    request_body = ContactPointFields,
    responses((status = 201, body = ContactPointItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn create(
    InWorld(world): InWorld,
    body: JsonBody<ContactPointFields>,
) -> Result<(StatusCode, Json<ContactPointItem>), Problem> {
    let owner = body.read.owner()?;
    let point: ContactPointDocument = body.document(NOT_IN_THE_DOCUMENT)?;
    let made = world.change(
        move |engine, _| match point.id {
            Some(id) if engine.state().contact_points.contains_key(&id) => Err(already_there(
                "contact.point.already.there",
                format!("contact point {id}"),
            )),
            Some(_) | None => Ok(vec![Administration::PutContactPoint { owner, point }]),
        },
        |engine, now, replies| match replies {
            [Reply::ContactPoint(id)] => ContactPointItem::find(engine, now, id),
            _ => Err(Refused::unlike()),
        },
    );
    Ok((StatusCode::CREATED, Json(made.await?)))
}

/// What says whose it is, and what only Digital Post itself sets.
pub(super) const NOT_IN_THE_DOCUMENT: &[&str] = &["owner", "authority"];
