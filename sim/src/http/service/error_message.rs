//! The interface's ErrorMessage: how the service port says that a call is refused.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use testpost_memo::Finding;

use crate::http::refused::{FieldFault, Refused};

/// A refusal on its way to a caller of the service port.
#[derive(Debug)]
pub(crate) struct ErrorMessage(pub(crate) Refused);

impl<E> From<E> for ErrorMessage
where
    Refused: From<E>,
{
    fn from(fault: E) -> ErrorMessage {
        ErrorMessage(fault.into())
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Model {
    code: &'static str,
    message: String,
    field_errors: Vec<FieldErrorResource>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FieldErrorResource {
    resource: &'static str,
    field: String,
    code: String,
    message: String,
    rejected_value: serde_json::Value,
}

impl From<FieldFault> for FieldErrorResource {
    fn from(fault: FieldFault) -> Self {
        Self {
            resource: fault.resource,
            field: fault.field,
            code: fault.code.to_owned(),
            message: fault.message,
            rejected_value: fault.rejected,
        }
    }
}

impl From<Finding> for FieldErrorResource {
    fn from(finding: Finding) -> Self {
        Self {
            resource: "memo",
            message: format!(
                "line {}, column {}: {}; {}",
                finding.line, finding.column, finding.message, finding.remedy
            ),
            field: finding.xpath,
            code: finding.code,
            rejected_value: serde_json::Value::Null,
        }
    }
}

impl IntoResponse for ErrorMessage {
    fn into_response(self) -> Response {
        let ErrorMessage(refused) = self;
        let for_the_log = refused.clone();
        let status = refused.status;
        let allow = refused.details.allow.clone();
        let model = Model {
            code: refused.code,
            message: format!("{}; {}", refused.message, refused.remedy),
            field_errors: refused
                .details
                .fields
                .into_iter()
                .map(Into::into)
                .chain(refused.details.findings.into_iter().map(Into::into))
                .collect(),
        };
        let mut response = (status, Json(model)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"Digital Post\"");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(Ok(allow)) = allow.map(HeaderValue::try_from) {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        response.extensions_mut().insert(for_the_log);
        response
    }
}
