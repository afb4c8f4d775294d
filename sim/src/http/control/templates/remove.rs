//! DELETE standard-system-templates/{id}.

use axum::http::StatusCode;
use testpost_engine::Command;
use testpost_engine::command::Administration;
use testpost_engine::id::TemplateId;

use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};

/// Removes a template that no system is made from.
#[utoipa::path(
    delete,
    path = "/control/v1/worlds/{w}/standard-system-templates/{id}",
    tag = "standard-system-templates",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the template's id"),
    ),
    responses((status = 204, description = "it is gone"), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn remove(
    InWorld(world): InWorld,
    Named(id): Named<TemplateId>,
) -> Result<StatusCode, Problem> {
    let change = Administration::RemoveTemplate(id);
    world.command(Command::Administer(Box::new(change))).await?;
    Ok(StatusCode::NO_CONTENT)
}
