//! CreateReceipt: POST memos/{id}/receipt, the receiver system's business receipt (DEL-5, DEL-6).
//!
//! It may come before the push that it answers has returned. The vendor's own ids and times
//! are looked at for their form only; all that is wrong is said at once.

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use testpost_engine::Command;
use testpost_engine::command::ReceiverReceipt;
use testpost_engine::effect::ReceiptStatus;
use testpost_memo::id::MessageUuid;

use crate::http::refused::{FieldFault, Refused};
use crate::http::service::call::{Call, Id};
use crate::http::service::error_message::ErrorMessage;

/// How large a receipt may be.
const LARGEST: usize = 1_000_000;

/// 200 without a body.
pub(crate) async fn create_receipt(
    call: Call,
    Id(message): Id<MessageUuid>,
    body: Body,
) -> Result<Response, ErrorMessage> {
    let body = axum::body::to_bytes(body, LARGEST).await.map_err(|fault| {
        not_valid(
            format!("the receipt could not be taken in: {fault}"),
            "send one Receipt of at most 1 MB",
        )
    })?;
    let command = Command::CreateReceipt {
        system: call.system,
        message,
        receipt: read(&body)?,
    };
    call.command(command).await?;
    Ok(StatusCode::OK.into_response())
}

fn not_valid(message: String, remedy: &str) -> Refused {
    Refused::new(
        StatusCode::BAD_REQUEST,
        "receipt.not.valid",
        message,
        remedy,
    )
}

fn read(body: &[u8]) -> Result<ReceiverReceipt, Refused> {
    const REMEDY: &str = "send a Receipt as JSON: transmissionId, messageUUID, timeStamp, receiptStatus, and errorCode and errorMessage where something is wrong";
    let value: Value = serde_json::from_slice(body)
        .map_err(|fault| not_valid(format!("the body is not JSON: {fault}"), REMEDY))?;
    let Value::Object(fields) = value else {
        return Err(not_valid("the body is not a JSON object".into(), REMEDY));
    };
    let mut reader = Reader {
        fields,
        faults: Vec::new(),
    };
    reader.read("transmissionId", |text| uuid::Uuid::try_parse(text).ok());
    reader.read("timeStamp", |text| text.parse::<jiff::Timestamp>().ok());
    reader.read("messageId", |_| Some(()));
    let message_uuid = reader.read("messageUUID", |text| MessageUuid::parse(text).ok());
    let error_code = reader.read("errorCode", |text| Some(text.to_owned()));
    let error_message = reader.read("errorMessage", |text| Some(text.to_owned()));
    let status = reader.read("receiptStatus", |text| {
        serde_json::from_value::<ReceiptStatus>(text.into()).ok()
    });
    if !reader.fields.contains_key("receiptStatus") {
        reader.fault("receiptStatus", "is missing", Value::Null);
    }
    match (status, reader.faults.as_slice()) {
        (Some(status), []) => Ok(ReceiverReceipt {
            status,
            message_uuid,
            error_code,
            error_message,
        }),
        (_, faults) => {
            let said: Vec<String> = faults
                .iter()
                .map(|fault| format!("{} {}", fault.field, fault.message))
                .collect();
            let mut refused = not_valid(said.join(", "), REMEDY);
            refused.details.fields = reader.faults;
            Err(refused)
        }
    }
}

/// Reads a receipt field by field and collects what is wrong.
struct Reader {
    fields: serde_json::Map<String, Value>,
    faults: Vec<FieldFault>,
}

impl Reader {
    /// A field that is there and not null, if it can be read.
    fn read<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = self.fields.get(name).filter(|value| !value.is_null())?;
        let found = value.as_str().and_then(read);
        if found.is_none() {
            let rejected = value.clone();
            self.fault(name, wanted(name), rejected);
        }
        found
    }

    fn fault(&mut self, field: &str, message: &str, rejected: Value) {
        self.faults.push(FieldFault {
            resource: "receipt",
            field: field.to_owned(),
            code: "receipt.not.valid",
            message: message.to_owned(),
            rejected,
        });
    }
}

fn wanted(field: &str) -> &'static str {
    match field {
        "transmissionId" => "must be a UUID",
        "messageUUID" => "must be a version 4 UUID",
        "timeStamp" => "must be a timestamp like 2026-01-05T08:00:00.000Z",
        "receiptStatus" => "must be COMPLETED, INVALID or NOT_ALLOWED",
        _ => "must be a text",
    }
}
