//! GET outbox/sms. Nothing that this version simulates sends a text message.

use axum::Json;

use super::mail::OutboxItem;
use crate::http::control::in_world::InWorld;
use crate::http::control::listing::{Items, Listing};
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// The text messages that went out.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/outbox/sms",
    tag = "outbox",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "where the list goes on: `next` of the part before"),
    ),
    responses((status = 200, body = Items<OutboxItem>), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn sms(
    InWorld(_): InWorld,
    query: QueryText,
) -> Result<Json<Items<OutboxItem>>, Problem> {
    Listing::of(&query, &[])?;
    Ok(Json(Items::all(Vec::new())))
}
