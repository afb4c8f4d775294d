//! PUT faults.

use axum::Json;
use testpost_engine::command::Administration;

use super::item::{FaultsFields, FaultsItem};
use crate::http::control::in_world::InWorld;
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;

/// Puts other rules in the place of those in force; every rule counts its occasions anew. An
/// empty object switches all faults off.
#[utoipa::path(
    put,
    path = "/control/v1/worlds/{w}/faults",
    tag = "faults",
    params(("w" = String, Path, description = "the world's name")),
    request_body = FaultsFields,
    responses((status = 200, body = FaultsItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn change(
    InWorld(world): InWorld,
    body: JsonBody<FaultsFields>,
) -> Result<Json<FaultsItem>, Problem> {
    let document = body.document(&[])?;
    let changed = world.change(
        move |_, _| Ok::<_, Refused>(vec![Administration::PutFaults(document)]),
        |engine, _, _| Ok(FaultsItem::of(engine)),
    );
    Ok(Json(changed.await?))
}
