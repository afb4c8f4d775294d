//! Calls of the control interface that this version does not have yet.

use axum::http::{Method, StatusCode, Uri};

use crate::http::problem::Problem;
use crate::http::refused::Refused;

/// 501, always.
pub(crate) async fn not_yet(method: Method, uri: Uri) -> Problem {
    Problem(Refused::new(
        StatusCode::NOT_IMPLEMENTED,
        "operation.not.simulated",
        format!("{method} {} is not in this version of testpost", uri.path()),
        "GET /control/v1/openapi.json describes what there is",
    ))
}
