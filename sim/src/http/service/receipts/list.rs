//! ListAvailableReceipts: GET receipts/. The receipts that wait for the calling system.

use axum::Json;
use axum::response::{IntoResponse, Response};

use crate::http::parameters::QueryText;
use crate::http::service::call::Call;
use crate::http::service::error_message::ErrorMessage;
use crate::http::service::paging::{Page, PagingResultUuid};

/// 200 and one page of the receipts' ids, the oldest first.
pub(crate) async fn list(call: Call, query: QueryText) -> Result<Response, ErrorMessage> {
    let page = Page::of(&query)?;
    let system = call.system;
    let (content, total) = call
        .world
        .query(move |engine| {
            let waiting = engine.state().receipts.of(system);
            let total = waiting.len();
            (page.cut(waiting.map(|one| one.id.as_uuid())), total)
        })
        .await?;
    Ok(Json(PagingResultUuid::new(
        page,
        content,
        total as u64,
        Vec::new(),
    ))
    .into_response())
}
