//! GET /readyz.

use axum::Json;

use super::live::Health;

/// Whether calls are taken. Both ports are open before either answers. Needs no token.
#[utoipa::path(get, path = "/readyz", tag = "health", responses((status = 200, body = Health)))]
pub(crate) async fn ready() -> Json<Health> {
    Json(Health::ok())
}
