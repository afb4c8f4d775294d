//! ListAvailableMemos: GET memos/ (DEL-6). The messages that wait for the calling system, the
//! oldest first. `sort` is taken and changes nothing: the interface does not say what by.

use axum::Json;
use axum::response::{IntoResponse, Response};

use crate::http::parameters::QueryText;
use crate::http::service::call::Call;
use crate::http::service::error_message::ErrorMessage;
use crate::http::service::paging::{Page, PagingResultUuid};

/// 200 and one page of UUIDs.
pub(crate) async fn list(call: Call, query: QueryText) -> Result<Response, ErrorMessage> {
    let page = Page::of(&query)?;
    let system = call.system;
    let (content, total) = call
        .world
        .query(move |engine| {
            let waiting = engine.state().messages.waiting_for(system);
            let total = waiting.len();
            (page.cut(waiting.map(|uuid| uuid.as_uuid())), total)
        })
        .await?;
    Ok(Json(PagingResultUuid::new(page, content, total as u64)).into_response())
}
