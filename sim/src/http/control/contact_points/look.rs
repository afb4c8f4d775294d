//! GET contact-points/{id}.

use axum::Json;

use super::item::ContactPointItem;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};
use testpost_engine::id::ContactPointId;

/// One contact point.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/contact-points/{id}",
    tag = "contact-points",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the contact point's id"),
    ),
    responses((status = 200, body = ContactPointItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    Named(id): Named<ContactPointId>,
) -> Result<Json<ContactPointItem>, Problem> {
    let found = world
        .query_at(move |engine, now| ContactPointItem::find(engine, now, &id))
        .await?;
    Ok(Json(found?))
}
