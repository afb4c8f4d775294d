//! Where the simulator is: in this process, or behind an address.

use jiff::Timestamp;
use serde_json::json;
use testpost_sim::simulator::{self, SftpConfig, Simulator, SimulatorConfig};

use super::{ControlClient, ControlFault, ControlToken, RunFault};

/// A simulator that can be spoken to.
#[derive(Debug)]
pub(crate) struct Host {
    control: ControlClient,
    /// The service port's base URL.
    service: String,
    /// The one that was started here.
    own: Option<Simulator>,
}

impl Host {
    /// The simulator at the address, or one started here.
    pub(crate) async fn open(
        against: Option<&str>,
        token: Option<ControlToken>,
        port: Option<u16>,
    ) -> Result<Self, RunFault> {
        match against {
            Some(address) => Self::against(address, token).await,
            None => Self::start(port).await,
        }
    }

    /// No simulator at all: whatever is asked, a tape tells.
    pub(crate) fn nowhere() -> Result<Self, RunFault> {
        // Port 9 is the discard service's; nothing is ever sent there.
        let address = "http://127.0.0.1:9";
        let control = ControlClient::new(address, None);
        Ok(Self {
            control: control.map_err(|fault| RunFault::Own(fault.to_string()))?,
            service: address.to_owned(),
            own: None,
        })
    }

    /// Stops a simulator that was started here.
    pub(crate) async fn close(self) {
        if let Some(simulator) = self.own {
            simulator.stop().await;
        }
    }

    async fn start(port: Option<u16>) -> Result<Self, RunFault> {
        let mut config = SimulatorConfig {
            sftp: cfg!(feature = "sftp").then(SftpConfig::on_loopback),
            ..SimulatorConfig::in_process()
        };
        config.service.set_port(port.unwrap_or(0));
        let simulator = simulator::start(config).await.map_err(|fault| match port {
            Some(_) => RunFault::Port(fault.to_string()),
            None => RunFault::Own(fault.to_string()),
        })?;
        let control = ControlClient::new(&simulator.control_url(), None)
            .map_err(|fault| RunFault::Own(fault.to_string()))?;
        Ok(Self {
            control,
            service: simulator.service_url(),
            own: Some(simulator),
        })
    }

    /// The simulator behind the control address.
    async fn against(address: &str, token: Option<ControlToken>) -> Result<Self, RunFault> {
        let unreachable = |fault: ControlFault| RunFault::Unreachable {
            what: format!("the simulator at {address}"),
            why: fault.to_string(),
        };
        let control = ControlClient::new(address, token).map_err(unreachable)?;
        let service = service_base(&control).await.map_err(unreachable)?;
        Ok(Self {
            control,
            service,
            own: None,
        })
    }

    pub(crate) fn control(&self) -> &ControlClient {
        &self.control
    }

    /// Where a world's own service calls go.
    pub(crate) fn service_of(&self, world: &str) -> String {
        format!("{}/worlds/{world}", self.service)
    }
}

/// Any world tells the address of the service port; with none there, a passing one does.
async fn service_base(control: &ControlClient) -> Result<String, ControlFault> {
    const PASSING: &str = "testpost-address";
    let base = |world: &super::WorldView| {
        let suffix = format!("/worlds/{}", world.name);
        let service = world.service.trim_end_matches('/');
        service.strip_suffix(&suffix).unwrap_or(service).to_owned()
    };
    if let Some(world) = control.worlds().await?.first() {
        return Ok(base(world));
    }
    let body = json!({
        "name": PASSING, "seed": 1, "epoch": Timestamp::UNIX_EPOCH, "clock": "virtual",
        "world": "municipality",
    });
    let world = control.create_world(&body).await?;
    control.remove_world(PASSING).await?;
    Ok(base(&world))
}
