//! GET mailboxes/{owner}/messages/{uuid}/memo.

use axum::response::Response;
use testpost_memo::id::MessageUuid;

use super::item::MailboxItem;
use super::owner::Owner;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;
use crate::http::service::memos;

/// The MeMo of a message in a mailbox.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/mailboxes/{owner}/messages/{id}/memo",
    tag = "mailboxes",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = String, Path, description = "a CPR or CVR number"),
        ("id" = String, Path, description = "the message's UUID"),
    ),
    responses(
        (status = 200, description = "the MeMo as it came in", content_type = "application/xml"),
        (status = "default", body = ProblemDocument),
    ),
)]
pub(crate) async fn memo(
    InWorld(world): InWorld,
    owner: Owner,
    Named(message): Named<MessageUuid>,
) -> Result<Response, Problem> {
    let hash = world
        .query(move |engine| {
            let owner = owner.known(engine)?;
            MailboxItem::find(engine, &owner, message)?;
            let message = engine.state().messages.get(message);
            message
                .map(|message| message.body.hash)
                .ok_or_else(|| Problem(Refused::ours("a mailbox names an unknown message")))
        })
        .await??;
    let body = world
        .spool()
        .get(&hash)
        .ok_or_else(|| Refused::ours("the spool does not have the message"))?;
    Ok(memos::fetch::memo(&body))
}
