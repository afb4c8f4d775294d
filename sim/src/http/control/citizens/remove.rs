//! DELETE citizens/{id}.

use axum::http::StatusCode;
use testpost_engine::Command;
use testpost_engine::command::Administration;

use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};
use testpost_memo::id::Cpr;

/// Removes a citizen.
#[utoipa::path(
    delete,
    path = "/control/v1/worlds/{w}/citizens/{id}",
    tag = "citizens",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the CPR number"),
    ),
    responses((status = 204, description = "it is gone"), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn remove(
    InWorld(world): InWorld,
    Named(id): Named<Cpr>,
) -> Result<StatusCode, Problem> {
    let change = Administration::RemoveCitizen(id);
    world.command(Command::Administer(Box::new(change))).await?;
    Ok(StatusCode::NO_CONTENT)
}
