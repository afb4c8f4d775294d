//! The handle of a world: everyone but the world's own task reaches it through this.
//!
//! Cheap to clone. When the last handle is dropped, or the world is removed, its task ends and
//! every call still waiting hears that the world is gone.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use serde::Serialize;
use testpost_engine::command::Credentials;
use testpost_engine::id::SystemId;
use testpost_engine::{Command, Engine, Rejection, Reply};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::task::TaskTracker;

use super::advance::{Advance, AdvanceFault, Advanced};
use super::incoming::{OpenCall, OpenCalls};
use super::spec::{WorldFault, WorldName, WorldSpec};
use super::task::{Request, WorldTask};
use crate::clock::ClockMode;
use crate::exchanges::{ExchangeCaps, Exchanges};
use crate::outbox::Outbox;
use crate::outgoing::Outgoing;
use crate::spool::{Spool, SpoolStore};

/// Why a call got no answer of the engine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    #[error(transparent)]
    Rejected(#[from] Rejection),
    #[error("the world is gone")]
    Gone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ClockView {
    pub mode: ClockMode,
    pub now: Timestamp,
    /// When the next thing happens by itself, if anything does.
    pub next_due: Option<Timestamp>,
}

/// What the handles and the task of one world share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) spec: WorldSpec,
    pub(super) exchanges: Exchanges,
    pub(super) spool: Spool,
    pub(super) open_calls: OpenCalls,
    /// The ids of the systems there are, so that a call can be given to its world without
    /// asking every world's task.
    pub(super) systems: RwLock<BTreeSet<SystemId>>,
}

/// One whole Digital Post.
#[derive(Clone)]
pub struct World {
    shared: Arc<Shared>,
    requests: mpsc::UnboundedSender<Request>,
    last_event: watch::Receiver<u64>,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("name", &self.shared.spec.name)
            .finish_non_exhaustive()
    }
}

impl World {
    /// Makes a world and starts its task, within a tokio runtime.
    pub fn start(
        spec: WorldSpec,
        store: &SpoolStore,
        outgoing: &Outgoing,
        tasks: &TaskTracker,
    ) -> Result<World, WorldFault> {
        let spool = store.for_world();
        let outbox = Arc::new(Outbox::new(outgoing.clone(), spool.clone()));
        let shared = Arc::new(Shared {
            spec,
            exchanges: Exchanges::new(ExchangeCaps::STANDARD),
            spool,
            open_calls: OpenCalls::default(),
            systems: RwLock::default(),
        });
        let (requests, inbox) = mpsc::unbounded_channel();
        let (events, last_event) = watch::channel(0);
        let task = WorldTask::new(
            Arc::clone(&shared),
            outbox,
            requests.downgrade(),
            inbox,
            events,
        )
        .map_err(WorldFault::Document)?;
        tasks.spawn(task.run());
        Ok(World {
            shared,
            requests,
            last_event,
        })
    }

    pub fn name(&self) -> &WorldName {
        &self.shared.spec.name
    }

    /// What it was created from.
    pub fn spec(&self) -> &WorldSpec {
        &self.shared.spec
    }

    pub fn exchanges(&self) -> &Exchanges {
        &self.shared.exchanges
    }

    pub fn spool(&self) -> &Spool {
        &self.shared.spool
    }

    /// Whether a system of this id is there now.
    pub fn has_system(&self, system: &SystemId) -> bool {
        self.shared
            .systems
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(system)
    }

    /// A call has come in: it is open as long as the guard lives.
    pub fn open_call(&self) -> OpenCall {
        OpenCall::new(&self.shared.open_calls, &self.requests)
    }

    pub async fn command(&self, command: Command) -> Result<Reply, CallFault> {
        self.ask(|reply| Request::Command {
            command: Box::new(command),
            not_before: None,
            reply,
        })
        .await?
    }

    /// As `command`, for a send: calls about the message it makes go out only when `call` is
    /// over, so that the sender has its answer before anything else.
    pub async fn send(&self, command: Command, call: &OpenCall) -> Result<Reply, CallFault> {
        self.ask(|reply| Request::Command {
            command: Box::new(command),
            not_before: Some(call.over()),
            reply,
        })
        .await?
    }

    /// Looks at the engine, in the world's task and at its time. Keep it short: the world
    /// stands still meanwhile.
    pub async fn query<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Engine) -> T + Send + 'static,
    ) -> Result<T, CallFault> {
        self.query_at(move |engine, _| look(engine)).await
    }

    /// As `query`, with the world's time.
    pub async fn query_at<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Engine, Timestamp) -> T + Send + 'static,
    ) -> Result<T, CallFault> {
        self.ask(|reply: oneshot::Sender<T>| {
            Request::Query(Box::new(move |engine, now| {
                // Whoever asked may have gone; looking changed nothing.
                let _ = reply.send(look(engine, now));
            }))
        })
        .await
    }

    pub async fn authenticate(&self, credentials: Credentials) -> Result<SystemId, CallFault> {
        self.query_at(move |engine, now| engine.authenticate(now, &credentials))
            .await?
            .map_err(CallFault::Rejected)
    }

    pub async fn advance(&self, advance: Advance) -> Result<Advanced, AdvanceFault> {
        self.ask(|reply| Request::Advance { advance, reply })
            .await
            .unwrap_or(Err(AdvanceFault::Gone))
    }

    pub async fn clock(&self) -> Result<ClockView, CallFault> {
        let mode = self.shared.spec.clock;
        self.query_at(move |engine, now| ClockView {
            mode,
            now,
            next_due: engine.next_due(),
        })
        .await
    }

    /// Back to how it was created: same seed, epoch and document; journal and exchanges empty.
    pub async fn reset(&self) -> Result<(), CallFault> {
        self.ask(|reply| Request::Reset { reply }).await
    }

    /// Ends the world's task. Calls that still come hear that it is gone.
    pub(crate) fn stop(&self) {
        // Gone already is as good.
        let _ = self.requests.send(Request::Stop);
    }

    /// Changes with each event; holds the number of the last one.
    pub(super) fn watch_events(&self) -> watch::Receiver<u64> {
        self.last_event.clone()
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<T>) -> Request,
    ) -> Result<T, CallFault> {
        let (reply, answer) = oneshot::channel();
        self.requests
            .send(request(reply))
            .map_err(|_| CallFault::Gone)?;
        answer.await.map_err(|_| CallFault::Gone)
    }
}
