//! `testpost health URL`: whether a simulator is ready, for images without a shell.
//!
//! One plain HTTP/1.1 request over std, so that it starts in no time and needs nothing.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use reqwest::Url;

use super::exit::Exit;
use super::fault::CliFault;
use super::output;
use crate::outward;

#[derive(Debug, clap::Args)]
pub(crate) struct HealthOptions {
    /// Base address of the control port, such as http://127.0.0.1:8461
    url: Url,
    /// How long to wait, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

pub(crate) fn health(options: &HealthOptions) -> Result<Exit, CliFault> {
    let url = &options.url;
    let (Some(host), "http") = (url.host_str(), url.scheme()) else {
        let what = format!("health {url}: only http addresses can be asked");
        return Err(CliFault::with_remedy(
            Exit::CommandLine,
            what,
            "name the control port, such as http://127.0.0.1:8461",
        ));
    };
    if let Err(fault) = outward::base(url.as_str(), "") {
        let what = format!("health {url}: {fault}");
        return Err(CliFault::new(Exit::CommandLine, what));
    }
    let port = url.port_or_known_default().unwrap_or(80);
    let path = format!("{}/readyz", url.path().trim_end_matches('/'));
    let patience = Duration::from_secs(options.timeout);
    let unreachable = |reason: String| {
        let what = format!("http://{host}:{port}{path}: {reason}");
        CliFault::with_remedy(
            Exit::Unreachable,
            what,
            "is testpost serve running, and is this its control port?",
        )
    };
    match status_line(host, port, &path, patience) {
        Ok(line) if line.split(' ').nth(1) == Some("200") => {
            output::print_line("ready")?;
            Ok(Exit::Held)
        }
        Ok(line) => Err(unreachable(format!("not ready, it answered '{line}'"))),
        Err(fault) => Err(unreachable(fault.to_string())),
    }
}

fn status_line(host: &str, port: u16, path: &str, patience: Duration) -> io::Result<String> {
    // The brackets of an IPv6 host belong to the address line, not to the name.
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let mut last = io::Error::other("the name has no address");
    for address in (name, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, patience) {
            Ok(stream) => return ask(stream, host, port, path, patience),
            Err(fault) => last = fault,
        }
    }
    Err(last)
}

fn ask(
    mut stream: TcpStream,
    host: &str,
    port: u16,
    path: &str,
    patience: Duration,
) -> io::Result<String> {
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
    )?;
    let mut line = String::new();
    // No status line is longer; a stranger's endless one ends here.
    let mut head = BufReader::new(io::Read::take(stream, 512));
    head.read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}
