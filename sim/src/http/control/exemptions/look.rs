//! GET exemptions/{id}.

use axum::Json;
use testpost_engine::id::ExemptionId;

use super::item::ExemptionItem;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};

/// One exemption; not its receipt, which was given once (EX-4).
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/exemptions/{id}",
    tag = "exemptions",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the exemption's id"),
    ),
    responses((status = 200, body = ExemptionItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    Named(id): Named<ExemptionId>,
) -> Result<Json<ExemptionItem>, Problem> {
    let found = world
        .query_at(move |engine, now| ExemptionItem::find(engine, now, &id))
        .await?;
    Ok(Json(found?))
}
