//! PATCH companies/{id}.

use axum::Json;
use testpost_engine::command::Administration;

use super::item::{CompanyChange, CompanyItem};
use crate::http::control::in_world::{InWorld, Named};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use testpost_memo::id::Cvr;

/// Changes a company: what is not named stays, null takes a value away.
#[utoipa::path(
    patch,
    path = "/control/v1/worlds/{w}/companies/{id}",
    tag = "companies",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the CVR number"),
    ),
    request_body = CompanyChange,
    responses((status = 200, body = CompanyItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn change(
    InWorld(world): InWorld,
    Named(id): Named<Cvr>,
    body: JsonBody<CompanyChange>,
) -> Result<Json<CompanyItem>, Problem> {
    let changed = world.change(
        move |engine, now| {
            let current = CompanyItem::find(engine, now, &id)?;
            let changed = body.merged_into(&current, &["systems"], &["cvr"])?;
            Ok(vec![Administration::PutCompany(changed)])
        },
        move |engine, now, _| CompanyItem::find(engine, now, &id),
    );
    Ok(Json(changed.await?))
}
