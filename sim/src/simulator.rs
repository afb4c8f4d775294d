//! The whole simulator in one process: worlds, both ports, starting and stopping.
//!
//! Used by `serve` and, on free ports of loopback, by the runner and the tests.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::http;
use crate::http::control::ControlPort;
use crate::http::service::ServicePort;
use crate::outbox::{Mailer, SmtpFault, SmtpServer};
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

/// The port for sender systems with SFTP (SYS-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SftpConfig {
    pub address: SocketAddr,
    /// What the host keys are made from: the same seed, the same fingerprint.
    pub seed: u64,
}

impl SftpConfig {
    /// Any free port of loopback, always with the same host key.
    pub fn on_loopback() -> SftpConfig {
        SftpConfig {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            seed: 1,
        }
    }
}

#[derive(Debug, Clone)]
pub struct SimulatorConfig {
    pub service: SocketAddr,
    pub control: SocketAddr,
    /// No SFTP port when `None`.
    pub sftp: Option<SftpConfig>,
    /// Demanded when the control port is not on loopback.
    pub control_token: Option<ControlToken>,
    pub allowed_hosts: AllowedHosts,
    /// Where mails are sent on to; they stand in the outbox in any case.
    pub smtp: Option<SmtpServer>,
    /// Where bodies are kept; the system's temporary folder when `None`.
    pub spool: Option<PathBuf>,
    /// The worlds there are from the start.
    pub worlds: Vec<WorldSpec>,
}

impl SimulatorConfig {
    /// Free ports of loopback, no SFTP, no worlds, calls to loopback only.
    pub fn in_process() -> SimulatorConfig {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        SimulatorConfig {
            service: any,
            control: any,
            sftp: None,
            control_token: None,
            allowed_hosts: AllowedHosts::loopback(),
            smtp: None,
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
    #[error("this testpost was built without SFTP: build it with the feature 'sftp'")]
    NoSftp,
    #[error(transparent)]
    Smtp(#[from] SmtpFault),
    #[error("no folder for bodies can be made: {0}; choose another with --spool")]
    Spool(io::Error),
    #[error("world {name}: {fault}")]
    World { name: WorldName, fault: WorldFault },
}

/// Where sender systems hand in by SFTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SftpAddress {
    /// Without a path and without a slash at the end.
    pub url: String,
    /// The fingerprint of the host key, as clients show it.
    pub host_key: String,
}

/// A running simulator. Dropped without `stop`, it breaks everything off.
#[derive(Debug)]
pub struct Simulator {
    service: SocketAddr,
    control: SocketAddr,
    sftp: Option<SftpAddress>,
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
    let mailer = config
        .smtp
        .map(|server| Mailer::start(server, &config.allowed_hosts))
        .transpose()?;
    let worlds = Worlds::with_mail(store, Outgoing::new(config.allowed_hosts), mailer);
    let service = bind("service", config.service).await?;
    let control = bind("control", config.control).await?;
    let sftp = match config.sftp {
        Some(sftp) => Some(sftp_port::bind(sftp).await?),
        None => None,
    };
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
    let sftp_address = sftp.as_ref().map(sftp_port::address);
    let control_router = http::control::router(ControlPort {
        worlds: worlds.clone(),
        service_url: base_url(addresses.0),
        sftp: sftp_address.clone(),
        control_url: base_url(addresses.1),
        token: config.control_token,
    });
    let mut ports = vec![
        tokio::spawn(service.serve(service_router, stop.clone())),
        tokio::spawn(control.serve(control_router, stop.clone())),
    ];
    ports.extend(sftp.map(|sftp| sftp_port::serve(sftp, worlds.clone(), stop.clone())));
    Ok(Simulator {
        service: addresses.0,
        control: addresses.1,
        sftp: sftp_address,
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

fn base_url(address: SocketAddr) -> String {
    format!("http://{}", callable(address))
}

/// An address to call: what listens everywhere is called on loopback.
fn callable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// The SFTP port, where it was built in.
#[cfg(feature = "sftp")]
mod sftp_port {
    use tokio::task::JoinHandle;
    use tokio_util::sync::CancellationToken;

    use super::{SftpAddress, SftpConfig, StartFault, callable};
    use crate::sftp::SftpPort;
    use crate::worlds::Worlds;

    pub(super) async fn bind(config: SftpConfig) -> Result<SftpPort, StartFault> {
        let SftpConfig { address, seed } = config;
        SftpPort::bind(address, seed)
            .await
            .map_err(|error| StartFault::Bind {
                port: "SFTP",
                address,
                error,
            })
    }

    pub(super) fn address(port: &SftpPort) -> SftpAddress {
        SftpAddress {
            url: format!("sftp://{}", callable(port.address())),
            host_key: port.fingerprint().to_owned(),
        }
    }

    pub(super) fn serve(port: SftpPort, worlds: Worlds, stop: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(port.serve(worlds, stop))
    }
}

/// Without it there is none, and whoever wants one is told.
#[cfg(not(feature = "sftp"))]
mod sftp_port {
    use std::convert::Infallible;

    use tokio::task::JoinHandle;
    use tokio_util::sync::CancellationToken;

    use super::{SftpAddress, SftpConfig, StartFault};
    use crate::worlds::Worlds;

    pub(super) async fn bind(_: SftpConfig) -> Result<Infallible, StartFault> {
        Err(StartFault::NoSftp)
    }

    pub(super) fn address(port: &Infallible) -> SftpAddress {
        match *port {}
    }

    pub(super) fn serve(port: Infallible, _: Worlds, _: CancellationToken) -> JoinHandle<()> {
        match port {}
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

    /// The SFTP port, if there is one.
    pub fn sftp(&self) -> Option<&SftpAddress> {
        self.sftp.as_ref()
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
