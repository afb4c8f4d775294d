//! GET mailboxes/{owner}/messages/{uuid}.

use axum::Json;
use testpost_memo::id::MessageUuid;

use super::item::MailboxItem;
use super::owner::Owner;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};

/// One message in a mailbox.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/mailboxes/{owner}/messages/{id}",
    tag = "mailboxes",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = String, Path, description = "a CPR or CVR number"),
        ("id" = String, Path, description = "the message's UUID"),
    ),
    responses((status = 200, body = MailboxItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    owner: Owner,
    Named(message): Named<MessageUuid>,
) -> Result<Json<MailboxItem>, Problem> {
    let item = world
        .query(move |engine| {
            let owner = owner.known(engine)?;
            let item = MailboxItem::find(engine, &owner, message)?;
            Ok::<_, Problem>(MailboxItem::of(engine, item))
        })
        .await??;
    Ok(Json(item))
}
