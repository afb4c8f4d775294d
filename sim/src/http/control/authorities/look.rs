//! GET authorities/{id}.

use axum::Json;

use super::item::AuthorityItem;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};
use testpost_memo::id::Cvr;

/// One authority.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/authorities/{id}",
    tag = "authorities",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the CVR number"),
    ),
    responses((status = 200, body = AuthorityItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    Named(id): Named<Cvr>,
) -> Result<Json<AuthorityItem>, Problem> {
    let found = world
        .query_at(move |engine, now| AuthorityItem::find(engine, now, &id))
        .await?;
    Ok(Json(found?))
}
