//! The way to the outside for everything here that calls: one place that says which addresses
//! may be called, and how a client is made.
//!
//! The real Digital Post is never called, by whatever option somebody names it. No redirects,
//! no proxy from the environment.

use reqwest::{Client, ClientBuilder, Url};
use testpost_sim::outgoing::{AllowedHosts, HostFault};

/// Why an address is not called.
#[derive(Debug, thiserror::Error)]
pub enum AddressFault {
    #[error("{0}")]
    NoUrl(String),
    #[error("its scheme is '{0}', and only http and https are called")]
    Scheme(String),
    #[error("it is not of the form sftp://HOST:PORT")]
    NoSftp,
    #[error("{0}")]
    Refused(#[from] HostFault),
}

/// The address with a path below it, ready to be extended.
pub(crate) fn base(address: &str, below: &str) -> Result<Url, AddressFault> {
    let parse =
        |text: &str| Url::parse(text).map_err(|fault| AddressFault::NoUrl(fault.to_string()));
    // Looked at alone first: with a path after it even `http://` would name a host.
    let url = parse(address)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressFault::Scheme(url.scheme().to_owned()));
    }
    let host = url
        .host_str()
        .ok_or_else(|| AddressFault::NoUrl("it names no host".to_owned()))?;
    // The simulator's own rule: a host that it refuses to allow is not called from here either.
    AllowedHosts::and([host.to_owned()])?;
    parse(&format!("{}{below}", address.trim_end_matches('/')))
}

/// Host and port of an SFTP server.
pub(crate) fn sftp(address: &str) -> Result<(String, u16), AddressFault> {
    let (host, port) = address
        .strip_prefix("sftp://")
        .and_then(|rest| rest.rsplit_once(':'))
        .ok_or(AddressFault::NoSftp)?;
    let port = port.parse().map_err(|_| AddressFault::NoSftp)?;
    let host = host.trim_matches(['[', ']']);
    AllowedHosts::and([host.to_owned()])?;
    Ok((host.to_owned(), port))
}

/// A client for calls below this address.
pub(crate) fn client(base: &Url) -> ClientBuilder {
    let builder = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy();
    if base.scheme() == "http" {
        // Without TLS there is no need to look for the machine's certificates.
        builder.tls_certs_only([])
    } else {
        builder
    }
}

/// A client that calls as vendors' systems do: each call on a connection of its own.
pub(crate) fn vendor_client(base: &Url) -> ClientBuilder {
    client(base).pool_max_idle_per_host(0).http1_only()
}

/// The innermost cause says what happened; the outer ones only that something did.
pub(crate) fn innermost(fault: &dyn std::error::Error) -> String {
    let mut cause = fault;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_service_is_not_called_under_any_of_its_names() {
        for address in [
            "https://digitalpost.dk",
            "https://api.digitalpost.dk/",
            "http://API.DigitalPost.dk.:8443/worlds/a",
            "https://somebody@test.digitalpost.dk",
        ] {
            let fault = base(address, "/apis/v1/").unwrap_err();
            assert!(
                matches!(fault, AddressFault::Refused(_)),
                "{address}: {fault}"
            );
        }
    }

    #[test]
    fn other_addresses_are_taken_as_they_are() {
        for (address, url) in [
            ("http://127.0.0.1:8460", "http://127.0.0.1:8460/apis/v1/"),
            (
                "https://simulator.example/w/",
                "https://simulator.example/w/apis/v1/",
            ),
            (
                "http://notdigitalpost.dk",
                "http://notdigitalpost.dk/apis/v1/",
            ),
        ] {
            assert_eq!(base(address, "/apis/v1/").unwrap().as_str(), url);
        }
        for address in ["nowhere", "ftp://127.0.0.1", "file:///etc", "http://"] {
            let fault = base(address, "/apis/v1/").unwrap_err();
            assert!(
                !matches!(fault, AddressFault::Refused(_)),
                "{address}: {fault}"
            );
        }
    }
}
