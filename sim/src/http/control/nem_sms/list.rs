//! GET nemsms.

use std::convert::identity;

use axum::Json;
use testpost_memo::id::{Cpr, Cvr, PartyId};

use super::item::NemSmsItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::listing::{Items, Listing};
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// The sign-ups of a world: citizens, then companies, in the order of their numbers.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/nemsms",
    tag = "nemsms",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "where the list goes on: `next` of the part before"),
    ),
    responses((status = 200, body = Items<NemSmsItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn list(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<Items<NemSmsItem>>, Problem> {
    let listing = Listing::of(&query, &[])?;
    let after: Option<PartyId> = listing.after(|text| {
        let cpr = Cpr::parse(text).map(PartyId::Cpr);
        cpr.or_else(|_| Cvr::parse(text).map(PartyId::Cvr)).ok()
    })?;
    let items = world
        .query(move |engine| {
            let all = NemSmsItem::all(engine, after.as_ref());
            listing.cut(None, all, identity, |party| party.number().to_owned())
        })
        .await?;
    Ok(Json(items))
}
