//! GET systems/{id}.

use axum::Json;

use super::item::SystemItem;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};
use testpost_engine::id::SystemId;

/// One system.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/systems/{id}",
    tag = "systems",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the system's id"),
    ),
    responses((status = 200, body = SystemItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    Named(id): Named<SystemId>,
) -> Result<Json<SystemItem>, Problem> {
    let found = world
        .query_at(move |engine, now| SystemItem::find(engine, now, &id))
        .await?;
    Ok(Json(found?))
}
