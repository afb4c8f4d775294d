//! DELETE systems/{id}.

use axum::http::StatusCode;
use testpost_engine::Command;
use testpost_engine::command::Administration;

use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};
use testpost_engine::id::SystemId;

/// Removes a system.
#[utoipa::path(
    delete,
    path = "/control/v1/worlds/{w}/systems/{id}",
    tag = "systems",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the system's id"),
    ),
    responses((status = 204, description = "it is gone"), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn remove(
    InWorld(world): InWorld,
    Named(id): Named<SystemId>,
) -> Result<StatusCode, Problem> {
    let change = Administration::RemoveSystem(id);
    world.command(Command::Administer(Box::new(change))).await?;
    Ok(StatusCode::NO_CONTENT)
}
