//! The handle of a world: everyone but the world's own task reaches it through this.
//!
//! Cheap to clone. When the last handle is dropped, or the world is removed, its task ends and
//! every call still waiting hears that the world is gone.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use serde::Serialize;
use testpost_engine::command::{Administration, Credentials};
use testpost_engine::id::SystemId;
use testpost_engine::{Command, Engine, Rejection, Reply};
use tokio::sync::{Mutex, MutexGuard, mpsc, oneshot, watch};
use tokio_util::task::TaskTracker;

use super::advance::{Advance, AdvanceFault, Advanced};
use super::call_faults::CallFaults;
use super::incoming::{OpenCall, OpenCalls};
use super::spec::{WorldFault, WorldName, WorldSpec};
use super::task::{Asked, JournalEnd, OfCall, Request, WorldTask};
use super::whole_times;
use crate::clock::ClockMode;
use crate::exchanges::{ExchangeCaps, ExchangeId, Exchanges, NewExchange};
use crate::outbox::{Mailer, Outbox};
use crate::outgoing::Outgoing;
use crate::spool::{Spool, SpoolStore, SpooledBody};

/// Why a call got no answer of the engine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    #[error(transparent)]
    Rejected(#[from] Rejection),
    #[error("the world is gone")]
    Gone,
    #[error("the world was reset while it was called")]
    Reset,
    #[error("the message's body is not in the spool, so the message is not taken")]
    BodyGone,
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
    /// Of SFTP senders.
    #[cfg(feature = "sftp")]
    pub(super) held_files: super::HeldFiles,
    pub(super) call_faults: CallFaults,
    /// Held while the Testportal writes a message.
    testportal: Mutex<()>,
    /// The ids of the systems there are, so that a call can be given to its world without
    /// asking every world's task.
    pub(super) systems: RwLock<BTreeSet<SystemId>>,
}

/// One whole Digital Post.
#[derive(Clone)]
pub struct World {
    shared: Arc<Shared>,
    requests: mpsc::UnboundedSender<Request>,
    last_event: watch::Receiver<JournalEnd>,
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
        mut spec: WorldSpec,
        store: &SpoolStore,
        outgoing: &Outgoing,
        mailer: Option<&Mailer>,
        tasks: &TaskTracker,
    ) -> Result<World, WorldFault> {
        spec.epoch = whole_times::cut(spec.epoch);
        whole_times::cut_in_document(&mut spec.document);
        let spool = store.for_world();
        let outbox = Arc::new(Outbox::new(
            outgoing.clone(),
            mailer.cloned(),
            spool.clone(),
        ));
        let shared = Arc::new(Shared {
            spec,
            exchanges: Exchanges::new(ExchangeCaps::STANDARD),
            spool,
            open_calls: OpenCalls::default(),
            #[cfg(feature = "sftp")]
            held_files: super::HeldFiles::default(),
            call_faults: CallFaults::default(),
            testportal: Mutex::default(),
            systems: RwLock::default(),
        });
        let (requests, inbox) = mpsc::unbounded_channel();
        let (events, last_event) = watch::channel(JournalEnd::default());
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

    /// What goes wrong on purpose with calls that come in.
    pub fn call_faults(&self) -> &CallFaults {
        &self.shared.call_faults
    }

    pub fn spool(&self) -> &Spool {
        &self.shared.spool
    }

    /// What SFTP senders have uploaded and not handed in.
    #[cfg(feature = "sftp")]
    pub(crate) fn held_files(&self) -> &super::HeldFiles {
        &self.shared.held_files
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
        let life = self.shared.exchanges.life();
        OpenCall::new(&self.shared.open_calls, life, &self.requests)
    }

    /// Waits for the Testportal to be free: it writes one message at a time.
    pub async fn testportal_turn(&self) -> MutexGuard<'_, ()> {
        self.shared.testportal.lock().await
    }

    /// Records an incoming call, unless the world was reset since it came in.
    pub fn record(&self, call: &OpenCall, exchange: NewExchange) -> Option<ExchangeId> {
        self.shared.exchanges.record_in(call.life(), exchange)
    }

    /// A command that belongs to no call of a system, such as one of the control interface.
    pub async fn command(&self, command: Command) -> Result<Reply, CallFault> {
        self.carry_out(command, Vec::new(), None).await
    }

    /// What a system asks by a call.
    pub async fn call(&self, command: Command, call: &OpenCall) -> Result<Reply, CallFault> {
        self.carry_out(command, Vec::new(), Some(call)).await
    }

    /// As `call`, for a send. The bodies go along, so that an accepted message has its own whatever
    /// becomes of the caller; and calls about the message go out only when `call` is over, so
    /// that the sender has its answer before anything else.
    pub async fn send(
        &self,
        command: Command,
        bodies: Vec<SpooledBody>,
        call: &OpenCall,
    ) -> Result<Reply, CallFault> {
        self.carry_out(command, bodies, Some(call)).await
    }

    async fn carry_out(
        &self,
        command: Command,
        bodies: Vec<SpooledBody>,
        call: Option<&OpenCall>,
    ) -> Result<Reply, CallFault> {
        let asked = Asked {
            command,
            bodies,
            call: call.map(OfCall::from),
        };
        self.ask(|reply| Request::Command {
            asked: Box::new(asked),
            reply,
        })
        .await?
    }

    /// Changes test data in one step of the world's task, so that nothing comes in between:
    /// `plan` looks at the world and says what to do, all of it is done or nothing, and `show`
    /// looks at what came of it.
    pub async fn change<T, E>(
        &self,
        plan: impl FnOnce(&Engine, Timestamp) -> Result<Vec<Administration>, E> + Send + 'static,
        show: impl FnOnce(&Engine, Timestamp, &[Reply]) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<CallFault> + Send + 'static,
    {
        self.ask(|reply: oneshot::Sender<Result<T, E>>| {
            Request::Change(Box::new(move |task| {
                // Whoever asked may have gone; what was done stays done.
                let _ = reply.send(task.change(plan, show));
            }))
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

    /// Changes with each event and with each reset.
    pub(super) fn watch_events(&self) -> watch::Receiver<JournalEnd> {
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
