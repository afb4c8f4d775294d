//! Problem documents (RFC 9457): how the control port says that a call is refused.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::refused::Refused;

/// A refusal on its way to a caller of the control port.
#[derive(Debug)]
pub(crate) struct Problem(pub(crate) Refused);

impl<E> From<E> for Problem
where
    Refused: From<E>,
{
    fn from(fault: E) -> Problem {
        Problem(fault.into())
    }
}

/// Why a call was refused, and what to do about it (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemDocument {
    /// Names the kind of problem; there is nothing to fetch there.
    #[serde(rename = "type")]
    #[schema(example = "urn:testpost:problem:world.not.found")]
    kind: String,
    title: String,
    status: u16,
    /// What is wrong.
    detail: String,
    /// For programs, in lower case with dots.
    code: String,
    /// What to do.
    remedy: String,
    /// The places in a document that are wrong, or the fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemPlace>,
}

/// One place that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemPlace {
    message: String,
    /// The field or parameter, where it is known.
    field: Option<String>,
    line: Option<u64>,
    column: Option<u64>,
    /// The known name most like an unknown one.
    nearest: Option<String>,
}

impl From<Refused> for ProblemDocument {
    fn from(refused: Refused) -> Self {
        let details = refused.details;
        let places = details.places.into_iter().map(|place| ProblemPlace {
            message: place.message,
            field: None,
            line: place.line,
            column: place.column,
            nearest: place.nearest,
        });
        let fields = details.fields.into_iter().map(|fault| ProblemPlace {
            message: fault.message,
            field: Some(fault.field),
            line: None,
            column: None,
            nearest: None,
        });
        ProblemDocument {
            kind: format!("urn:testpost:problem:{}", refused.code),
            title: refused
                .status
                .canonical_reason()
                .unwrap_or("Refused")
                .to_owned(),
            status: refused.status.as_u16(),
            detail: refused.message,
            code: refused.code.to_owned(),
            remedy: refused.remedy,
            errors: places.chain(fields).collect(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Problem(refused) = self;
        let status = refused.status;
        let allow = refused.details.allow.clone();
        // A document of texts and numbers can always be written.
        let text = serde_json::to_string(&ProblemDocument::from(refused)).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, kind)], text).into_response();
        if status == axum::http::StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"testpost control\"");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(Ok(allow)) = allow.map(HeaderValue::try_from) {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        response
    }
}
