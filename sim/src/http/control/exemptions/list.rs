//! GET exemptions.

use std::convert::identity;

use axum::Json;
use testpost_engine::id::ExemptionId;

use super::item::ExemptionItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::listing::{Items, Listing};
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// The exemptions of a world, also those that have ended, in the order of their ids.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/exemptions",
    tag = "exemptions",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "where the list goes on: `next` of the part before"),
    ),
    responses((status = 200, body = Items<ExemptionItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn list(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<Items<ExemptionItem>>, Problem> {
    let listing = Listing::of(&query, &[])?;
    let after: Option<ExemptionId> = listing.after(|text| text.parse().ok())?;
    let items = world
        .query(move |engine| {
            let all = ExemptionItem::all(engine, after.as_ref());
            listing.cut(None, all, identity, ToString::to_string)
        })
        .await?;
    Ok(Json(items))
}
