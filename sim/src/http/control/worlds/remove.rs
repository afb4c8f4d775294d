//! DELETE worlds/{w}.

use axum::extract::State;
use axum::http::StatusCode;

use crate::http::control::ControlPort;
use crate::http::control::in_world::InWorld;
use crate::http::problem::{Problem, ProblemDocument};

/// Removes a world with all that is in it.
#[utoipa::path(
    delete,
    path = "/control/v1/worlds/{w}",
    tag = "worlds",
    params(("w" = String, Path, description = "the world's name")),
    responses((status = 204, description = "it is gone"), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn remove(
    State(port): State<ControlPort>,
    InWorld(world): InWorld,
) -> Result<StatusCode, Problem> {
    // Removed by another call in the same moment is removed all the same.
    port.worlds.remove(world.name().as_str());
    Ok(StatusCode::NO_CONTENT)
}
