//! GET systems.

use std::convert::identity;

use axum::Json;

use super::item::SystemItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::listing::{Items, Listing};
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};
use testpost_engine::id::SystemId;

/// The systems of a world, in the order of their ids.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/systems",
    tag = "systems",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "where the list goes on: `next` of the part before"),
    ),
    responses((status = 200, body = Items<SystemItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn list(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<Items<SystemItem>>, Problem> {
    let listing = Listing::of(&query, &[])?;
    let after: Option<SystemId> = listing.after(|text| text.parse().ok())?;
    let items = world
        .query_at(move |engine, now| {
            let all = SystemItem::all(engine, now, after.as_ref());
            listing.cut(None, all, identity, |key| key.to_string())
        })
        .await?;
    Ok(Json(items))
}
