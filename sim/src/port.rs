//! One port: accepts connections, serves a router on them, stops in bounded time.
//!
//! Heads are bounded in size and time, so that a client that dribbles costs little. Knows
//! nothing of what the router answers; each request carries its caller's address.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::after_answer::{AfterAnswer, Flushing};
use crate::cut::{Cut, Cuttable};
use crate::limits::LIMITS;

/// After a failed accept, mostly for want of file handles: try again so much later.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// A port that is bound and does not yet answer.
#[derive(Debug)]
pub(crate) struct Port {
    listener: TcpListener,
    address: SocketAddr,
}

impl Port {
    /// 0 takes any port that is free.
    pub(crate) async fn bind(address: SocketAddr) -> io::Result<Port> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Port { listener, address })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop`, then lets open calls end, for a while.
    pub(crate) async fn serve(self, router: Router, stop: CancellationToken) {
        let graceful = GracefulShutdown::new();
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = stop.cancelled() => break,
            };
            while connections.try_join_next().is_some() {}
            match accepted {
                Ok((stream, peer)) => {
                    let watcher = graceful.watcher();
                    let router = router.clone();
                    connections.spawn(async move {
                        let connection = connection(stream, peer, router);
                        // A client that goes away in the middle is its own affair.
                        if let Err(error) = watcher.watch(connection).await {
                            tracing::debug!(%peer, %error, "connection broken off");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, port = %self.address, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_AGAIN).await;
                }
            }
        }
        drop(self.listener);
        if tokio::time::timeout(LIMITS.port.stop, graceful.shutdown())
            .await
            .is_err()
        {
            tracing::warn!(port = %self.address, open = connections.len(), "calls still open are broken off");
        }
        connections.shutdown().await;
    }
}

type Connection<S> = http1::Connection<Flushing<TokioIo<Cuttable>>, TowerToHyperService<S>>;

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
) -> Connection<
    impl tower::Service<
        hyper::Request<hyper::body::Incoming>,
        Response = axum::response::Response,
        Error = std::convert::Infallible,
        Future = impl Send,
    > + Clone,
> {
    // Answers are small and wanted at once.
    let _ = stream.set_nodelay(true);
    let (after, cut) = (AfterAnswer::default(), Cut::default());
    let stream = Cuttable::new(stream, cut.clone());
    let stream = Flushing::new(TokioIo::new(stream), after.clone());
    let service = router.map_request(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(after.clone());
        request.extensions_mut().insert(cut.clone());
        request
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LIMITS.port.head_time)
        .max_headers(LIMITS.port.headers)
        .max_buf_size(LIMITS.port.head_bytes)
        .serve_connection(stream, TowerToHyperService::new(service))
}
