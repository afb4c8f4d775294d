//! BulkFetchReceipts: GET receipts-bulk/. Whole receipts, a page at a time; fetching them so
//! deletes none.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use testpost_engine::calendar;
use testpost_engine::effect::{Receipt, ReceiptStatus};
use testpost_engine::id::{ReceiptId, TransmissionId};
use testpost_engine::state::receipts::Waiting;
use testpost_memo::id::MessageUuid;

use crate::http::parameters::QueryText;
use crate::http::service::call::Call;
use crate::http::service::error_message::ErrorMessage;
use crate::http::service::paging::Page;

/// The interface's ReceiptSearchResult.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ReceiptSearchResult {
    current_page: u64,
    total_pages: u64,
    elements_on_page: u64,
    total_elements: u64,
    receipts: Vec<BulkReceipt>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct BulkReceipt {
    id: ReceiptId,
    transmission_id: TransmissionId,
    #[serde(rename = "messageUUID", skip_serializing_if = "Option::is_none")]
    message_uuid: Option<MessageUuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
    time_stamp: String,
    receipt_status: ReceiptStatus,
}

impl From<&Waiting> for BulkReceipt {
    fn from(waiting: &Waiting) -> Self {
        let Receipt {
            transmission_id,
            message_uuid,
            message_id,
            error_code,
            error_message,
            time_stamp,
            receipt_status,
        } = waiting.receipt.clone();
        Self {
            id: waiting.id,
            transmission_id,
            message_uuid,
            message_id,
            error_code,
            error_message,
            time_stamp: testpost_engine::calendar::milliseconds::show(time_stamp),
            receipt_status,
        }
    }
}

/// 200 and one page of receipts, the oldest first.
pub(crate) async fn bulk(call: Call, query: QueryText) -> Result<Response, ErrorMessage> {
    let page = Page::of(&query)?;
    let (system, lag) = (call.system, call.lag);
    let (receipts, total) = call
        .world
        .query_at(move |engine, now| {
            let receipts = &engine.state().receipts;
            let as_of = calendar::after(now, -lag);
            let total = receipts.of_since(system, as_of).count() as u64;
            let waiting = receipts.of_since(system, as_of);
            (page.cut(waiting.map(BulkReceipt::from)), total)
        })
        .await?;
    let result = ReceiptSearchResult {
        current_page: page.number,
        total_pages: page.pages(total),
        elements_on_page: receipts.len() as u64,
        total_elements: total,
        receipts,
    };
    Ok(Json(result).into_response())
}
