//! The SFTP port: accepts connections, so many at once, gives each to a login, and stops in
//! bounded time. Knows nothing of what a sender does once it is in.

use std::io;
use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use russh::server::{Config, run_stream};
use russh::{Disconnect, MethodKind, MethodSet, SshId};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::host_key;
use super::login::{Desk, Login};
use crate::limits::LIMITS;
use crate::worlds::Worlds;

/// After a failed accept, mostly for want of file handles: try again so much later.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// How many messages of one channel wait to be read: a sender that is faster than the spool waits.
const CHANNEL_BUFFER: usize = 16;

/// A port that is bound and does not yet answer.
#[derive(Debug)]
pub(crate) struct SftpPort {
    listener: TcpListener,
    address: SocketAddr,
    config: Arc<Config>,
    fingerprint: String,
}

impl SftpPort {
    /// 0 takes any port that is free. The host keys follow from the seed.
    pub(crate) async fn bind(address: SocketAddr, seed: u64) -> io::Result<SftpPort> {
        let keys = host_key::host_keys(seed).map_err(io::Error::other)?;
        let fingerprint = keys.first().map(host_key::fingerprint).unwrap_or_default();
        let config = Config {
            server_id: SshId::Standard("SSH-2.0-testpost".into()),
            methods: MethodSet::from([MethodKind::PublicKey].as_slice()),
            // Nothing here is worth guessing at.
            auth_rejection_time: Duration::from_millis(100),
            auth_rejection_time_initial: Some(Duration::ZERO),
            keys,
            channel_buffer_size: CHANNEL_BUFFER,
            inactivity_timeout: Some(LIMITS.sftp.idle),
            nodelay: true,
            ..Config::default()
        };
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(SftpPort {
            listener,
            address,
            config: Arc::new(config),
            fingerprint,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Of the host key, as clients show it.
    pub(crate) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Serves until `stop`, then breaks off what is open.
    pub(crate) async fn serve(self, worlds: Worlds, stop: CancellationToken) {
        let desk = Desk {
            worlds,
            server: self.address,
            sessions: TaskTracker::new(),
        };
        let rooms = Arc::new(Semaphore::new(LIMITS.sftp.connections));
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = stop.cancelled() => break,
            };
            while connections.try_join_next().is_some() {}
            match accepted {
                Ok((stream, peer)) => {
                    let Ok(room) = Arc::clone(&rooms).try_acquire_owned() else {
                        tracing::warn!(%peer, "too many SFTP connections; one more is turned away");
                        continue;
                    };
                    let (desk, config, stop) =
                        (desk.clone(), Arc::clone(&self.config), stop.clone());
                    connections.spawn(async move {
                        // A client that goes away in the middle is its own affair.
                        if let Err(error) = connection(stream, peer, desk, config, stop).await {
                            tracing::debug!(%peer, %error, "SFTP connection broken off");
                        }
                        drop(room);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, port = %self.address, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_AGAIN).await;
                }
            }
        }
        drop(self.listener);
        desk.sessions.close();
        let ended = async {
            while connections.join_next().await.is_some() {}
            desk.sessions.wait().await;
        };
        if tokio::time::timeout(LIMITS.port.stop, ended).await.is_err() {
            tracing::warn!(port = %self.address, "SFTP connections did not end in time");
        }
        connections.shutdown().await;
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    desk: Desk,
    config: Arc<Config>,
    stop: CancellationToken,
) -> Result<(), russh::Error> {
    // A second handle of the socket, to end the connection whatever the protocol waits for.
    let stream = stream.into_std()?;
    let end = stream.try_clone()?;
    let stream = TcpStream::from_std(stream)?;
    stream.set_nodelay(true)?;
    let known = CancellationToken::new();
    let login = Login::new(desk, peer, known.clone());
    let unknown_for_too_long = async {
        tokio::time::sleep(LIMITS.sftp.login).await;
        // Whoever is known by now may stay.
        if known.is_cancelled() {
            std::future::pending::<()>().await;
        }
    };
    tokio::pin!(unknown_for_too_long);
    let begun = tokio::select! {
        begun = run_stream(config, stream, login) => begun,
        () = &mut unknown_for_too_long => Err(russh::Error::ConnectionTimeout),
        () = stop.cancelled() => Err(russh::Error::Disconnect),
    };
    let mut session = match begun {
        Ok(session) => session,
        Err(error) => {
            let _ = end.shutdown(Shutdown::Both);
            return Err(error);
        }
    };
    let handle = session.handle();
    tokio::select! {
        ended = &mut session => return ended,
        () = &mut unknown_for_too_long => {}
        () = stop.cancelled() => {
            let farewell = handle.disconnect(Disconnect::ByApplication, "testpost ends".to_owned(), "en".to_owned());
            let _ = tokio::time::timeout(Duration::from_secs(1), farewell).await;
        }
    }
    let _ = end.shutdown(Shutdown::Both);
    session.await
}
