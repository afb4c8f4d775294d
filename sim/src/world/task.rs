//! The task that owns a world's engine.
//!
//! It takes requests one by one, runs what is due, starts the effects and hears their outcomes.
//! It never waits for anything but its next request or the clock: what takes time (a call to a
//! vendor, a moving clock) is state kept here, so that a vendor may call in at any moment.
//! After each bounded piece of work other tasks get their turn.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};
use std::{fmt, slice};

use jiff::Timestamp;
use testpost_engine::command::{
    Accepted, Administration, ArchiveAccepted, ArchiveContent, EntryContent, FileContent,
};
use testpost_engine::document::DocumentFault;
use testpost_engine::effect::{BodyHash, Times};
use testpost_engine::state::agenda::Phase;
use testpost_engine::{
    Birth, CallOutcome, Command, Effect, Engine, FailureReason, Rejection, Reply,
};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::advance::{Advance, AdvanceFault, Advanced, Move, NextStop};
use super::handle::{CallFault, Shared};
use super::incoming::{OpenCall, Subject, Unanswered};
use super::outcomes::{Ended, Order, Outcomes, Ticket};
use super::spec::WorldSpec;
use super::whole_times;
use crate::clock::{Clock, ClockMode};
use crate::exchanges::Life;
use crate::limits::LIMITS;
use crate::outbox::{CallSettings, CarriedOut, Mail, Outbox};
use crate::spool::SpooledBody;

/// A look at the engine, at the world's time.
pub(super) type Look = Box<dyn FnOnce(&Engine, Timestamp) + Send>;

/// A change of test data.
pub(super) type Change = Box<dyn FnOnce(&mut WorldTask) + Send>;

/// A command and what goes with it.
pub(super) struct Asked {
    pub(super) command: Command,
    /// For a send: the messages' bodies, held here whatever becomes of the caller.
    pub(super) bodies: Vec<SpooledBody>,
    pub(super) call: Option<OfCall>,
}

/// The incoming call a command belongs to.
pub(super) struct OfCall {
    life: Life,
    over: CancellationToken,
}

impl From<&OpenCall> for OfCall {
    fn from(call: &OpenCall) -> OfCall {
        OfCall {
            life: call.life(),
            over: call.over(),
        }
    }
}

/// How far the journal has come, and in which life of the world.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct JournalEnd {
    pub(super) life: Life,
    pub(super) last_seq: u64,
}

impl JournalEnd {
    /// How far the journal of this life is known: not at all, if it is another life's end.
    pub(super) fn seq_in(self, life: Life) -> u64 {
        if self.life == life { self.last_seq } else { 0 }
    }
}

/// What the handle and the effects ask of the task.
pub(super) enum Request {
    Command {
        asked: Box<Asked>,
        reply: oneshot::Sender<Result<Reply, CallFault>>,
    },
    Change(Change),
    Query(Look),
    Advance {
        advance: Advance,
        reply: oneshot::Sender<Result<Advanced, AdvanceFault>>,
    },
    EffectEnded {
        ticket: Ticket,
        ended: Ended,
    },
    /// An incoming call is answered.
    CallOver,
    Reset {
        reply: oneshot::Sender<()>,
    },
    Stop,
}

/// Whether to stop.
enum Next {
    Go,
    Stop,
}

/// What the task does after a stretch of work.
enum Pause {
    /// There is more to do: let others run, then go on.
    Yield,
    /// Until the next request, or, on a clock that goes by itself, until this instant.
    Wait(Option<Instant>),
}

pub(super) struct WorldTask {
    shared: Arc<Shared>,
    outbox: Arc<Outbox>,
    /// Weak: the task must not keep itself alive.
    requests: mpsc::WeakUnboundedSender<Request>,
    inbox: mpsc::UnboundedReceiver<Request>,
    events: watch::Sender<JournalEnd>,
    life: Life,
    engine: Engine,
    clock: Clock,
    outcomes: Outcomes,
    /// Effects of outcomes that ended together: they start when all of those have been told.
    held: Vec<Effect>,
    /// The latest batch that has effects under way, on a virtual clock.
    open_batch: Option<(Timestamp, Phase)>,
    /// Messages whose sender does not have its answer yet.
    unanswered: Unanswered,
    moving: Option<Move>,
    effects: JoinSet<()>,
    /// How many of the engine's mails were given to the outbox.
    mailed: usize,
}

impl fmt::Debug for WorldTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorldTask")
            .field("name", &self.shared.spec.name)
            .finish_non_exhaustive()
    }
}

fn birth(spec: &WorldSpec) -> Result<Engine, Vec<DocumentFault>> {
    Engine::new(
        &spec.document,
        Birth {
            seed: spec.seed,
            epoch: spec.epoch,
            journal_cap: LIMITS.journal,
        },
    )
}

fn order(mode: ClockMode) -> Order {
    match mode {
        ClockMode::Virtual => Order::AsStarted,
        ClockMode::Real | ClockMode::Scaled(_) => Order::AsTheyCome,
    }
}

impl WorldTask {
    pub(super) fn new(
        shared: Arc<Shared>,
        outbox: Arc<Outbox>,
        requests: mpsc::WeakUnboundedSender<Request>,
        inbox: mpsc::UnboundedReceiver<Request>,
        events: watch::Sender<JournalEnd>,
    ) -> Result<WorldTask, Vec<DocumentFault>> {
        let spec = &shared.spec;
        let engine = birth(spec)?;
        let clock = Clock::start(spec.clock, spec.epoch);
        let outcomes = Outcomes::new(order(spec.clock));
        let mut task = WorldTask {
            life: shared.exchanges.life(),
            shared,
            outbox,
            requests,
            inbox,
            events,
            engine,
            clock,
            outcomes,
            held: Vec::new(),
            open_batch: None,
            unanswered: Unanswered::default(),
            moving: None,
            effects: JoinSet::new(),
            mailed: 0,
        };
        task.list_systems();
        task.tell_events();
        Ok(task)
    }

    pub(super) async fn run(mut self) {
        loop {
            let next = match self.work() {
                Pause::Yield => {
                    tokio::task::yield_now().await;
                    self.take_waiting()
                }
                Pause::Wait(until) => self.wait(until).await,
            };
            match next {
                Next::Go => {}
                Next::Stop => break,
            }
        }
        // The effects under way end with the task, and the bodies go with the world.
        self.effects.shutdown().await;
        self.release_bodies();
    }

    async fn wait(&mut self, until: Option<Instant>) -> Next {
        let request = match until {
            None => self.inbox.recv().await,
            Some(until) => match tokio::time::timeout_at(until, self.inbox.recv()).await {
                Ok(request) => request,
                Err(_) => return Next::Go,
            },
        };
        match request {
            Some(request) => self.take(request),
            None => Next::Stop,
        }
    }

    /// Takes what has come meanwhile, and no more than that.
    fn take_waiting(&mut self) -> Next {
        for _ in 0..self.inbox.len() {
            let Ok(request) = self.inbox.try_recv() else {
                break;
            };
            match self.take(request) {
                Next::Go => {}
                Next::Stop => return Next::Stop,
            }
        }
        Next::Go
    }

    fn take(&mut self, request: Request) -> Next {
        match request {
            Request::Command { asked, reply } => {
                // Whoever asked may have gone; what was done stays done.
                let _ = reply.send(self.command(*asked));
            }
            Request::Change(change) => change(self),
            Request::Query(look) => look(&self.engine, self.clock.now()),
            Request::Advance { advance, reply } => self.begin_move(advance, reply),
            Request::EffectEnded { ticket, ended } => self.outcomes.ended(ticket, ended),
            Request::CallOver => self.unanswered.forget_answered(),
            Request::Reset { reply } => {
                self.reset();
                let _ = reply.send(());
            }
            Request::Stop => return Next::Stop,
        }
        Next::Go
    }

    fn command(&mut self, asked: Asked) -> Result<Reply, CallFault> {
        let Asked {
            mut command,
            bodies,
            call,
        } = asked;
        if let Command::Administer(change) = &mut command {
            whole_times::cut_in_change(change);
        }
        if call.as_ref().is_some_and(|call| call.life != self.life) {
            return Err(CallFault::Reset);
        }
        let held: BTreeSet<BodyHash> = bodies.iter().map(SpooledBody::hash).collect();
        if !bodies_of(&command).all(|hash| held.contains(&hash)) {
            tracing::error!(world = %self.shared.spec.name, "a message came without its body");
            return Err(CallFault::BodyGone);
        }
        self.catch_up();
        let changes_systems = matches!(command, Command::Administer(_));
        let done = self.engine.handle(self.clock.now(), command)?;
        self.keep_accepted(&done.reply, bodies, call.as_ref());
        if changes_systems {
            self.list_systems();
        }
        self.start_all(done.effects, Phase::Attempt);
        self.tell_events();
        Ok(done.reply)
    }

    /// What is accepted has its body, and sets nothing going before its sender has the answer.
    fn keep_accepted(&mut self, reply: &Reply, bodies: Vec<SpooledBody>, call: Option<&OfCall>) {
        let (messages, transmission) = if let Reply::Accepted(Accepted {
            message, receipt, ..
        }) = reply
        {
            (slice::from_ref(message), receipt.transmission_id)
        } else if let Reply::ArchiveAccepted(ArchiveAccepted {
            messages, receipt, ..
        }) = reply
        {
            (&messages[..], receipt.transmission_id)
        } else {
            return;
        };
        let known = &self.engine.state().messages;
        let accepted = messages.iter().filter_map(|uuid| known.get(*uuid));
        let accepted: BTreeSet<BodyHash> = accepted.map(|message| message.body.hash).collect();
        for body in bodies {
            if accepted.contains(&body.hash()) {
                self.shared.spool.keep(body);
            }
        }
        if let Some(call) = call {
            let subjects = messages.iter().copied().map(Subject::Message);
            for subject in subjects.chain([Subject::Transmission(transmission)]) {
                self.unanswered.add(subject, &call.over);
            }
        }
    }

    /// Plans a change and carries it out, all of it or nothing.
    pub(super) fn change<T, E: From<CallFault>>(
        &mut self,
        plan: impl FnOnce(&Engine, Timestamp) -> Result<Vec<Administration>, E>,
        show: impl FnOnce(&Engine, Timestamp, &[Reply]) -> Result<T, E>,
    ) -> Result<T, E> {
        self.catch_up();
        let changes = plan(&self.engine, self.clock.now())?;
        let replies = self.administer(changes).map_err(CallFault::Rejected)?;
        show(&self.engine, self.clock.now(), &replies)
    }

    fn administer(&mut self, changes: Vec<Administration>) -> Result<Vec<Reply>, Rejection> {
        let now = self.clock.now();
        // Several are tried on a copy, since a later one may be refused. One is all or nothing
        // by itself.
        let mut copy = (changes.len() > 1).then(|| self.engine.clone());
        let engine = copy.as_mut().unwrap_or(&mut self.engine);
        let (mut replies, mut effects) = (Vec::new(), Vec::new());
        for mut change in changes {
            whole_times::cut_in_change(&mut change);
            let done = engine.handle(now, Command::Administer(Box::new(change)))?;
            replies.push(done.reply);
            effects.extend(done.effects);
        }
        if let Some(changed) = copy {
            self.engine = changed;
        }
        self.list_systems();
        self.start_all(effects, Phase::Attempt);
        self.tell_events();
        Ok(replies)
    }

    /// On a clock that goes by itself time has passed: what was due before a call came happens
    /// before it.
    fn catch_up(&mut self) {
        if self.clock.mode() != ClockMode::Virtual {
            while self.run_one_due() {}
        }
    }

    /// Works until nothing can be done now, or a stretch is over.
    fn work(&mut self) -> Pause {
        let end_of_stretch = self.engine.journal().last_seq() + LIMITS.events_at_a_stretch;
        for _ in 0..LIMITS.events_at_a_stretch {
            if self.engine.journal().last_seq() > end_of_stretch {
                break;
            }
            // Outcomes that came together are told together: nothing starts in between.
            let did_something = if self.outcomes.is_telling() {
                self.hear_one_outcome()
            } else {
                self.run_one_due() || self.hear_one_outcome() || self.move_on()
            };
            if !did_something {
                return Pause::Wait(self.engine.next_due().and_then(|due| {
                    // On a virtual clock what is due now waits for effects, not for time.
                    self.clock.instant_of(due)
                }));
            }
        }
        Pause::Yield
    }

    /// Runs one batch of what is due, if one may run now.
    fn run_one_due(&mut self) -> bool {
        let now = self.clock.now();
        let Some((slot, _)) = self.engine.due().next() else {
            return false;
        };
        if slot.at > now {
            return false;
        }
        // On a virtual clock a later phase waits for the outcomes of the one before it: what
        // they change must not depend on how fast a vendor answers.
        if self.clock.mode() == ClockMode::Virtual
            && !self.outcomes.none_open()
            && self
                .open_batch
                .is_some_and(|open| (slot.at, slot.phase) > open)
        {
            return false;
        }
        let effects = self.engine.run_due(now);
        self.start_all(effects, slot.phase);
        self.tell_events();
        true
    }

    fn hear_one_outcome(&mut self) -> bool {
        let Some((id, Ended { outcome, exchanges })) = self.outcomes.next() else {
            return false;
        };
        for exchange in exchanges {
            self.shared.exchanges.record(exchange);
        }
        let now = self.clock.now();
        match self
            .engine
            .handle(now, Command::EffectEnded { id, outcome })
        {
            Ok(done) => self.held.extend(done.effects),
            // The engine has closed the matter meanwhile: a message recalled, a system removed.
            Err(rejection) => {
                tracing::debug!(world = %self.shared.spec.name, code = rejection.code, "outcome not wanted any more")
            }
        }
        if !self.outcomes.is_telling() {
            let effects = std::mem::take(&mut self.held);
            self.start_all(effects, Phase::Attempt);
        }
        if self.outcomes.none_open() {
            self.open_batch = None;
        }
        self.tell_events();
        true
    }

    /// Carries a move of the clock on, once all is settled where it stands.
    fn move_on(&mut self) -> bool {
        if !self.outcomes.none_open() || !self.shared.open_calls.none() {
            return false;
        }
        let Some(moving) = self.moving.take() else {
            return false;
        };
        let now = self.clock.now();
        match moving.next_stop(&self.engine, now) {
            NextStop::Due(at) => {
                self.clock.move_to(at);
                self.moving = Some(moving);
            }
            NextStop::End(at) => {
                let events = self
                    .engine
                    .journal()
                    .last_seq()
                    .saturating_sub(moving.events_before);
                self.clock.move_to(at);
                if at != moving.start {
                    self.note_move(at);
                }
                let _ = moving.reply.send(Ok(Advanced { now: at, events }));
            }
        }
        true
    }

    fn note_move(&mut self, at: Timestamp) {
        if let Err(rejection) = self.engine.handle(at, Command::MoveClock) {
            tracing::warn!(world = %self.shared.spec.name, code = rejection.code, "the clock's move is not in the journal");
        }
        self.tell_events();
    }

    fn begin_move(
        &mut self,
        advance: Advance,
        reply: oneshot::Sender<Result<Advanced, AdvanceFault>>,
    ) {
        let refused = if self.clock.mode() != ClockMode::Virtual {
            Some(AdvanceFault::RealClock)
        } else if self.moving.is_some() {
            Some(AdvanceFault::Busy)
        } else {
            None
        };
        if let Some(fault) = refused {
            let _ = reply.send(Err(fault));
            return;
        }
        let events_before = self.engine.journal().last_seq();
        match Move::plan(advance, self.clock.now(), events_before, reply) {
            Ok(moving) => self.moving = Some(moving),
            Err((fault, reply)) => {
                let _ = reply.send(Err(fault));
            }
        }
    }

    fn start_all(&mut self, effects: Vec<Effect>, phase: Phase) {
        if effects.is_empty() {
            return;
        }
        let batch = (self.clock.now(), phase);
        self.open_batch = Some(self.open_batch.map_or(batch, |open| open.max(batch)));
        for effect in effects {
            self.start(effect);
        }
        // The finished ones are let go of here, so that the set stays as small as what is open.
        while self.effects.try_join_next().is_some() {}
    }

    fn start(&mut self, effect: Effect) {
        let ticket = self.outcomes.start(effect.id());
        let ending = Ending {
            ticket,
            ended: None,
            requests: self.requests.upgrade(),
        };
        let at = self.clock.now();
        let settings = CallSettings::of(self.engine.profile());
        let not_before = self.unanswered.of(Subject::of(&effect));
        let outbox = Arc::clone(&self.outbox);
        self.effects.spawn(async move {
            if let Some(answered) = not_before {
                answered.cancelled().await;
            }
            let CarriedOut { outcome, exchange } = outbox.carry_out(&effect, at, &settings).await;
            let mut ended = Ended {
                outcome,
                exchanges: vec![exchange],
            };
            match effect.times() {
                Times::Once => {}
                Times::Twice => {
                    let again = outbox.carry_out(&effect, at, &settings).await;
                    ended.outcome = ended.outcome.and_again(again.outcome);
                    ended.exchanges.push(again.exchange);
                }
            }
            ending.with(ended);
        });
    }

    fn reset(&mut self) {
        self.effects = JoinSet::new();
        self.outcomes.clear();
        self.held.clear();
        self.open_batch = None;
        self.unanswered = Unanswered::default();
        if let Some(moving) = self.moving.take() {
            let _ = moving.reply.send(Err(AdvanceFault::Reset));
        }
        self.mailed = 0;
        self.life = self.shared.exchanges.start_over();
        self.release_bodies();
        self.clock = Clock::start(self.shared.spec.clock, self.shared.spec.epoch);
        match birth(&self.shared.spec) {
            Ok(engine) => self.engine = engine,
            // The same document made a world before: the engine is a function of it.
            Err(faults) => {
                tracing::error!(world = %self.shared.spec.name, faults = faults.len(), "the world cannot be made again")
            }
        }
        self.list_systems();
        self.tell_events();
    }

    /// All that the world keeps of what came in.
    fn release_bodies(&self) {
        #[cfg(feature = "sftp")]
        self.shared.held_files.release_all();
        self.shared.spool.release_all();
    }

    /// Lets the handles know which systems there are, and what goes wrong with their calls.
    fn list_systems(&self) {
        self.shared.call_faults.follow(self.life, &self.engine);
        let systems = self.engine.state().systems.keys().copied().collect();
        *self
            .shared
            .systems
            .write()
            .unwrap_or_else(PoisonError::into_inner) = systems;
    }

    /// Gives the outbox the mails that are new; nothing waits for what becomes of them.
    fn send_mails(&mut self) {
        let mails = &self.engine.state().mail;
        for mail in mails.get(self.mailed..).unwrap_or_default() {
            let Some(to) = mail.to.clone() else { continue };
            let letter = Mail {
                at: mail.at,
                to,
                subject: mail.subject.clone(),
                text: mail.text.clone(),
            };
            let (shared, life) = (Arc::clone(&self.shared), self.life);
            let record = Box::new(move |exchange| {
                // One from before a reset is not kept.
                shared.exchanges.record_in(life, exchange);
            });
            self.outbox.mail(letter, record);
        }
        self.mailed = mails.len();
    }

    /// Wakes whoever waits for an event.
    fn tell_events(&mut self) {
        self.send_mails();
        let end = JournalEnd {
            life: self.life,
            last_seq: self.engine.journal().last_seq(),
        };
        self.events.send_if_modified(|known| {
            let changed = *known != end;
            *known = end;
            changed
        });
    }
}

/// The bodies that must be there when this is carried out.
fn bodies_of(command: &Command) -> impl Iterator<Item = BodyHash> {
    let single = if let Command::Send { body, .. }
    | Command::TakeFile {
        content: FileContent::Memo { body, .. },
        ..
    } = command
    {
        Some(body.hash)
    } else {
        None
    };
    let entries = if let Command::SendArchive { content, .. }
    | Command::TakeFile {
        content: FileContent::Archive { content, .. },
        ..
    } = command
        && let ArchiveContent::Entries(entries) = content
    {
        &entries[..]
    } else {
        &[]
    };
    single
        .into_iter()
        .chain(entries.iter().filter_map(|entry| match &entry.content {
            EntryContent::File { body, .. } => Some(body.hash),
            EntryContent::Refused { .. } => None,
        }))
}

/// Reports an effect's outcome when it ends, also when it ends by a fault of ours: a settling
/// world must never wait for a call that nobody makes any more.
struct Ending {
    ticket: Ticket,
    ended: Option<Ended>,
    requests: Option<mpsc::UnboundedSender<Request>>,
}

impl Ending {
    fn with(mut self, ended: Ended) {
        self.ended = Some(ended);
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        if let Some(requests) = &self.requests {
            let ended = self.ended.take().unwrap_or(Ended {
                outcome: CallOutcome::Failed {
                    reason: FailureReason::Other,
                },
                exchanges: Vec::new(),
            });
            // A world that is gone has nobody left to tell.
            let _ = requests.send(Request::EffectEnded {
                ticket: self.ticket,
                ended,
            });
        }
    }
}
