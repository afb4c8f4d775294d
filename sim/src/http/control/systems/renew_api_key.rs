//! POST systems/{id}/renewapitoken (SYS-13), named as in the interface.

use axum::Json;
use testpost_engine::command::Administration;
use testpost_engine::id::SystemId;

use super::item::SystemItem;
use crate::http::control::in_world::{InWorld, Named};
use crate::http::problem::{Problem, ProblemDocument};

/// Gives a system a new API key; the old one no longer opens anything, and the certificate that
/// was left with Digital Post is gone.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/systems/{id}/renewapitoken",
    tag = "systems",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the system's id"),
    ),
    responses((status = 200, body = SystemItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn renew_api_key(
    InWorld(world): InWorld,
    Named(id): Named<SystemId>,
) -> Result<Json<SystemItem>, Problem> {
    let renewed = world.change(
        move |_, _| Ok(vec![Administration::RenewApiKey(id)]),
        move |engine, now, _| SystemItem::find(engine, now, &id),
    );
    Ok(Json(renewed.await?))
}
