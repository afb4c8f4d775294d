//! SendMemo: POST memos/ with one MeMo as the body (SEND-1, SEND-11, SEND-12).
//!
//! The caller is known and the head of the call is in order before the body is taken. The body
//! goes to the spool and is checked from there, away from the threads that serve calls.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use testpost_engine::command::{Body as MessageBody, Origin};
use testpost_engine::{Command, Reply};

use crate::clock::wall_now;
use crate::http::parameters::QueryText;
use crate::http::refused::Refused;
use crate::http::service::call::Call;
use crate::http::service::error_message::ErrorMessage;
use crate::spool::SpoolFault;

/// 201 and the technical receipt, once the message is safely kept.
pub(crate) async fn send(
    call: Call,
    query: QueryText,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ErrorMessage> {
    media_type(&headers)?;
    let uuid_parameter = query.once("memo-message-uuid")?.map(ToOwned::to_owned);
    announced_length(&headers, call.limits.max_bytes)?;
    let received = call
        .world
        .spool()
        .receive(body.into_data_stream(), call.limits.max_bytes)
        .await;
    let body = match received {
        Ok(body) => body,
        Err(fault @ SpoolFault::Disk(..)) => return Ok(unavailable(&fault)),
        Err(fault) => return Err(not_taken(&fault).into()),
    };
    let report = call.limits.look_at(body.clone()).await?;
    let command = Command::Send {
        origin: Origin::System {
            system: call.system,
        },
        uuid_parameter,
        report: Box::new(report),
        body: MessageBody {
            hash: body.hash(),
            size: body.size(),
        },
    };
    let reply = call.send(command, body).await?;
    let Reply::Accepted(accepted) = reply else {
        return Err(Refused::unlike().into());
    };
    Ok((StatusCode::CREATED, Json(accepted.receipt)).into_response())
}

/// What the interface takes, as far as it is simulated.
fn media_type(headers: &HeaderMap) -> Result<(), Refused> {
    let given = headers
        .get(header::CONTENT_TYPE)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "application/xml" | "text/xml" => Ok(()),
        "application/x-lzma" | "multipart/form-data" => Err(Refused::new(
            StatusCode::NOT_IMPLEMENTED,
            "operation.not.simulated",
            format!("SendMemo with {essence} is not simulated in this version of testpost"),
            "send each MeMo on its own as application/xml",
        )),
        other => Err(Refused::new(
            StatusCode::BAD_REQUEST,
            "media.type.not.supported",
            if other.is_empty() {
                "there is no Content-Type header".to_owned()
            } else {
                format!("Content-Type '{other}' is not one that SendMemo takes")
            },
            "send one MeMo with Content-Type: application/xml",
        )),
    }
}

/// The interface demands a Content-Length.
fn announced_length(headers: &HeaderMap, limit: u64) -> Result<(), Refused> {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<u64>().ok())
        .ok_or_else(|| {
            Refused::new(
                StatusCode::BAD_REQUEST,
                "content.length.missing",
                "there is no Content-Length header",
                "say the body's size instead of sending it chunked",
            )
        })?;
    if length > limit {
        return Err(too_large(limit, length));
    }
    Ok(())
}

fn too_large(limit: u64, seen: u64) -> Refused {
    Refused::new(
        StatusCode::BAD_REQUEST,
        "message.too.large",
        format!("the message weighs {seen} bytes or more; at most {limit} are allowed"),
        "send less, or set send.max-bytes in the world's profile",
    )
}

fn not_taken(fault: &SpoolFault) -> Refused {
    match fault {
        SpoolFault::TooLarge { limit, seen } => too_large(*limit, *seen),
        SpoolFault::Broken(_) | SpoolFault::Disk(..) => Refused::new(
            StatusCode::BAD_REQUEST,
            "body.incomplete",
            fault.to_string(),
            "send the whole body without a pause",
        ),
    }
}

/// The interface's 503 carries a Receipt, not an ErrorMessage.
fn unavailable(fault: &SpoolFault) -> Response {
    tracing::error!(%fault, "a message cannot be kept");
    let receipt = json!({
        "errorCode": "service.unavailable",
        "errorMessage": fault.to_string(),
        "timeStamp": testpost_engine::calendar::milliseconds::show(wall_now()),
    });
    (StatusCode::SERVICE_UNAVAILABLE, Json(receipt)).into_response()
}
