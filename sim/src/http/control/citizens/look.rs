//! GET citizens/{id}.

use axum::Json;

use super::item::CitizenItem;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};
use testpost_memo::id::Cpr;

/// One citizen.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/citizens/{id}",
    tag = "citizens",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the CPR number"),
    ),
    responses((status = 200, body = CitizenItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    Named(id): Named<Cpr>,
) -> Result<Json<CitizenItem>, Problem> {
    let found = world
        .query_at(move |engine, now| CitizenItem::find(engine, now, &id))
        .await?;
    Ok(Json(found?))
}
