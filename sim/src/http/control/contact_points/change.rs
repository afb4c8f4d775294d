//! PATCH contact-points/{id}.

use axum::Json;
use testpost_engine::command::Administration;

use super::create::NOT_IN_THE_DOCUMENT;
use super::item::{ContactPointFields, ContactPointItem};
use crate::http::control::in_world::{InWorld, Named};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use testpost_engine::id::ContactPointId;

/// Changes a contact point: what is not named stays, null takes a value away.
#[utoipa::path(
    patch,
    path = "/control/v1/worlds/{w}/contact-points/{id}",
    tag = "contact-points",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the contact point's id"),
    ),
    request_body = ContactPointFields,
    responses((status = 200, body = ContactPointItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn change(
    InWorld(world): InWorld,
    Named(id): Named<ContactPointId>,
    body: JsonBody<ContactPointFields>,
) -> Result<Json<ContactPointItem>, Problem> {
    let changed = world.change(
        move |engine, now| {
            let current = ContactPointItem::find(engine, now, &id)?;
            let as_it_is = current.to_be_changed()?;
            let point = body.merged_into(&as_it_is, NOT_IN_THE_DOCUMENT, FIXED)?;
            let owner = current.authority;
            Ok(vec![Administration::PutContactPoint { owner, point }])
        },
        move |engine, now, _| ContactPointItem::find(engine, now, &id),
    );
    Ok(Json(changed.await?))
}

const FIXED: &[&str] = &["id", "authority", "owner"];
