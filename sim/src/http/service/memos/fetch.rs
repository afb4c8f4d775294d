//! FetchMemo: GET memos/{id} (DEL-6, Afhentet). The message from the spool, in the version that
//! the system chose (MEMO-19) and with what the contact point puts on it (DEL-3).

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use testpost_engine::{Command, Engine, Reply};
use testpost_memo::id::MessageUuid;

use crate::exchanges::{BODY_CAP, RecordedBody};
use crate::http::refused::Refused;
use crate::http::service::call::{Call, Id};
use crate::http::service::error_message::ErrorMessage;
use crate::spool::SpooledBody;
use crate::versions::handed_over;

/// 200 and the MeMo.
pub(crate) async fn fetch(
    call: Call,
    Id(message): Id<MessageUuid>,
) -> Result<Response, ErrorMessage> {
    let command = Command::FetchMemo {
        system: call.system,
        message,
    };
    let reply = call.command(command).await?;
    let Reply::Memo {
        body,
        version,
        marks,
    } = reply
    else {
        return Err(Refused::unlike().into());
    };
    let spool = call.world.spool();
    let body = spool
        .get(&body.hash)
        .ok_or_else(|| Refused::ours("the spool does not have the message"))?;
    let schema_version = |engine: &Engine| engine.profile().memo_schema_version.clone();
    let schema_version = call.world.query(schema_version).await?;
    let body = handed_over(spool, &body, version, &schema_version, marks)
        .await
        .map_err(|fault| Refused::ours(&fault.to_string()))?;
    let mut response = memo(&body);
    response.extensions_mut().insert(beginning(&body).await);
    Ok(response)
}

/// The answer that carries a MeMo.
pub(in crate::http) fn memo(body: &SpooledBody) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/xml".to_owned()),
        (header::CONTENT_LENGTH, body.size().to_string()),
    ];
    (headers, Body::from_stream(body.chunks())).into_response()
}

/// What the exchange keeps of it.
async fn beginning(body: &SpooledBody) -> RecordedBody {
    let mut recorded = RecordedBody::default();
    let mut chunks = std::pin::pin!(body.chunks());
    while recorded.size() < BODY_CAP as u64 {
        let Some(Ok(piece)) = chunks.next().await else {
            break;
        };
        recorded.push(&piece);
    }
    recorded.skip(body.size().saturating_sub(recorded.size()));
    recorded
}
