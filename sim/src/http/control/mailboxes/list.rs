//! GET mailboxes/{owner}/messages.

use axum::Json;
use testpost_engine::state::mailboxes::Folder;

use super::item::MailboxItem;
use super::owner::Owner;
use crate::http::control::in_world::InWorld;
use crate::http::control::listing::{Items, Listing};
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// What lies in a mailbox, the oldest first.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/mailboxes/{owner}/messages",
    tag = "mailboxes",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = String, Path, description = "a CPR or CVR number"),
        ("folder" = Option<String>, Query, description = "INBOX, SENT, DELETED, or one of the owner's own; otherwise all"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "where the list goes on: `next` of the part before"),
    ),
    responses((status = 200, body = Items<MailboxItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn list(
    InWorld(world): InWorld,
    owner: Owner,
    query: QueryText,
) -> Result<Json<Items<MailboxItem>>, Problem> {
    let listing = Listing::of(&query, &["folder"])?;
    let folder: Option<Folder> = query.read("folder")?;
    let after: Option<u64> = listing.after(|text| text.parse().ok())?;
    let items = world
        .query(move |engine| {
            let owner = owner.known(engine)?;
            let all = engine.state().mailboxes.of(&owner);
            let mail = all.filter(|(_, item)| folder.as_ref().is_none_or(|f| item.folder == *f));
            let item = |item| MailboxItem::of(engine, item);
            let part = listing.cut(after.as_ref(), mail, item, ToString::to_string);
            Ok::<_, Problem>(part)
        })
        .await??;
    Ok(Json(items))
}
