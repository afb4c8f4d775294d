//! The one way out: every HTTP call to the outside passes [`Outgoing::call`].
//!
//! It goes only to hosts that are allowed (loopback, and those named with `--allow-host`;
//! never the real Digital Post), follows no redirect, uses no proxy from the environment,
//! opens a fresh connection each time, sends Content-Length and never chunks, and ends within
//! its total time, which is wall time. It knows nothing of messages: outbox/ builds the calls.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Client, Method, Url};
use testpost_engine::FailureReason;
use tokio::time::Instant;

use crate::exchanges::{RecordedBody, RecordedPart};
use crate::spool::SpooledBody;

/// Where the real Digital Post lives: no setting opens the way there.
const NEVER: &str = "digitalpost.dk";

/// How much of an answer is read at all; of this the exchange keeps the beginning.
const ANSWER_CAP: u64 = 1024 * 1024;

const AGENT: &str = concat!("testpost/", env!("CARGO_PKG_VERSION"));

/// Which hosts may be called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedHosts(BTreeSet<String>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostFault {
    #[error(
        "the real Digital Post ({0}) is never called; give the system an endpoint of a test system"
    )]
    RealService(String),
    #[error(
        "calls to {0} are not allowed; start testpost with --allow-host {0}, or give the system an endpoint on 127.0.0.1"
    )]
    NotAllowed(String),
    #[error(
        "'{0}' is no address that can be called; an endpoint begins with http:// or https:// and names a host"
    )]
    NoAddress(String),
}

impl AllowedHosts {
    /// Loopback alone.
    pub fn loopback() -> AllowedHosts {
        AllowedHosts::default()
    }

    /// Loopback and these; names are compared as they stand, without their case.
    pub fn and(hosts: impl IntoIterator<Item = String>) -> Result<AllowedHosts, HostFault> {
        let mut allowed = BTreeSet::new();
        for host in hosts {
            let host = plain(&host);
            if is_real_service(&host) {
                return Err(HostFault::RealService(host));
            }
            allowed.insert(host);
        }
        Ok(AllowedHosts(allowed))
    }

    /// The guard itself: the address, if it may be called.
    pub fn check(&self, url: &str) -> Result<Url, HostFault> {
        let no_address = || HostFault::NoAddress(url.to_owned());
        let url = Url::parse(url).map_err(|_| no_address())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(no_address());
        }
        self.check_host(url.host_str().ok_or_else(no_address)?)?;
        Ok(url)
    }

    /// Whether this host may be called, by whatever protocol.
    pub fn check_host(&self, host: &str) -> Result<(), HostFault> {
        let host = plain(host);
        if is_real_service(&host) {
            return Err(HostFault::RealService(host));
        }
        if is_loopback(&host) || self.0.contains(&host) {
            Ok(())
        } else {
            Err(HostFault::NotAllowed(host))
        }
    }
}

/// For calls that are not bound to the allowed hosts, such as those of a runner to the service
/// it drives: refuses what is no address, and the real Digital Post.
pub fn refuse_real_service(url: &str) -> Result<(), HostFault> {
    let no_address = || HostFault::NoAddress(url.to_owned());
    let parsed = Url::parse(url).map_err(|_| no_address())?;
    let host = plain(parsed.host_str().ok_or_else(no_address)?);
    if is_real_service(&host) {
        Err(HostFault::RealService(host))
    } else {
        Ok(())
    }
}

/// A host as it is compared: lower case, without the brackets of an IPv6 address and the dot
/// that may end a name.
fn plain(host: &str) -> String {
    let host = host.trim().trim_start_matches('[').trim_end_matches(']');
    host.trim_end_matches('.').to_ascii_lowercase()
}

fn is_real_service(host: &str) -> bool {
    host == NEVER
        || host
            .strip_suffix(NEVER)
            .is_some_and(|start| start.ends_with('.'))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

/// The first bytes of a stream, so many of them.
fn first(
    whole: impl Stream<Item = io::Result<Bytes>>,
    bytes: u64,
) -> impl Stream<Item = io::Result<Bytes>> {
    whole.scan(bytes, |left, piece| {
        let piece = piece.map(|mut piece| {
            let room = usize::try_from(*left).unwrap_or(usize::MAX);
            piece.truncate(room);
            *left -= piece.len() as u64;
            piece
        });
        let is_over = matches!(&piece, Ok(piece) if piece.is_empty());
        std::future::ready((!is_over).then_some(piece))
    })
}

/// What came before it goes out, and then the connection is given up.
fn broken_off() -> impl Stream<Item = io::Result<Bytes>> {
    stream::once(async {
        // Whoever writes to the socket flushes while nothing is to be had.
        tokio::task::yield_now().await;
        Err(io::Error::new(
            io::ErrorKind::ConnectionAborted,
            "broken off on purpose",
        ))
    })
}

/// A call to make.
#[derive(Debug, Clone)]
pub struct OutgoingCall {
    pub method: Method,
    pub url: String,
    pub headers: HeaderMap,
    pub body: OutgoingBody,
    /// From the first packet to the end of the answer, in wall time.
    pub timeout: Duration,
}

/// A body of known length.
#[derive(Debug, Clone)]
pub enum OutgoingBody {
    Bytes(Bytes),
    /// A body from the spool inside a frame, such as the one part of a multipart form.
    Framed {
        head: Bytes,
        content: SpooledBody,
        tail: Bytes,
    },
    /// Another body that is broken off in the middle, on purpose.
    BrokenOff(Box<OutgoingBody>),
}

impl OutgoingBody {
    pub fn size(&self) -> u64 {
        match self {
            OutgoingBody::Bytes(bytes) => bytes.len() as u64,
            OutgoingBody::Framed {
                head,
                content,
                tail,
            } => head.len() as u64 + content.size() + tail.len() as u64,
            // It announces the whole.
            OutgoingBody::BrokenOff(whole) => whole.size(),
        }
    }

    fn stream(self) -> Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>> {
        match self {
            OutgoingBody::Bytes(bytes) => Box::pin(stream::iter([Ok(bytes)])),
            OutgoingBody::Framed {
                head,
                content,
                tail,
            } => Box::pin(
                stream::iter([Ok(head)])
                    .chain(content.chunks())
                    .chain(stream::iter([Ok(tail)])),
            ),
            OutgoingBody::BrokenOff(whole) => {
                let half = whole.size() / 2;
                Box::pin(first(whole.stream(), half).chain(broken_off()))
            }
        }
    }

    /// The beginning, for the exchange.
    async fn recorded(&self) -> RecordedBody {
        let mut recorded = RecordedBody::default();
        let mut stream = self.clone().stream();
        while let Some(Ok(piece)) = stream.next().await {
            recorded.push(&piece);
            if recorded.truncated() {
                break;
            }
        }
        recorded.skip(self.size().saturating_sub(recorded.size()));
        recorded
    }
}

/// How a call went, with all that its exchange shows.
#[derive(Debug, Clone)]
pub struct Called {
    /// The status, whatever it was; or why there is none, for the machine and in words.
    pub outcome: Result<u16, (FailureReason, String)>,
    pub duration: Duration,
    pub request: RecordedPart,
    pub response: RecordedPart,
}

/// The way out. Cheap to clone; one for the whole process.
#[derive(Debug, Clone)]
pub struct Outgoing(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    allowed: AllowedHosts,
    plain: OnceLock<Client>,
    /// Apart, and made at the first https endpoint: reading the machine's certificates takes
    /// longer than starting.
    secure: OnceLock<Client>,
}

impl Outgoing {
    pub fn new(allowed: AllowedHosts) -> Outgoing {
        Outgoing(Arc::new(Inner {
            allowed,
            plain: OnceLock::new(),
            secure: OnceLock::new(),
        }))
    }

    /// Makes one call. Never fails: a failure is an outcome.
    pub async fn call(&self, call: OutgoingCall) -> Called {
        let started = Instant::now();
        let mut headers = call.headers;
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(call.body.size()));
        let request = RecordedPart::new(&headers, call.body.recorded().await);
        let mut response = RecordedPart::default();

        let url = match self.0.allowed.check(&call.url) {
            Ok(url) => url,
            Err(fault) => {
                return Called {
                    outcome: Err((FailureReason::NotAllowed, fault.to_string())),
                    duration: started.elapsed(),
                    request,
                    response,
                };
            }
        };
        let client = self.client(&url);
        // Making the first client for https takes a while, which is not the vendor's.
        let end = Instant::now() + call.timeout;
        let outcome = match client {
            Err(error) => Err((FailureReason::Tls, in_words(&error))),
            Ok(client) => {
                // With the length in the headers, a streamed body is not chunked.
                let body = reqwest::Body::wrap_stream(call.body.stream());
                let exchange = client
                    .request(call.method, url)
                    .headers(headers)
                    .body(body)
                    .send();
                match tokio::time::timeout_at(end, exchange).await {
                    Err(_) => Err((
                        FailureReason::Timeout,
                        format!("no answer within {} ms", call.timeout.as_millis()),
                    )),
                    Ok(Err(error)) => Err((reason_of(&error), in_words(&error))),
                    Ok(Ok(answer)) => {
                        let status = answer.status().as_u16();
                        let headers = answer.headers().clone();
                        let body = read_answer(answer, end).await;
                        response = RecordedPart::new(&headers, body);
                        Ok(status)
                    }
                }
            }
        };
        Called {
            outcome,
            duration: started.elapsed(),
            request,
            response,
        }
    }

    fn client(&self, url: &Url) -> reqwest::Result<&Client> {
        let secure = url.scheme() == "https";
        let cell = if secure {
            &self.0.secure
        } else {
            &self.0.plain
        };
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let mut builder = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(0)
            .http1_only()
            // `localhost` is loopback here, whatever the machine's resolver says.
            .resolve_to_addrs(
                "localhost",
                &[
                    SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                    SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
                ],
            );
        if !secure {
            // No certificates are looked up for a client that never needs one.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build()?;
        Ok(cell.get_or_init(|| client))
    }
}

/// The status line decides; what comes after it is read for the exchange, as far as time and
/// cap allow.
async fn read_answer(answer: reqwest::Response, end: Instant) -> RecordedBody {
    let mut recorded = RecordedBody::default();
    let mut stream = answer.bytes_stream();
    while let Ok(Some(Ok(piece))) = tokio::time::timeout_at(end, stream.next()).await {
        recorded.push(&piece);
        if recorded.size() > ANSWER_CAP {
            break;
        }
    }
    recorded
}

/// Finds the reason in the chain of causes, the innermost being the one that knows.
fn reason_of(error: &reqwest::Error) -> FailureReason {
    if error.is_timeout() {
        return FailureReason::Timeout;
    }
    if error.is_dns() {
        return FailureReason::Dns;
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(inner) = inner.downcast_ref::<hyper::Error>()
            && inner.is_incomplete_message()
        {
            return FailureReason::Reset;
        }
        if let Some(inner) = inner.downcast_ref::<io::Error>() {
            let kind = inner.kind();
            if kind == io::ErrorKind::ConnectionRefused {
                return FailureReason::Refused;
            }
            if matches!(
                kind,
                io::ErrorKind::ConnectionReset
                    | io::ErrorKind::ConnectionAborted
                    | io::ErrorKind::BrokenPipe
            ) {
                return FailureReason::Reset;
            }
        }
        cause = inner.source();
    }
    // The connection stood and no answer could be had over it: what is left is the handshake.
    let secure = error.url().is_some_and(|url| url.scheme() == "https");
    if secure && error.is_connect() {
        FailureReason::Tls
    } else {
        FailureReason::Other
    }
}

/// The whole chain of causes in one line; the address is in the exchange already.
fn in_words(error: &reqwest::Error) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        // Many layers repeat what the next one says.
        if !words.iter().any(|word| word.contains(&text)) {
            words.push(text);
        }
        cause = inner.source();
    }
    if words.is_empty() {
        return error.to_string();
    }
    words.join(": ")
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::spool::SpoolStore;

    fn call(url: &str) -> OutgoingCall {
        OutgoingCall {
            method: Method::POST,
            url: url.to_owned(),
            headers: HeaderMap::new(),
            body: OutgoingBody::Bytes(Bytes::from_static(b"{}")),
            timeout: Duration::from_secs(10),
        }
    }

    fn outgoing() -> Outgoing {
        Outgoing::new(AllowedHosts::loopback())
    }

    async fn reason(call: OutgoingCall) -> FailureReason {
        outgoing().call(call).await.outcome.unwrap_err().0
    }

    #[test]
    fn only_loopback_and_named_hosts_pass_the_guard() {
        let allowed = AllowedHosts::and(["Vendor.Example".to_owned(), "10.0.0.7".into()]).unwrap();
        for url in [
            "http://127.0.0.1:1/x",
            "http://127.9.9.9/",
            "https://localhost/",
            "http://LOCALHOST./",
            "http://[::1]:9/",
            "http://[::ffff:127.0.0.1]/",
            "http://2130706433/",
            "https://vendor.example/a",
            "http://10.0.0.7:80/",
        ] {
            assert!(allowed.check(url).is_ok(), "{url}");
        }
        for url in [
            "http://example.org/",
            "http://10.0.0.8/",
            "http://0.0.0.0/",
            "http://[::]/",
            "http://localhost.example.org/",
            "http://127.0.0.1.example.org/",
            "http://127.0.0.1@example.org/",
            "http://sub.vendor.example/",
            "ftp://127.0.0.1/",
            "file:///etc/hosts",
            "127.0.0.1:80",
            "",
        ] {
            assert!(allowed.check(url).is_err(), "{url}");
        }
    }

    #[test]
    fn the_real_service_is_refused_even_when_named() {
        for host in [
            "digitalpost.dk",
            "api.DigitalPost.dk",
            "a.b.digitalpost.dk.",
        ] {
            assert!(AllowedHosts::and([host.to_owned()]).is_err(), "{host}");
            let url = format!("https://{host}/apis/v1/memos/");
            assert!(
                matches!(
                    AllowedHosts::loopback().check(&url),
                    Err(HostFault::RealService(_))
                ),
                "{host}"
            );
        }
        assert!(AllowedHosts::and(["notdigitalpost.dk".to_owned()]).is_ok());
    }

    #[tokio::test]
    async fn a_host_that_is_not_allowed_is_not_called() {
        let called = outgoing().call(call("http://vendor.invalid/")).await;
        let (reason, words) = called.outcome.unwrap_err();
        assert_eq!(reason, FailureReason::NotAllowed);
        assert!(words.contains("--allow-host vendor.invalid"), "{words}");
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_is_not_followed() {
        let elsewhere = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(200))
            .expect(0)
            .mount(&elsewhere)
            .await;
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(
                ResponseTemplate::new(307).insert_header("Location", elsewhere.uri().as_str()),
            )
            .mount(&server)
            .await;
        let called = outgoing().call(call(&server.uri())).await;
        assert_eq!(called.outcome, Ok(307));
    }

    /// Takes one call as raw bytes, answers 200 and gives back what came.
    async fn one_raw_call(listener: TcpListener, size: usize) -> Vec<u8> {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut all = Vec::new();
        let mut buffer = vec![0; 65536];
        loop {
            let read = socket.read(&mut buffer).await.unwrap();
            assert!(read > 0, "the caller hung up");
            all.extend_from_slice(&buffer[..read]);
            let head = all.windows(4).position(|four| four == b"\r\n\r\n");
            if head.is_some_and(|head| all.len() >= head + 4 + size) {
                break;
            }
        }
        socket
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
            .await
            .unwrap();
        all
    }

    #[tokio::test]
    async fn a_streamed_body_has_its_length_and_is_not_chunked() {
        let spool = SpoolStore::open(None).unwrap().for_world();
        let content = spool.put(vec![b'x'; 300_000]);
        let body = OutgoingBody::Framed {
            head: Bytes::from_static(b"<<"),
            content,
            tail: Bytes::from_static(b">>"),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/in", listener.local_addr().unwrap());
        let server = tokio::spawn(one_raw_call(listener, 300_004));
        let called = outgoing().call(OutgoingCall { body, ..call(&url) }).await;
        assert_eq!(called.outcome, Ok(200));
        assert_eq!(called.response.body.kept(), b"ok");
        assert_eq!(called.request.body.size(), 300_004);
        assert!(called.request.body.truncated());
        let seen = server.await.unwrap();
        let head = String::from_utf8_lossy(&seen[..400]).to_lowercase();
        assert!(head.contains("content-length: 300004\r\n"), "{head}");
        assert!(!head.contains("transfer-encoding"), "{head}");
        assert!(seen.ends_with(b"xx>>"));
    }

    #[tokio::test]
    async fn each_call_has_a_connection_of_its_own() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!(
            "http://localhost:{}/",
            listener.local_addr().unwrap().port()
        );
        let server = tokio::spawn(async move {
            for _ in 0..3 {
                let (mut socket, _) = listener.accept().await.unwrap();
                let mut buffer = [0; 4096];
                let _ = socket.read(&mut buffer).await.unwrap();
                socket
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                    .await
                    .unwrap();
            }
        });
        let outgoing = outgoing();
        for _ in 0..3 {
            assert_eq!(outgoing.call(call(&url)).await.outcome, Ok(200));
        }
        server.await.unwrap();
    }

    #[tokio::test]
    async fn a_failure_has_its_reason() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        // Accepted by the system's backlog, answered by nobody.
        let silent = OutgoingCall {
            timeout: Duration::from_millis(50),
            ..call(&format!("http://{address}/"))
        };
        assert_eq!(reason(silent).await, FailureReason::Timeout);
        let hanging_up = tokio::spawn(async move {
            for _ in 0..3 {
                let (mut socket, _) = listener.accept().await.unwrap();
                let mut buffer = [0; 16];
                let _ = socket.read(&mut buffer).await;
            }
        });
        let reset = reason(call(&format!("http://{address}/"))).await;
        assert_eq!(reset, FailureReason::Reset);
        let no_tls = reason(call(&format!("https://{address}/"))).await;
        assert!(
            matches!(no_tls, FailureReason::Tls | FailureReason::Reset),
            "{no_tls:?}"
        );
        hanging_up.await.unwrap();
        let refused = reason(call(&format!("http://{address}/"))).await;
        assert_eq!(refused, FailureReason::Refused);
    }
}
