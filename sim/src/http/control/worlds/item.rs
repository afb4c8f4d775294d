//! A world as the control interface shows it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::control::ControlPort;
use crate::http::control::times::{show, show_some};
use crate::http::refused::Refused;
use crate::world::World;

/// One world.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorldItem {
    name: String,
    seed: u64,
    epoch: String,
    /// real, virtual or scaled:N
    clock: String,
    now: String,
    /// When the next thing happens by itself.
    next_due: Option<String>,
    /// Where the service port names this world outright.
    service: String,
    /// Where SFTP senders log in, with their system's id as user name, or, should several worlds
    /// have the same system and key, with WORLD/SYSTEM; null when there is no SFTP port
    sftp: Option<String>,
    /// The fingerprint of the SFTP port's host key
    sftp_host_key: Option<String>,
}

impl WorldItem {
    pub(super) async fn of(world: &World, port: &ControlPort) -> Result<WorldItem, Refused> {
        let clock = world.clock().await?;
        let spec = world.spec();
        Ok(WorldItem {
            name: spec.name.to_string(),
            seed: spec.seed,
            epoch: show(spec.epoch),
            clock: spec.clock.to_string(),
            now: show(clock.now),
            next_due: show_some(clock.next_due),
            service: format!("{}/worlds/{}", port.service_url, spec.name),
            sftp: port.sftp.as_ref().map(|sftp| sftp.url.clone()),
            sftp_host_key: port.sftp.as_ref().map(|sftp| sftp.host_key.clone()),
        })
    }
}
