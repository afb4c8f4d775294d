//! POST systems/{id}/primary (SYS-2).

use axum::Json;
use testpost_engine::command::Administration;
use testpost_engine::id::SystemId;

use super::item::SystemItem;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};

/// Makes a receiver system its organisation's primary one.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/systems/{id}/primary",
    tag = "systems",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the system's id"),
    ),
    responses((status = 200, body = SystemItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn primary(
    InWorld(world): InWorld,
    Named(id): Named<SystemId>,
) -> Result<Json<SystemItem>, Problem> {
    let chosen = world.change(
        move |_, _| Ok(vec![Administration::MakePrimary(id)]),
        move |engine, now, _| SystemItem::find(engine, now, &id),
    );
    Ok(Json(chosen.await?))
}
