//! GET companies/{id}.

use axum::Json;

use super::item::CompanyItem;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};
use testpost_memo::id::Cvr;

/// One company.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/companies/{id}",
    tag = "companies",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the CVR number"),
    ),
    responses((status = 200, body = CompanyItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    Named(id): Named<Cvr>,
) -> Result<Json<CompanyItem>, Problem> {
    let found = world
        .query_at(move |engine, now| CompanyItem::find(engine, now, &id))
        .await?;
    Ok(Json(found?))
}
