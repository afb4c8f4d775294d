//! REST PUSH (DEL-5): a message to a receiver system, as multipart/form-data with one part
//! `file`, whose file name is the bare message UUID and whose content is the MeMo XML.
//!
//! The frame is written here, so that the length of the whole is known before the first byte
//! and the message itself goes straight from the spool to the socket.

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use testpost_memo::id::MessageUuid;

use crate::outbox::carry_out::Letter;
use crate::outgoing::OutgoingBody;
use crate::spool::SpooledBody;

pub(super) fn letter(message: MessageUuid, content: SpooledBody) -> Letter {
    // No message contains its own SHA-256, so this line cannot occur in it.
    let boundary = format!("testpost-{}", content.hash());
    let head = format!(
        "--{boundary}\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{message}\"\r\n\
         Content-Type: application/xml\r\n\
         \r\n"
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    let mut headers = HeaderMap::new();
    // Hexadecimal digits only: this value is always a header.
    if let Ok(value) = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}")) {
        headers.insert(CONTENT_TYPE, value);
    }
    Letter {
        headers,
        body: OutgoingBody::Framed {
            head: Bytes::from(head),
            content,
            tail: Bytes::from(tail),
        },
    }
}
