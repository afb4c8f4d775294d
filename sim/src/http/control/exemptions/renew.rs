//! POST exemptions/{id}/renew (EX-6).

use axum::Json;
use testpost_engine::command::Administration;
use testpost_engine::id::ExemptionId;

use super::case::{Asked, ExemptionCase};
use crate::http::control::in_world::{InWorld, Named};
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};

/// Renews the exemption of a company. The receipt says until when, and is answered here and nowhere else.
#[utoipa::path(
    post,
    path = "/control/v1/worlds/{w}/exemptions/{id}/renew",
    tag = "exemptions",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the exemption's id"),
    ),
    request_body = Asked,
    responses((status = 200, body = ExemptionCase), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn renew(
    InWorld(world): InWorld,
    Named(exemption): Named<ExemptionId>,
    body: JsonBody<Asked>,
) -> Result<Json<ExemptionCase>, Problem> {
    let change = Administration::RenewExemption {
        exemption,
        exempt_by_proxy: body.read.exempt_by_proxy,
    };
    let renewed = world.change(move |_, _| Ok(vec![change]), ExemptionCase::of);
    Ok(Json(renewed.await?))
}
