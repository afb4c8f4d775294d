//! DELETE nemsms/{owner} (SMS-3).

use axum::http::StatusCode;
use testpost_engine::Command;
use testpost_engine::command::Administration;

use crate::http::control::in_world::InWorld;
use crate::http::control::mailboxes::owner::Owner;
use crate::http::problem::{Problem, ProblemDocument};

/// Ends a sign-up.
#[utoipa::path(
    delete,
    path = "/control/v1/worlds/{w}/nemsms/{owner}",
    tag = "nemsms",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = String, Path, description = "a CPR or CVR number"),
    ),
    responses((status = 204, description = "it has ended"), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn remove(
    InWorld(world): InWorld,
    Owner(party): Owner,
) -> Result<StatusCode, Problem> {
    let change = Administration::EndSignUp(party);
    world.command(Command::Administer(Box::new(change))).await?;
    Ok(StatusCode::NO_CONTENT)
}
