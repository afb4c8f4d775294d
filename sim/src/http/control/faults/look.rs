//! GET faults.

use axum::Json;

use super::item::FaultsItem;
use crate::http::control::in_world::InWorld;
use crate::http::problem::{Problem, ProblemDocument};

/// The fault rules in force, and every fault there is.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/faults",
    tag = "faults",
    params(("w" = String, Path, description = "the world's name")),
    responses((status = 200, body = FaultsItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(InWorld(world): InWorld) -> Result<Json<FaultsItem>, Problem> {
    Ok(Json(world.query(FaultsItem::of).await?))
}
