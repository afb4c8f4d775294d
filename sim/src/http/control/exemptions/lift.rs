//! POST exemptions/{id}/lift (EX-5).

use axum::Json;
use testpost_engine::command::Administration;
use testpost_engine::id::ExemptionId;

use super::case::{Asked, ExemptionCase};
use crate::http::control::in_world::{InWorld, Named};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};

/// Lifts an exemption. The receipt says from when, and is answered here and nowhere else.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/exemptions/{id}/lift",
    tag = "exemptions",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the exemption's id"),
    ),
    request_body = Asked,
    responses((status = 200, body = ExemptionCase), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn lift(
    InWorld(world): InWorld,
    Named(exemption): Named<ExemptionId>,
    body: JsonBody<Asked>,
) -> Result<Json<ExemptionCase>, Problem> {
    let change = Administration::LiftExemption {
        exemption,
        exempt_by_proxy: body.read.exempt_by_proxy,
    };
    let lifted = world.change(move |_, _| Ok(vec![change]), ExemptionCase::of);
    Ok(Json(lifted.await?))
}
