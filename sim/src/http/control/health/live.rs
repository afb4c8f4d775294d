//! GET /healthz.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// That testpost is there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`.
    pub(super) status: String,
    pub(super) version: String,
}

impl Health {
    pub(super) fn ok() -> Health {
        Health {
            status: "ok".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// Whether the process answers at all. Needs no token.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, body = Health)))]
pub(crate) async fn live() -> Json<Health> {
    Json(Health::ok())
}
