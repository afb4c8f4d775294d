//! The vendor's front door: a listener on one address, one HTTP/1.1 exchange a connection.
//!
//! It owns the sockets, because a vendor must be able to reset a connection, to hang up in the
//! middle, and to know when an answer has been written before it does what comes after it. It
//! knows nothing of messages and receipts.

use std::fmt;
use std::future::{Future, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, header};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a vendor that stops waits for what it has under way.
const STOP_PATIENCE: Duration = Duration::from_secs(2);
/// How long a caller may take to say what it wants.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {source}; choose another port, or 0 for any free one")]
pub struct DoorFault {
    address: SocketAddr,
    source: io::Error,
}

/// What is done with one call.
pub(crate) enum Turn {
    Answer(Reply),
    /// The connection is reset.
    Reset,
    /// The connection is closed without an answer.
    HangUp,
}

pub(crate) struct Reply {
    status: u16,
    content_type: &'static str,
    body: Bytes,
    /// Done when the answer has been written, or could not be.
    then: Option<Box<dyn FnOnce() + Send>>,
}

impl Reply {
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            content_type: "",
            body: Bytes::new(),
            then: None,
        }
    }

    pub(crate) fn text(status: u16, text: impl Into<String>) -> Self {
        Self {
            content_type: "text/plain; charset=utf-8",
            body: Bytes::from(text.into()),
            ..Self::empty(status)
        }
    }

    pub(crate) fn json(status: u16, value: &impl Serialize) -> Self {
        match serde_json::to_vec_pretty(value) {
            Ok(body) => Self {
                content_type: "application/json",
                body: body.into(),
                ..Self::empty(status)
            },
            Err(fault) => Self::text(500, fault.to_string()),
        }
    }

    pub(crate) fn then(mut self, act: impl FnOnce() + Send + 'static) -> Self {
        self.then = Some(Box::new(act));
        self
    }
}

/// Who sits behind the door.
pub(crate) trait Desk: Send + Sync + 'static {
    fn serve(self: Arc<Self>, request: Request<Incoming>) -> impl Future<Output = Turn> + Send;
}

/// Two signals and a count: no new work, give up what is left, and what is under way.
#[derive(Clone, Debug)]
pub(crate) struct Lifetime {
    pub(crate) closing: CancellationToken,
    pub(crate) abandoned: CancellationToken,
    tasks: TaskTracker,
}

impl Lifetime {
    pub(crate) fn new() -> Self {
        let abandoned = CancellationToken::new();
        Self {
            closing: abandoned.child_token(),
            abandoned,
            tasks: TaskTracker::new(),
        }
    }

    /// Work that outlives the call it came from; it ends at the latest when all is abandoned.
    pub(crate) fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> tokio::task::JoinHandle<Option<T>> {
        let abandoned = self.abandoned.clone();
        self.tasks
            .spawn(async move { abandoned.run_until_cancelled(work).await })
    }
}

/// An open door; dropping it abandons everything behind it.
#[derive(Debug)]
pub(crate) struct Door {
    address: SocketAddr,
    lifetime: Lifetime,
}

impl Door {
    pub(crate) async fn open(
        address: SocketAddr,
        lifetime: Lifetime,
        desk: Arc<impl Desk>,
    ) -> Result<Self, DoorFault> {
        let fault = |source| DoorFault { address, source };
        let listener = TcpListener::bind(address).await.map_err(fault)?;
        let address = listener.local_addr().map_err(fault)?;
        let callers = lifetime.clone();
        lifetime.spawn(async move {
            while let Some(call) = callers.closing.run_until_cancelled(listener.accept()).await {
                match call {
                    Ok((stream, _)) => {
                        callers.spawn(exchange(stream, Arc::clone(&desk)));
                    }
                    Err(fault) => {
                        tracing::warn!(%fault, "a connection could not be accepted");
                        tokio::task::yield_now().await;
                    }
                }
            }
        });
        Ok(Self { address, lifetime })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more calls, lets those under way end, and gives up what takes too long.
    pub(crate) async fn close(self) {
        self.lifetime.closing.cancel();
        self.lifetime.tasks.close();
        if tokio::time::timeout(STOP_PATIENCE, self.lifetime.tasks.wait())
            .await
            .is_err()
        {
            self.lifetime.abandoned.cancel();
            self.lifetime.tasks.wait().await;
        }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.lifetime.abandoned.cancel();
    }
}

/// Ends an exchange without an answer.
#[derive(Debug)]
struct NoAnswer;

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no answer is given")
    }
}

impl std::error::Error for NoAnswer {}

type Answered = Pin<Box<dyn Future<Output = Result<Response<Full<Bytes>>, NoAnswer>> + Send>>;
type Afterwards = Arc<Mutex<Option<Box<dyn FnOnce() + Send>>>>;

/// What a TLS handshake begins with: no HTTP does.
const TLS_HANDSHAKE: u8 = 0x16;
/// A record with the fatal alert handshake_failure (RFC 8446, chapters 5.1 and 6.2).
const TLS_REFUSAL: [u8; 7] = [0x15, 3, 3, 0, 2, 2, 40];

/// A vendor speaks plain HTTP only; whoever greets it with TLS is told so in TLS, and the
/// handshake fails.
async fn refuse_tls(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(&TLS_REFUSAL).await?;
    stream.shutdown().await?;
    // What is left unread would reset the connection, and the refusal with it.
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

async fn exchange(stream: TcpStream, desk: Arc<impl Desk>) {
    let mut first = [0];
    let peeked = tokio::time::timeout(HEAD_PATIENCE, stream.peek(&mut first)).await;
    if matches!(peeked, Ok(Ok(1))) && first == [TLS_HANDSHAKE] {
        match tokio::time::timeout(HEAD_PATIENCE, refuse_tls(stream)).await {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => tracing::debug!(%fault, "a TLS handshake was broken off"),
            Err(_) => tracing::debug!("a caller with TLS did not go away"),
        }
        return;
    }
    let afterwards: Afterwards = Arc::default();
    let reset = Arc::new(AtomicBool::new(false));
    let service = {
        let (afterwards, reset) = (Arc::clone(&afterwards), Arc::clone(&reset));
        service_fn(move |request| -> Answered {
            let (desk, afterwards, reset) = (
                Arc::clone(&desk),
                Arc::clone(&afterwards),
                Arc::clone(&reset),
            );
            Box::pin(async move {
                match desk.serve(request).await {
                    Turn::Answer(mut reply) => {
                        *afterwards.lock().unwrap_or_else(PoisonError::into_inner) =
                            reply.then.take();
                        Ok(response(reply))
                    }
                    Turn::Reset => {
                        reset.store(true, Ordering::Relaxed);
                        Err(NoAnswer)
                    }
                    Turn::HangUp => Err(NoAnswer),
                }
            })
        })
    };
    // One exchange a connection: its end says that the answer has been written.
    let mut connection = http1::Builder::new()
        .keep_alive(false)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .serve_connection(TokioIo::new(stream), service);
    let ended = poll_fn(|cx| connection.poll_without_shutdown(cx)).await;
    let mut stream = connection.into_parts().io.into_inner();
    if reset.load(Ordering::Relaxed) {
        if let Err(fault) = stream.set_zero_linger() {
            tracing::debug!(%fault, "the connection is closed instead of reset");
        }
    } else if ended.is_ok()
        && let Err(fault) = stream.shutdown().await
    {
        tracing::debug!(%fault, "the caller had gone already");
    }
    drop(stream);
    let then = afterwards
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(then) = then {
        then();
    }
}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut builder = Response::builder().status(reply.status);
    if !reply.content_type.is_empty() {
        builder = builder.header(header::CONTENT_TYPE, reply.content_type);
    }
    builder.body(Full::new(reply.body)).unwrap_or_else(|fault| {
        tracing::error!(%fault, "an answer could not be built");
        Response::new(Full::new(Bytes::new()))
    })
}
