//! GET messages/{uuid}.

use axum::Json;
use testpost_memo::id::MessageUuid;

use super::detail::MessageDetail;
use super::refused_call;
use crate::http::control::in_world::{InWorld, Named, not_found};
use crate::http::problem::{Problem, ProblemDocument};

/// One message: its state, its timeline, what comes next, and why it is where it is. A message
/// whose call was refused is found as well, by its memo-message-uuid.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/messages/{id}",
    tag = "messages",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the message's UUID"),
    ),
    responses((status = 200, body = MessageDetail), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    Named(id): Named<String>,
) -> Result<Json<MessageDetail>, Problem> {
    let accepted = match MessageUuid::parse(&id) {
        Ok(uuid) => {
            world
                .query(move |engine| MessageDetail::find(engine, uuid))
                .await?
        }
        // A refused call may have named anything.
        Err(_) => None,
    };
    accepted
        .or_else(|| refused_call::find(world.exchanges(), &id))
        .map(Json)
        .ok_or_else(|| not_found("message.not.found", format!("message {id}")).into())
}
