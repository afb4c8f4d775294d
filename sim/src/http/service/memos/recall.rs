//! DeleteMemo: DELETE memos/{id}, the recall of a message that has a value date (RECALL-1 to 4).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use testpost_engine::Command;
use testpost_memo::id::MessageUuid;

use crate::http::service::call::{Call, Id};
use crate::http::service::error_message::ErrorMessage;

/// 204 when the message will never be delivered.
pub(crate) async fn recall(
    call: Call,
    Id(message): Id<MessageUuid>,
) -> Result<Response, ErrorMessage> {
    let command = Command::Recall {
        system: call.system,
        message,
    };
    call.command(command).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
