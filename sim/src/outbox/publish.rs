//! REST PUBLISH/SUBSCRIBE (DEL-7): a receiver system is told that a message waits for it, as JSON
//! by POST. It then fetches the message as in REST PULL.

use serde::Serialize;
use testpost_memo::id::MessageUuid;

use crate::outbox::carry_out::Letter;

/// Assumed: no document shows one.
#[derive(Debug, Serialize)]
struct Notification {
    #[serde(rename = "messageUUID")]
    message_uuid: String,
}

pub(super) fn letter(message: MessageUuid) -> serde_json::Result<Letter> {
    Letter::json(&Notification {
        message_uuid: message.to_string(),
    })
}
