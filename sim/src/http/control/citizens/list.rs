//! GET citizens.

use std::convert::identity;

use axum::Json;

use super::item::CitizenItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::listing::{Items, Listing};
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};
use testpost_memo::id::Cpr;

/// The citizens of a world, in the order of their numbers.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/citizens",
    tag = "citizens",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "where the list goes on: `next` of the part before"),
    ),
    responses((status = 200, body = Items<CitizenItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn list(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<Items<CitizenItem>>, Problem> {
    let listing = Listing::of(&query, &[])?;
    let after: Option<Cpr> = listing.after(|text| text.parse().ok())?;
    let items = world
        .query_at(move |engine, now| {
            let all = CitizenItem::all(engine, now, after.as_ref());
            listing.cut(None, all, identity, |key| key.as_str().to_owned())
        })
        .await?;
    Ok(Json(items))
}
