//! GET worlds/{w}.

use axum::Json;
use axum::extract::State;

use super::item::WorldItem;
use crate::http::control::ControlPort;
use crate::http::control::in_world::InWorld;
use crate::http::problem::{Problem, ProblemDocument};

/// One world.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}",
    tag = "worlds",
    params(("w" = String, Path, description = "the world's name")),
    responses((status = 200, body = WorldItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    State(port): State<ControlPort>,
    InWorld(world): InWorld,
) -> Result<Json<WorldItem>, Problem> {
    Ok(Json(WorldItem::of(&world, &port).await?))
}
