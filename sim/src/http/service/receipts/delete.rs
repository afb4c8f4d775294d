//! DeleteReceipt: DELETE receipts/{id}.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use testpost_engine::Command;
use testpost_engine::id::ReceiptId;

use crate::http::service::call::{Call, Id};
use crate::http::service::error_message::ErrorMessage;

/// 204 when it is no longer listed.
pub(crate) async fn delete(
    call: Call,
    Id(receipt): Id<ReceiptId>,
) -> Result<Response, ErrorMessage> {
    let command = Command::DeleteReceipt {
        system: call.system,
        receipt,
    };
    call.command(command).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
