//! The business receipt (forretningskvittering) to a REST sender's receipt endpoint, as JSON
//! by POST (SEND-3).

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use testpost_engine::effect::Receipt;

use crate::outbox::carry_out::Letter;
use crate::outgoing::OutgoingBody;

pub(super) fn letter(receipt: &Receipt) -> serde_json::Result<Letter> {
    let body = serde_json::to_vec(receipt)?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    Ok(Letter {
        headers,
        body: OutgoingBody::Bytes(Bytes::from(body)),
    })
}
