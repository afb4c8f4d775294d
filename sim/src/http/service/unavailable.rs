//! 503 as the interface has it: SendMemo answers a Receipt, every other operation an
//! ErrorMessage (SEND-6). The message is not accepted, and the sender keeps it.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::json;

use super::error_message::ErrorMessage;
use crate::http::refused::Refused;

/// The code of both.
const CODE: &str = "service.unavailable";

/// For SendMemo; `message` is the one that the call names.
pub(super) fn receipt(why: &str, message: Option<&str>, at: Timestamp) -> Response {
    let mut receipt = json!({
        "errorCode": CODE,
        "errorMessage": why,
        "timeStamp": testpost_engine::calendar::milliseconds::show(at),
    });
    let is_uuid = |text: &&str| uuid::Uuid::try_parse(text).is_ok();
    if let Some(message) = message.filter(is_uuid) {
        receipt["messageUUID"] = message.into();
    }
    (StatusCode::SERVICE_UNAVAILABLE, Json(receipt)).into_response()
}

/// For every other operation.
pub(super) fn error_message(why: &str) -> Response {
    let refused = Refused::new(
        StatusCode::SERVICE_UNAVAILABLE,
        CODE,
        why,
        "try again later",
    );
    ErrorMessage(refused).into_response()
}
