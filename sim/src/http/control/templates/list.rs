//! GET standard-system-templates.

use std::convert::identity;

use axum::Json;
use testpost_engine::id::TemplateId;

use super::item::TemplateItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::listing::{Items, Listing};
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// The templates of a world, in the order of their ids.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/standard-system-templates",
    tag = "standard-system-templates",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "where the list goes on: `next` of the part before"),
    ),
    responses((status = 200, body = Items<TemplateItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn list(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<Items<TemplateItem>>, Problem> {
    let listing = Listing::of(&query, &[])?;
    let after: Option<TemplateId> = listing.after(|text| text.parse().ok())?;
    let items = world
        .query(move |engine| {
            let all = TemplateItem::all(engine, after.as_ref());
            listing.cut(None, all, identity, |key| key.to_string())
        })
        .await?;
    Ok(Json(items))
}
