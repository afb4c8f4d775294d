//! The whole simulator in one process: worlds, both ports, starting and stopping.
//!
//! Used by `serve` and, on free ports of loopback, by the runner and the tests.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::http;
use crate::http::control::ControlPort;
use crate::http::service::ServicePort;
use crate::outgoing::{AllowedHosts, Outgoing};
use crate::port::Port;
use crate::spool::SpoolStore;
use crate::world::{WorldFault, WorldName, WorldSpec};
use crate::worlds::Worlds;

/// What a caller of the control port must show, where one is demanded. Never shown itself.
#[derive(Clone, PartialEq, Eq)]
pub struct ControlToken(String);

impl ControlToken {
    /// `None` for an empty text, which would protect nothing.
    pub fn new(text: impl Into<String>) -> Option<ControlToken> {
        let text = text.into();
        (!text.is_empty()).then_some(ControlToken(text))
    }

    /// Whether `other` is this token, in a time that does not depend on where they differ.
    pub fn matches(&self, other: &str) -> bool {
        self.0.len() == other.len()
            && self
                .0
                .bytes()
                .zip(other.bytes())
                .fold(0, |differs, (a, b)| differs | (a ^ b))
                == 0
    }
}

impl fmt::Debug for ControlToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ControlToken(…)")
    }
}

#[derive(Debug, Clone)]
pub struct SimulatorConfig {
    pub service: SocketAddr,
    pub control: SocketAddr,
    /// Demanded when the control port is not on loopback.
    pub control_token: Option<ControlToken>,
    pub allowed_hosts: AllowedHosts,
    /// Where bodies are kept; the system's temporary folder when `None`.
    pub spool: Option<PathBuf>,
    /// The worlds there are from the start.
    pub worlds: Vec<WorldSpec>,
}

impl SimulatorConfig {
    /// Free ports of loopback, no worlds, calls to loopback only.
    pub fn in_process() -> SimulatorConfig {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        SimulatorConfig {
            service: any,
            control: any,
            control_token: None,
            allowed_hosts: AllowedHosts::loopback(),
            spool: None,
            worlds: Vec::new(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    #[error(
        "the control port on {0} can be reached from other machines, and whoever reaches it can change everything: give --control-token (or TESTPOST_CONTROL_TOKEN), or leave --control-listen at 127.0.0.1"
    )]
    TokenMissing(SocketAddr),
    #[error(
        "the {port} port {address} cannot be opened: {error}; choose another, or 0 for any free one"
    )]
    Bind {
        port: &'static str,
        address: SocketAddr,
        error: io::Error,
    },
    #[error("no folder for bodies can be made: {0}; choose another with --spool")]
    Spool(io::Error),
    #[error("world {name}: {fault}")]
    World { name: WorldName, fault: WorldFault },
}

/// A running simulator. Dropped without `stop`, it breaks everything off.
#[derive(Debug)]
pub struct Simulator {
    service: SocketAddr,
    control: SocketAddr,
    worlds: Worlds,
    stop: CancellationToken,
    ports: Vec<JoinHandle<()>>,
}

/// Starts everything; when this answers, the ports do.
pub async fn start(config: SimulatorConfig) -> Result<Simulator, StartFault> {
    if config.control_token.is_none() && !config.control.ip().to_canonical().is_loopback() {
        return Err(StartFault::TokenMissing(config.control));
    }
    let store = SpoolStore::open(config.spool.as_deref()).map_err(StartFault::Spool)?;
    let worlds = Worlds::new(store, Outgoing::new(config.allowed_hosts));
    let service = bind("service", config.service).await?;
    let control = bind("control", config.control).await?;
    for spec in config.worlds {
        let name = spec.name.clone();
        worlds
            .create(spec)
            .map_err(|fault| StartFault::World { name, fault })?;
    }
    let stop = CancellationToken::new();
    let addresses = (service.address(), control.address());
    let service_router = http::service::router(ServicePort {
        worlds: worlds.clone(),
    });
    let control_router = http::control::router(ControlPort {
        worlds: worlds.clone(),
        service_url: base_url(addresses.0),
        token: config.control_token,
    });
    let ports = vec![
        tokio::spawn(service.serve(service_router, stop.clone())),
        tokio::spawn(control.serve(control_router, stop.clone())),
    ];
    Ok(Simulator {
        service: addresses.0,
        control: addresses.1,
        worlds,
        stop,
        ports,
    })
}

async fn bind(port: &'static str, address: SocketAddr) -> Result<Port, StartFault> {
    Port::bind(address).await.map_err(|error| StartFault::Bind {
        port,
        address,
        error,
    })
}

/// An address to call: what listens everywhere is called on loopback.
fn base_url(address: SocketAddr) -> String {
    let port = address.port();
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => format!("http://127.0.0.1:{port}"),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => format!("http://[::1]:{port}"),
        SocketAddr::V4(_) | SocketAddr::V6(_) => format!("http://{address}"),
    }
}

impl Simulator {
    /// Without a path and without a slash at the end.
    pub fn service_url(&self) -> String {
        base_url(self.service)
    }

    pub fn control_url(&self) -> String {
        base_url(self.control)
    }

    pub fn worlds(&self) -> &Worlds {
        &self.worlds
    }

    /// Takes no more calls, lets open ones end for a few seconds, then ends the worlds.
    pub async fn stop(mut self) {
        self.stop.cancel();
        for port in self.ports.drain(..) {
            if let Err(error) = port.await {
                tracing::error!(%error, "a port did not stop in order");
            }
        }
        self.worlds.stop().await;
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.cancel();
        for port in &self.ports {
            port.abort();
        }
        self.worlds.stop_all();
    }
}
