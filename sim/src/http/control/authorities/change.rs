//! PATCH authorities/{id}.

use axum::Json;
use testpost_engine::command::Administration;

use super::item::{AuthorityChange, AuthorityItem};
use crate::http::control::in_world::{InWorld, Named};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use testpost_memo::id::Cvr;

/// Changes an authority: what is not named stays, null takes a value away.
#[utoipa::path(
    patch,
    path = "/control/v1/worlds/{w}/authorities/{id}",
    tag = "authorities",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the CVR number"),
    ),
    request_body = AuthorityChange,
    responses((status = 200, body = AuthorityItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn change(
    InWorld(world): InWorld,
    Named(id): Named<Cvr>,
    body: JsonBody<AuthorityChange>,
) -> Result<Json<AuthorityItem>, Problem> {
    let changed = world.change(
        move |engine, now| {
            let current = AuthorityItem::find(engine, now, &id)?;
            let changed = body.merged_into(&current, &["systems"], &["cvr"])?;
            Ok(vec![Administration::PutAuthority(changed)])
        },
        move |engine, now, _| AuthorityItem::find(engine, now, &id),
    );
    Ok(Json(changed.await?))
}
