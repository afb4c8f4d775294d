//! GET journal.

use axum::Json;
use serde::Serialize;
use testpost_memo::id::MessageUuid;
use utoipa::ToSchema;

use super::item::JournalItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::listing::Listing;
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// Part of the journal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JournalPart {
    items: Vec<JournalItem>,
    /// Where the journal goes on: give it as `after`. Null at the end.
    next: Option<String>,
    /// How many of the oldest events are no longer kept.
    dropped: u64,
}

/// The events, the oldest first.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/journal",
    tag = "journal",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("after" = Option<u64>, Query, description = "only events with a greater seq"),
        ("type" = Option<String>, Query, description = "only events of this type"),
        ("message" = Option<String>, Query, description = "only events about this message"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
    ),
    responses((status = 200, body = JournalPart), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn list(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<JournalPart>, Problem> {
    let listing = Listing::of(&query, &["type", "message"])?;
    let after: u64 = listing.after(|text| text.parse().ok())?.unwrap_or(0);
    let tag = query.text("type").map(ToOwned::to_owned);
    let message: Option<MessageUuid> = query.read("message")?;
    let part = world
        .query(move |engine| {
            let events = engine
                .journal()
                .after(after)
                .filter(|event| tag.as_ref().is_none_or(|tag| event.body.tag() == tag))
                .filter(|event| message.is_none() || event.body.message() == message)
                .map(|event| (event.seq, event));
            let part = listing.cut(
                None,
                events,
                |event| JournalItem::of(engine, event),
                ToString::to_string,
            );
            JournalPart {
                items: part.items,
                next: part.next,
                dropped: engine.journal().dropped(),
            }
        })
        .await?;
    Ok(Json(part))
}
