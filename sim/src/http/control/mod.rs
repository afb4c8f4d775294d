//! The control port: health, and the control interface for tests and tools.

pub(crate) mod authorities;
pub(crate) mod awaiting;
pub(crate) mod citizens;
pub(crate) mod clock;
pub(crate) mod companies;
pub(crate) mod contact_points;
pub(crate) mod due;
pub(crate) mod exchanges;
pub(crate) mod exemptions;
pub(crate) mod faults;
pub(crate) mod health;
mod in_world;
pub(crate) mod journal;
mod json_body;
mod listing;
pub(crate) mod mailboxes;
pub(crate) mod messages;
pub(crate) mod nem_sms;
pub(crate) mod not_yet;
pub(crate) mod openapi;
pub(crate) mod others;
pub(crate) mod outbox;
pub(crate) mod profile;
pub(crate) mod recipients;
pub(crate) mod systems;
pub(crate) mod templates;
mod times;
pub(crate) mod token;
pub(crate) mod worlds;

use crate::simulator::{ControlToken, SftpAddress};
use crate::worlds::Worlds;

pub use super::router::control as router;

/// What the control port needs to know.
#[derive(Debug, Clone)]
pub struct ControlPort {
    pub worlds: Worlds,
    /// The service port's address, without a path.
    pub service_url: String,
    /// The SFTP port, if there is one.
    pub sftp: Option<SftpAddress>,
    /// The control port's own, in the same way.
    pub control_url: String,
    /// Demanded of every caller where there is one.
    pub token: Option<ControlToken>,
}
