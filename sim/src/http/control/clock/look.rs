//! GET clock.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::control::in_world::InWorld;
use crate::http::control::times::{show, show_some};
use crate::http::problem::{Problem, ProblemDocument};

/// How a world's time passes, and where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClockItem {
    /// real, virtual or scaled:N
    mode: String,
    now: String,
    /// When the next thing happens by itself.
    next_due: Option<String>,
}

/// The world's clock.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/clock",
    tag = "clock",
    params(("w" = String, Path, description = "the world's name")),
    responses((status = 200, body = ClockItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(InWorld(world): InWorld) -> Result<Json<ClockItem>, Problem> {
    let clock = world.clock().await?;
    Ok(Json(ClockItem {
        mode: clock.mode.to_string(),
        now: show(clock.now),
        next_due: show_some(clock.next_due),
    }))
}
