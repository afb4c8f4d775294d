//! POST worlds/{w}/reset.

use axum::Json;
use axum::extract::State;

use super::item::WorldItem;
use crate::http::control::ControlPort;
use crate::http::control::in_world::InWorld;
use crate::http::problem::{Problem, ProblemDocument};

/// Brings a world back to how it was created; journal and exchanges are empty again.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/reset",
    tag = "worlds",
    params(("w" = String, Path, description = "the world's name")),
    responses((status = 200, body = WorldItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn reset(
    State(port): State<ControlPort>,
    InWorld(world): InWorld,
) -> Result<Json<WorldItem>, Problem> {
    world.reset().await?;
    Ok(Json(WorldItem::of(&world, &port).await?))
}
