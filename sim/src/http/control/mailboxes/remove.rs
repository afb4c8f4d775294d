//! DELETE mailboxes/{owner}/messages/{uuid}.

use axum::http::StatusCode;
use testpost_engine::Command;
use testpost_engine::command::Handling;
use testpost_memo::id::MessageUuid;

use super::owner::Owner;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};

/// Deletes a message from a mailbox for good. A legal notification is served by that (LEGAL-1).
#[utoipa::path(
    delete,
    path = "/control/v1/worlds/{w}/mailboxes/{owner}/messages/{id}",
    tag = "mailboxes",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = String, Path, description = "a CPR or CVR number"),
        ("id" = String, Path, description = "the message's UUID"),
    ),
    responses((status = 204, description = "it is gone"), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn remove(
    InWorld(world): InWorld,
    owner: Owner,
    Named(message): Named<MessageUuid>,
) -> Result<StatusCode, Problem> {
    let owner = world.query(move |engine| owner.known(engine)).await??;
    let command = Command::HandleMail {
        owner,
        message,
        handling: Handling::Delete,
    };
    world.command(command).await?;
    Ok(StatusCode::NO_CONTENT)
}
