//! GET messages.

use axum::Json;

use super::item::MessageItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::listing::{Items, Listing};
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// All accepted messages, in the order of their acceptance.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/messages",
    tag = "messages",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "where the list goes on: `next` of the part before"),
    ),
    responses((status = 200, body = Items<MessageItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn list(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<Items<MessageItem>>, Problem> {
    let listing = Listing::of(&query, &[])?;
    let after: Option<u64> = listing.after(|text| text.parse().ok())?;
    let items = world
        .query(move |engine| {
            let messages = engine
                .state()
                .messages
                .in_order()
                .map(|message| (message.order, message));
            listing.cut(
                after.as_ref(),
                messages,
                MessageItem::from,
                ToString::to_string,
            )
        })
        .await?;
    Ok(Json(items))
}
