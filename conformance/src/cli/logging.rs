//! Logs, on stderr, without CPR numbers. `--log` takes a level, which is about testpost alone, or a whole filter.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use super::exit::Exit;
use super::fault::CliFault;
use super::masked::Masked;

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
const OURS: [&str; 5] = [
    "testpost",
    "testpost_conformance",
    "testpost_engine",
    "testpost_memo",
    "testpost_sim",
];

pub(crate) fn start(wish: Option<&str>, otherwise: &str) -> Result<(), CliFault> {
    let wish = wish.unwrap_or(otherwise);
    let filter = if LEVELS.contains(&wish) {
        let of_others = if wish == "off" { "off" } else { "warn" };
        OURS.iter().fold(of_others.to_owned(), |all, name| {
            format!("{all},{name}={wish}")
        })
    } else {
        wish.to_owned()
    };
    let filter = EnvFilter::try_new(&filter).map_err(|fault| {
        CliFault::with_remedy(
            Exit::CommandLine,
            format!("--log {wish}: {fault}"),
            "name a level (off, error, warn, info, debug, trace) or a filter such as \
             testpost_sim=debug,hyper=info",
        )
    })?;
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| Masked(io::stderr()))
        .with_ansi(io::stderr().is_terminal())
        .try_init();
    started.map_err(|fault| CliFault::new(Exit::Fault, format!("logging cannot start: {fault}")))
}
