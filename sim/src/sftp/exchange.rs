//! What an SFTP sender does becomes exchanges of its world, refused things too: every login that
//! is refused, every upload, and every receipt that is fetched or removed.

use std::net::SocketAddr;

use jiff::Timestamp;
use russh_sftp::protocol::StatusCode;
use testpost_engine::id::SystemId;
use tokio::time::Instant;

use crate::clock::wall_now;
use crate::exchanges::{Direction, ExchangeKind, NewExchange, RecordedBody, RecordedPart};
use crate::world::{OpenCall, World};

/// What is done, in the place where HTTP has its method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Login,
    Put,
    Rename,
    Get,
    Remove,
}

impl Act {
    fn as_str(self) -> &'static str {
        match self {
            Act::Login => "LOGIN",
            Act::Put => "PUT",
            Act::Rename => "RENAME",
            Act::Get => "GET",
            Act::Remove => "REMOVE",
        }
    }
}

/// An exchange in the making.
#[derive(Debug)]
pub(super) struct Doing {
    act: Act,
    url: String,
    system: Option<SystemId>,
    wall: Timestamp,
    began: Instant,
    pub(super) message: Option<String>,
    pub(super) request: RecordedBody,
    pub(super) response: RecordedBody,
}

impl Doing {
    /// `path` begins with a slash.
    pub(super) fn begin(
        act: Act,
        server: SocketAddr,
        path: &str,
        system: Option<SystemId>,
    ) -> Doing {
        Doing {
            act,
            url: format!("sftp://{server}{path}"),
            system,
            wall: wall_now(),
            began: Instant::now(),
            message: None,
            request: RecordedBody::default(),
            response: RecordedBody::default(),
        }
    }

    /// It ended: with a status of the protocol, unless there was nobody to answer any more.
    pub(super) fn record(
        self,
        world: &World,
        open: &OpenCall,
        at: Option<Timestamp>,
        status: Option<StatusCode>,
        error: Option<String>,
    ) {
        let elapsed = self.began.elapsed().as_millis();
        let part = |body| RecordedPart {
            headers: Vec::new(),
            body,
        };
        let exchange = NewExchange {
            at: at.unwrap_or(self.wall),
            wall: self.wall,
            direction: Direction::In,
            kind: ExchangeKind::Sftp,
            method: self.act.as_str().to_owned(),
            url: self.url,
            status: status.map(|status| status as u16),
            error,
            attempt: None,
            message: self.message,
            system: self.system.map(|system| system.to_string()),
            duration_ms: u64::try_from(elapsed).unwrap_or(u64::MAX),
            request: part(self.request),
            response: part(self.response),
        };
        // None is kept when the world was reset meanwhile.
        let _ = world.record(open, exchange);
    }
}
