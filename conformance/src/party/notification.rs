//! Reads a notification: JSON that names a message which waits to be fetched (DEL-7).

use http_body_util::{BodyExt, Limited};
use hyper::Request;
use hyper::body::Incoming;
use serde::Deserialize;
use testpost_memo::id::MessageUuid;

/// No notification comes near it.
const LIMIT: usize = 64 * 1024;

#[derive(Debug, Deserialize)]
struct Notification {
    #[serde(rename = "messageUUID")]
    message_uuid: String,
}

/// The message it names, or what is wrong with it.
pub(crate) async fn read(request: Request<Incoming>) -> Result<MessageUuid, String> {
    let body = Limited::new(request.into_body(), LIMIT)
        .collect()
        .await
        .map_err(|fault| format!("the notification did not arrive whole: {fault}"))?;
    let told: Notification = serde_json::from_slice(&body.to_bytes())
        .map_err(|fault| format!("the body is no notification: {fault}"))?;
    MessageUuid::parse(&told.message_uuid).map_err(|fault| format!("messageUUID: {fault}"))
}
