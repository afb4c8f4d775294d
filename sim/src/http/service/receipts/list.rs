//! ListAvailableReceipts: GET receipts/. The receipts that wait for the calling system.

use axum::Json;
use axum::response::{IntoResponse, Response};
use testpost_engine::calendar;

use crate::http::parameters::QueryText;
use crate::http::service::call::Call;
use crate::http::service::error_message::ErrorMessage;
use crate::http::service::paging::{Page, PagingResultUuid};

/// 200 and one page of the receipts' ids, the oldest first.
pub(crate) async fn list(call: Call, query: QueryText) -> Result<Response, ErrorMessage> {
    let page = Page::of(&query)?;
    let (system, lag) = (call.system, call.lag);
    let (content, total) = call
        .world
        .query_at(move |engine, now| {
            let receipts = &engine.state().receipts;
            let as_of = calendar::after(now, -lag);
            let total = receipts.of_since(system, as_of).count();
            let waiting = receipts.of_since(system, as_of);
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
