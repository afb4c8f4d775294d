//! PATCH citizens/{id}.

use axum::Json;
use testpost_engine::command::Administration;

use super::item::{CitizenChange, CitizenItem};
use crate::http::control::in_world::{InWorld, Named};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use testpost_memo::id::Cpr;

/// Changes a citizen: what is not named stays, null takes a value away.
#[utoipa::path(
    patch,
    path = "/control/v1/worlds/{w}/citizens/{id}",
    tag = "citizens",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the CPR number"),
    ),
    request_body = CitizenChange,
    responses((status = 200, body = CitizenItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn change(
    InWorld(world): InWorld,
    Named(id): Named<Cpr>,
    body: JsonBody<CitizenChange>,
) -> Result<Json<CitizenItem>, Problem> {
    let changed = world.change(
        move |engine, now| {
            let current = CitizenItem::find(engine, now, &id)?;
            let changed = body.merged_into(&current, &[], &["cpr"])?;
            Ok(vec![Administration::PutCitizen(changed)])
        },
        move |engine, now, _| CitizenItem::find(engine, now, &id),
    );
    Ok(Json(changed.await?))
}
