//! The service port: the REST interface of Digital Post.

use axum::Router;

use crate::worlds::Worlds;

/// What the service port needs to know.
#[derive(Debug, Clone)]
pub struct ServicePort {
    pub worlds: Worlds,
}

pub fn router(port: ServicePort) -> Router {
    let ServicePort { worlds: _ } = port;
    Router::new()
}
