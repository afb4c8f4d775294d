//! GET exchanges.

use axum::Json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::item::ExchangeItem;
use crate::exchanges::ExchangeFilter;
use crate::http::control::in_world::InWorld;
use crate::http::control::listing::Listing;
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};

/// Part of the list of exchanges.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExchangePartList {
    items: Vec<ExchangeItem>,
    /// Where the list goes on: give it as `after`. Null at the end.
    next: Option<String>,
    /// How many of the oldest exchanges are no longer kept.
    dropped: u64,
}

/// The calls in and out, refused ones too, the oldest first.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/exchanges",
    tag = "exchanges",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("message" = Option<String>, Query, description = "only calls about this message, as the caller named it"),
        ("direction" = Option<String>, Query, description = "in or out"),
        ("kind" = Option<String>, Query, description = "send, push, notify, receipt, fetch, list, recall, mail, sms or sftp"),
        ("limit" = Option<u64>, Query, description = "at most so many, 100 by default, at most 1000"),
        ("after" = Option<String>, Query, description = "only calls after this one"),
    ),
    responses((status = 200, body = ExchangePartList), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn list(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Json<ExchangePartList>, Problem> {
    let listing = Listing::of(&query, &["message", "direction", "kind"])?;
    let filter = ExchangeFilter {
        message: query.text("message").map(ToOwned::to_owned),
        direction: query.read_with("direction", |text| named(text, "write in or out"))?,
        kind: query.read_with("kind", |text| {
            named(
                text,
                "write send, push, notify, receipt, fetch, list, recall, mail, sms or sftp",
            )
        })?,
        after: listing.after(|text| text.parse().ok())?,
        // One more than is shown, to know whether the list goes on.
        limit: Some(listing.limit + 1),
    };
    let found = world.exchanges().list(&filter);
    let items = found
        .iter()
        .map(|exchange| (exchange.id, exchange.as_ref()));
    let part = listing.cut(None, items, ExchangeItem::from, ToString::to_string);
    Ok(Json(ExchangePartList {
        items: part.items,
        next: part.next,
        dropped: world.exchanges().dropped(),
    }))
}

/// A value as it is written in JSON.
fn named<T: DeserializeOwned>(text: &str, wanted: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|_| wanted.to_owned())
}
