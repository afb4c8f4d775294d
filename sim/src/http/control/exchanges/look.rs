//! GET exchanges/{id}.

use axum::Json;

use super::item::ExchangeDetail;
use crate::exchanges::ExchangeId;
use crate::http::control::in_world::{InWorld, Named, not_found};
use crate::http::problem::{Problem, ProblemDocument};

/// One call with headers and bodies.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/exchanges/{id}",
    tag = "exchanges",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "as in x1"),
    ),
    responses((status = 200, body = ExchangeDetail), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn look(
    InWorld(world): InWorld,
    Named(id): Named<ExchangeId>,
) -> Result<Json<ExchangeDetail>, Problem> {
    match world.exchanges().get(id) {
        Some(exchange) => Ok(Json(ExchangeDetail::from(exchange.as_ref()))),
        None => Err(not_found("exchange.not.found", format!("exchange {id}")).into()),
    }
}
