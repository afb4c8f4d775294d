//! GET recipients/{owner}.

use axum::Json;

use super::item::RecipientItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::mailboxes::owner::Owner;
use crate::http::problem::{Problem, ProblemDocument};

/// Looks a citizen, company or authority up by its number.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/recipients/{owner}",
    tag = "recipients",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = String, Path, description = "a CPR or CVR number"),
    ),
    responses((status = 200, body = RecipientItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    Owner(id): Owner,
) -> Result<Json<RecipientItem>, Problem> {
    let found = world
        .query(move |engine| RecipientItem::find(engine, &id))
        .await?;
    Ok(Json(found?))
}
