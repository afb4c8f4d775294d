//! GET due.

use axum::Json;
use testpost_engine::state::agenda::Slot;

use super::item::DueItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::listing::{Items, Listing};
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// What will happen by itself, when, why and by which clause; the earliest first.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/due",
    tag = "clock",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "where the list goes on: `next` of the part before"),
    ),
    responses((status = 200, body = Items<DueItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn list(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<Items<DueItem>>, Problem> {
    let listing = Listing::of(&query, &[])?;
    let after = listing.after(read)?;
    let items = world
        .query(move |engine| {
            let due = engine.due().map(|(slot, step)| (key(slot), (slot, step)));
            let item = |(slot, step)| DueItem::of(engine, slot, step);
            listing.cut(after.as_ref(), due, item, show)
        })
        .await?;
    Ok(Json(items))
}

/// The place in the agenda.
type Key = (i64, u8, u64, u8);

fn key(slot: Slot) -> Key {
    (
        slot.at.as_millisecond(),
        slot.phase as u8,
        slot.order.0,
        slot.order.1,
    )
}

fn show(key: &Key) -> String {
    format!("{}.{}.{}.{}", key.0, key.1, key.2, key.3)
}

fn read(text: &str) -> Option<Key> {
    let mut parts = text.split('.');
    let key = (
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
    );
    parts.next().is_none().then_some(key)
}
