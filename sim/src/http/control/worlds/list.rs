//! GET worlds.

use std::convert::identity;

use axum::Json;
use axum::extract::State;

use super::item::WorldItem;
use crate::http::control::ControlPort;
use crate::http::control::listing::{Items, Listing};
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// The worlds there are, by name.
#[utoipa::path(
    get,
    path = "/control/v1/worlds",
    tag = "worlds",
    params(
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "where the list goes on: `next` of the part before"),
    ),
    responses((status = 200, body = Items<WorldItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn list(
    State(port): State<ControlPort>,
    query: QueryText,
) -> Result<Json<Items<WorldItem>>, Problem> {
    let listing = Listing::of(&query, &[])?;
    let after = listing.after(|text| Some(text.to_owned()))?;
    let mut items = Vec::new();
    for world in port.worlds.list() {
        // One that is removed meanwhile is left out.
        if let Ok(item) = WorldItem::of(&world, &port).await {
            items.push((world.name().to_string(), item));
        }
    }
    Ok(Json(listing.cut(
        after.as_ref(),
        items.into_iter(),
        identity,
        Clone::clone,
    )))
}
