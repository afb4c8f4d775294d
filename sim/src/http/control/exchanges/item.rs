//! An exchange as the control interface shows it.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::exchanges::{Direction, Exchange, ExchangeKind, RecordedPart};
use crate::http::control::times::show;

/// One call, in or out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExchangeItem {
    id: String,
    /// The world's time.
    at: String,
    wall: String,
    /// in or out, seen from Digital Post
    #[schema(value_type = String)]
    direction: Direction,
    /// send, push, notify, receipt, fetch, list, recall, mail, sms or sftp
    #[schema(value_type = String)]
    kind: ExchangeKind,
    method: String,
    url: String,
    /// The HTTP status; for sftp the status of that protocol, 0 when it was done. Null when no
    /// answer came.
    status: Option<u16>,
    error: Option<String>,
    attempt: Option<u32>,
    message: Option<String>,
    system: Option<String>,
    duration_ms: u64,
}

impl From<&Exchange> for ExchangeItem {
    fn from(exchange: &Exchange) -> Self {
        let call = &exchange.call;
        ExchangeItem {
            id: exchange.id.to_string(),
            at: show(call.at),
            wall: show(call.wall),
            direction: call.direction,
            kind: call.kind,
            method: call.method.clone(),
            url: call.url.clone(),
            status: call.status,
            error: call.error.clone(),
            attempt: call.attempt,
            message: call.message.clone(),
            system: call.system.clone(),
            duration_ms: call.duration_ms,
        }
    }
}

/// One call with headers and the beginnings of its bodies; secrets are masked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExchangeDetail {
    #[serde(flatten)]
    exchange: ExchangeItem,
    request: ExchangePart,
    response: ExchangePart,
}

/// One side of a call.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExchangePart {
    headers: BTreeMap<String, String>,
    /// At most the first 64 KiB.
    body: String,
    /// text or base64
    body_encoding: String,
    body_size: u64,
    body_truncated: bool,
}

impl From<&Exchange> for ExchangeDetail {
    fn from(exchange: &Exchange) -> Self {
        ExchangeDetail {
            exchange: exchange.into(),
            request: (&exchange.call.request).into(),
            response: (&exchange.call.response).into(),
        }
    }
}

impl From<&RecordedPart> for ExchangePart {
    fn from(part: &RecordedPart) -> Self {
        let (body, encoding) = part.body.text();
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &part.headers {
            headers
                .entry(name.clone())
                .and_modify(|before| {
                    before.push_str(", ");
                    before.push_str(value);
                })
                .or_insert_with(|| value.clone());
        }
        ExchangePart {
            headers,
            body,
            body_encoding: encoding.to_owned(),
            body_size: part.body.size(),
            body_truncated: part.body.truncated(),
        }
    }
}
