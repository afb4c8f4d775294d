//! POST standard-system-templates.

use axum::Json;
use axum::http::StatusCode;
use testpost_engine::Reply;
use testpost_engine::command::Administration;
use testpost_engine::document::TemplateDocument;

use super::item::{TemplateFields, TemplateItem};
use crate::http::control::in_world::{InWorld, already_there};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;

/// Makes a template, from which systems are made by POST …/systems.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/standard-system-templates",
    tag = "standard-system-templates",
    params(("w" = String, Path, description = "the world's name")),
    request_body = TemplateFields,
    responses((status = 201, body = TemplateItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn create(
    InWorld(world): InWorld,
    body: JsonBody<TemplateFields>,
) -> Result<(StatusCode, Json<TemplateItem>), Problem> {
    let template: TemplateDocument = body.document(&[])?;
    let made = world.change(
        move |engine, _| match template.id {
            Some(id) if engine.state().templates.contains_key(&id) => Err(already_there(
                "template.already.there",
                format!("template {id}"),
            )),
            Some(_) | None => Ok(vec![Administration::PutTemplate(template)]),
        },
        |engine, _, replies| match replies {
            [Reply::Template(id)] => TemplateItem::find(engine, id),
            _ => Err(Refused::unlike()),
        },
    );
    Ok((StatusCode::CREATED, Json(made.await?)))
}
