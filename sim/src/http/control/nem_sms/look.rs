//! GET nemsms/{owner} (SMS-3).

use axum::Json;

use super::item::NemSmsItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::mailboxes::owner::Owner;
use crate::http::problem::{Problem, ProblemDocument};

/// One sign-up: its number, and since when.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/nemsms/{owner}",
    tag = "nemsms",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = String, Path, description = "a CPR or CVR number"),
    ),
    responses((status = 200, body = NemSmsItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    Owner(party): Owner,
) -> Result<Json<NemSmsItem>, Problem> {
    let found = world
        .query_at(move |engine, now| NemSmsItem::find(engine, now, &party))
        .await?;
    Ok(Json(found?))
}
