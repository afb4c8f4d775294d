//! ListAvailableMemos: GET memos/ (DEL-6). The messages that wait for the calling system, the
//! oldest first unless `sort` says otherwise; parameters that the interface does not have are
//! ignored.

use axum::Json;
use axum::response::{IntoResponse, Response};
use testpost_engine::calendar;

use crate::http::parameters::QueryText;
use crate::http::service::call::Call;
use crate::http::service::error_message::ErrorMessage;
use crate::http::service::ordering::Order;
use crate::http::service::paging::{Page, PagingResultUuid};

/// 200 and one page of UUIDs.
pub(crate) async fn list(call: Call, query: QueryText) -> Result<Response, ErrorMessage> {
    let page = Page::of(&query)?;
    let order = query.read_with("sort", Order::of)?.unwrap_or_default();
    let (system, lag) = (call.system, call.lag);
    let (content, total) = call
        .world
        .query_at(move |engine, now| {
            let as_of = calendar::after(now, -lag);
            let waiting = engine.state().messages.waiting_since(system, as_of);
            let mut waiting: Vec<_> = waiting.map(|uuid| uuid.as_uuid()).collect();
            let total = waiting.len();
            order.sort(&mut waiting);
            (page.cut(waiting.into_iter()), total)
        })
        .await?;
    let ordering = order.shown();
    Ok(Json(PagingResultUuid::new(page, content, total as u64, ordering)).into_response())
}
