//! GET openapi.json: the description of this very interface, made from the code.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::{Info, OpenApi, Paths};

use crate::http::control_document;

static TEXT: LazyLock<String> =
    LazyLock::new(|| control_document().to_pretty_json().unwrap_or_default());

/// The OpenAPI document of the control interface.
#[utoipa::path(
    get,
    path = "/control/v1/openapi.json",
    tag = "description",
    responses((status = 200, description = "the document", content_type = "application/json"))
)]
pub(crate) async fn look() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str())
}

/// What the document says of itself.
pub(crate) fn about() -> OpenApi {
    let mut info = Info::new("testpost control interface", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Makes worlds, moves their clocks and shows what happened in them. Durations and \
         timestamps are ISO 8601; a day is 24 hours. Where a control token is set, every call \
         but those for health shows it as Authorization: Bearer."
            .to_owned(),
    );
    OpenApi::new(info, Paths::new())
}

/// Operations are named by what they are about and what they do, as in `journal.list`.
pub(crate) fn name_operations(document: &mut OpenApi) {
    for path in document.paths.paths.values_mut() {
        let operations = [
            &mut path.get,
            &mut path.post,
            &mut path.patch,
            &mut path.delete,
        ];
        for operation in operations.into_iter().flatten() {
            let about = operation.tags.iter().flatten().next();
            if let (Some(about), Some(does)) = (about, &operation.operation_id) {
                operation.operation_id = Some(format!("{about}.{does}"));
            }
        }
    }
}
