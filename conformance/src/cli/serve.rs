//! `testpost serve`: the simulated Digital Post, until it is asked to end.
//!
//! Options win over the world file, the world file over the defaults.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::json;
use testpost_engine::document::WorldDocument;
use testpost_sim::clock::{ClockMode, wall_now};
use testpost_sim::document::read_world;
use testpost_sim::outbox::SmtpServer;
use testpost_sim::outgoing::AllowedHosts;
use testpost_sim::simulator::{
    self, ControlToken, SftpConfig, Simulator, SimulatorConfig, StartFault,
};
use testpost_sim::world::{WorldFault, WorldName, WorldSpec};
use testpost_sim::worlds::shipped;

use super::exit::Exit;
use super::fault::CliFault;
use super::interrupt::Interrupt;
use super::{output, version};

const BUILT_IN: &str = "municipality";
const SEED: u64 = 1;

#[derive(Debug, clap::Args)]
pub(crate) struct ServeOptions {
    /// A world file, YAML or JSON; may be repeated [default: the built-in municipality]
    #[arg(long, value_name = "FILE")]
    world: Vec<PathBuf>,
    /// Port that speaks Digital Post; 0 for any free one
    #[arg(long, value_name = "N", default_value_t = 8460)]
    port: u16,
    /// Port of the control interface; 0 for any free one
    #[arg(long, value_name = "N", default_value_t = 8461)]
    control_port: u16,
    /// Port for sender systems with SFTP; 0 for any free one [default: none]
    #[arg(long, value_name = "N")]
    sftp_port: Option<u16>,
    /// Address of the service port, and of the SFTP port
    #[arg(long, value_name = "ADDR", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// Address of the control port
    #[arg(long, value_name = "ADDR", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    control_listen: IpAddr,
    /// Token that callers of the control port must show; demanded when it is not on loopback
    #[arg(
        long,
        value_name = "TOKEN",
        env = "TESTPOST_CONTROL_TOKEN",
        hide_env_values = true
    )]
    control_token: Option<String>,
    /// A host beyond loopback that may be called; may be repeated
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// SMTP server that warning mails are sent on to: smtp://host:port, with ?tls=required for
    /// STARTTLS, or smtps://host:port; a host beyond loopback must be allowed
    #[arg(
        long,
        value_name = "URL",
        env = "TESTPOST_SMTP",
        hide_env_values = true
    )]
    smtp: Option<String>,
    /// How time passes: real, virtual or scaled:N [default: as the world file says, else real]
    #[arg(long, value_name = "CLOCK")]
    clock: Option<ClockMode>,
    /// Seed of everything that is left to chance [default: as the world file says, else 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Time at which the worlds begin, such as 2026-01-05T08:00:00Z [default: as the world file
    /// says, else now]
    #[arg(long, value_name = "TIMESTAMP")]
    epoch: Option<Timestamp>,
    /// Folder for message bodies [default: a temporary one]
    #[arg(long, value_name = "DIR")]
    spool: Option<PathBuf>,
    /// Print the ready line as JSON
    #[arg(long)]
    ready_json: bool,
}

pub(crate) async fn serve(options: ServeOptions) -> Result<Exit, CliFault> {
    let mut interrupt = Interrupt::listen().map_err(|fault| CliFault::new(Exit::Fault, fault))?;
    let (worlds, sources): (Vec<WorldSpec>, Vec<String>) = worlds(&options)?.into_iter().unzip();
    let names: Vec<WorldName> = worlds.iter().map(|world| world.name.clone()).collect();
    let ready = Ready::of(&worlds);
    let allowed_hosts = AllowedHosts::and(options.allow_host)
        .map_err(|fault| CliFault::new(Exit::CommandLine, format!("--allow-host: {fault}")))?;
    let smtp = options
        .smtp
        .as_deref()
        .map(SmtpServer::parse)
        .transpose()
        .map_err(|fault| CliFault::new(Exit::CommandLine, format!("--smtp: {fault}")))?;
    let simulator = simulator::start(SimulatorConfig {
        service: SocketAddr::new(options.listen, options.port),
        control: SocketAddr::new(options.control_listen, options.control_port),
        sftp: options.sftp_port.map(|port| SftpConfig {
            address: SocketAddr::new(options.listen, port),
            seed: ready.seed,
        }),
        control_token: options.control_token.and_then(ControlToken::new),
        allowed_hosts,
        smtp,
        spool: options.spool,
        worlds,
    })
    .await
    .map_err(|fault| start_fault(&fault, &names, &sources))?;
    output::print_line(&if options.ready_json {
        ready.json(&simulator)
    } else {
        ready.words(&simulator)
    })?;
    interrupt.wait().await;
    tracing::info!("asked to end");
    simulator.stop().await;
    Ok(Exit::Held)
}

/// The worlds to be made, each with the name of the file it comes from.
fn worlds(options: &ServeOptions) -> Result<Vec<(WorldSpec, String)>, CliFault> {
    if options.world.is_empty() {
        let document = shipped(BUILT_IN).map_err(|fault| CliFault::new(Exit::Fault, fault))?;
        let spec = spec(document, BUILT_IN, BUILT_IN, options)?;
        return Ok(vec![(spec, BUILT_IN.to_owned())]);
    }
    options
        .world
        .iter()
        .map(|path| {
            let source = path.display().to_string();
            let text = fs::read_to_string(path).map_err(|fault| {
                let what = format!("{source}: cannot be read: {fault}");
                CliFault::with_remedy(Exit::BadInput, what, "name a world file with --world")
            })?;
            let document =
                read_world(&text, &source).map_err(|fault| CliFault::new(Exit::BadInput, fault))?;
            let stem = path.file_stem().map(Path::new).unwrap_or(path);
            let spec = spec(document, &stem.display().to_string(), &source, options)?;
            Ok((spec, source))
        })
        .collect()
}

fn spec(
    document: WorldDocument,
    otherwise: &str,
    source: &str,
    options: &ServeOptions,
) -> Result<WorldSpec, CliFault> {
    let wrong = |key: &str, fault: String| {
        CliFault::new(Exit::BadInput, format!("{source}: {key}: {fault}"))
    };
    let name = document.world.as_deref().unwrap_or(otherwise);
    let name = name
        .parse()
        .map_err(|fault| wrong("world", format!("{fault}")))?;
    let clock = match (options.clock, &document.clock) {
        (Some(clock), _) => clock,
        (None, Some(word)) => word
            .parse()
            .map_err(|fault| wrong("clock", format!("{fault}")))?,
        (None, None) => ClockMode::Real,
    };
    Ok(WorldSpec {
        name,
        seed: options.seed.or(document.seed).unwrap_or(SEED),
        epoch: options.epoch.or(document.epoch).unwrap_or_else(wall_now),
        clock,
        document,
    })
}

/// What the ready line says beside the addresses.
struct Ready {
    names: Vec<String>,
    seed: u64,
    epoch: String,
    clock: String,
}

impl Ready {
    /// Seed, epoch and clock are the first world's; there is always one.
    fn of(worlds: &[WorldSpec]) -> Self {
        let first = worlds.first();
        Self {
            names: worlds
                .iter()
                .map(|world| world.name.as_str().to_owned())
                .collect(),
            seed: first.map_or(SEED, |world| world.seed),
            epoch: first.map_or_else(String::new, |world| format!("{:.3}", world.epoch)),
            clock: first.map_or_else(String::new, |world| world.clock.to_string()),
        }
    }

    fn json(&self, simulator: &Simulator) -> String {
        json!({
            "service": simulator.service_url(),
            "control": simulator.control_url(),
            "tls": null,
            "sftp": simulator.sftp().map(|sftp| &sftp.url),
            "sftpHostKey": simulator.sftp().map(|sftp| &sftp.host_key),
            "worlds": self.names,
            "world": self.names.first(),
            "seed": self.seed,
            "epoch": self.epoch,
            "pid": std::process::id(),
            "version": version::VERSION,
        })
        .to_string()
    }

    fn words(&self, simulator: &Simulator) -> String {
        let sftp = simulator.sftp().map_or_else(String::new, |sftp| {
            format!(", SFTP {} (host key {})", sftp.url, sftp.host_key)
        });
        format!(
            "testpost {} is ready: service {}, control {}{sftp}, worlds {}, clock {}, seed {}, epoch {}",
            version::VERSION,
            simulator.service_url(),
            simulator.control_url(),
            self.names.join(" "),
            self.clock,
            self.seed,
            self.epoch
        )
    }
}

/// A fault of a world is told with the file it stands in: of two worlds of one name, the later.
fn start_fault(fault: &StartFault, names: &[WorldName], sources: &[String]) -> CliFault {
    match fault {
        StartFault::TokenMissing(_)
        | StartFault::Bind { .. }
        | StartFault::NoSftp
        | StartFault::Smtp(_)
        | StartFault::Spool(_) => CliFault::new(Exit::CommandLine, fault),
        StartFault::World { name, fault } => {
            let place = names.iter().rposition(|known| known == name);
            let source = place.and_then(|place| sources.get(place));
            let source = source.map_or(name.as_str(), String::as_str);
            CliFault::new(Exit::BadInput, in_file(source, fault))
        }
    }
}

fn in_file(source: &str, fault: &WorldFault) -> String {
    match fault {
        WorldFault::NameTaken(_) => format!("{source}: {fault}"),
        WorldFault::Document(faults) => {
            let lines: Vec<String> = faults
                .iter()
                .map(|fault| format!("{source}: {fault}"))
                .collect();
            lines.join("\n")
        }
    }
}
