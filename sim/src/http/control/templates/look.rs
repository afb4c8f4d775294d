//! GET standard-system-templates/{id}.

use axum::Json;
use testpost_engine::id::TemplateId;

use super::item::TemplateItem;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};

/// One template.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/standard-system-templates/{id}",
    tag = "standard-system-templates",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the template's id"),
    ),
    responses((status = 200, body = TemplateItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    Named(id): Named<TemplateId>,
) -> Result<Json<TemplateItem>, Problem> {
    let found = world
        .query(move |engine| TemplateItem::find(engine, &id))
        .await?;
    Ok(Json(found?))
}
