//! PATCH authorities/{id}.

use axum::Json;
use testpost_engine::Command;
use testpost_engine::command::Administration;
use testpost_engine::document::AuthorityDocument;

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
    let look = move |engine: &testpost_engine::Engine, now| AuthorityItem::find(engine, now, &id);
    let current = world.query_at(look).await??;
    let changed: AuthorityDocument = body.merged_into(&current, &["systems"], &["cvr"])?;
    let change = Administration::PutAuthority(changed);
    world.command(Command::Administer(Box::new(change))).await?;
    Ok(Json(world.query_at(look).await??))
}
