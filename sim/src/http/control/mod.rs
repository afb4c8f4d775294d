//! The control port: health, and the control interface.

use axum::Router;

use crate::simulator::ControlToken;
use crate::worlds::Worlds;

/// What the control port needs to know.
#[derive(Debug, Clone)]
pub struct ControlPort {
    pub worlds: Worlds,
    /// The service port's address, without a path.
    pub service_url: String,
    /// Demanded of every caller where there is one.
    pub token: Option<ControlToken>,
}

pub fn router(port: ControlPort) -> Router {
    let ControlPort {
        worlds: _,
        service_url: _,
        token: _,
    } = port;
    Router::new()
}
