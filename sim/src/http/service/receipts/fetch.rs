//! FetchReceipt: GET receipts/{id}; with delete=true it is gone afterwards.

use axum::Json;
use axum::response::{IntoResponse, Response};
use testpost_engine::command::AfterFetch;
use testpost_engine::id::ReceiptId;
use testpost_engine::{Command, Reply};

use crate::http::parameters::QueryText;
use crate::http::refused::Refused;
use crate::http::service::call::{Call, Id};
use crate::http::service::error_message::ErrorMessage;

/// 200 and the receipt.
pub(crate) async fn fetch(
    call: Call,
    Id(receipt): Id<ReceiptId>,
    query: QueryText,
) -> Result<Response, ErrorMessage> {
    let then = query.read_with("delete", |text| match text {
        "true" => Ok(AfterFetch::Delete),
        "false" => Ok(AfterFetch::Keep),
        _ => Err("write true or false".to_owned()),
    })?;
    let command = Command::FetchReceipt {
        system: call.system,
        receipt,
        then: then.unwrap_or(AfterFetch::Keep),
    };
    let reply = call.command(command).await?;
    let Reply::Receipt(receipt) = reply else {
        return Err(Refused::unlike().into());
    };
    if let Some(message) = receipt.message_uuid {
        call.log.note_message(message.to_string());
    }
    Ok(Json(receipt).into_response())
}
