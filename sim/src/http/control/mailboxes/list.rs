//! GET mailboxes/{owner}/messages.

use axum::Json;

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
    let listing = Listing::of(&query, &[])?;
    let after: Option<u64> = listing.after(|text| text.parse().ok())?;
    let items = world
        .query(move |engine| {
            let owner = owner.known(engine)?;
            let mail = engine.state().mailboxes.of(&owner).iter();
            let item = |item| MailboxItem::of(engine, item);
            let part = listing.cut(after.as_ref(), (1..).zip(mail), item, ToString::to_string);
            Ok::<_, Problem>(part)
        })
        .await??;
    Ok(Json(items))
}
