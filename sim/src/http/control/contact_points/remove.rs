//! DELETE contact-points/{id}.

use axum::http::StatusCode;
use testpost_engine::Command;
use testpost_engine::command::Administration;

use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};
use testpost_engine::id::ContactPointId;

/// Removes a contact point.
#[utoipa::path(
    delete,
    path = "/control/v1/worlds/{w}/contact-points/{id}",
    tag = "contact-points",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the contact point's id"),
    ),
    responses((status = 204, description = "it is gone"), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn remove(
    InWorld(world): InWorld,
    Named(id): Named<ContactPointId>,
) -> Result<StatusCode, Problem> {
    let change = Administration::RemoveContactPoint(id);
    world.command(Command::Administer(Box::new(change))).await?;
    Ok(StatusCode::NO_CONTENT)
}
