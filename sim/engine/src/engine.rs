//! The engine: takes commands, runs what is due, keeps state and journal together.
//!
//! Every change is an event that is applied and written down in one place, `Turn::record`. The
//! rules themselves are the steps in `delivery`; here is only which step answers which command.

use std::net::IpAddr;

use jiff::Timestamp;

use crate::actor::Actor;
use crate::calendar;
use crate::chance::{self, Lane};
use crate::code::Code;
use crate::command::{Command, Credentials, Origin, Reply};
use crate::delivery;
use crate::document::{DocumentFault, Protocol, WorldDocument};
use crate::effect::{CallOutcome, Effect, EffectId};
use crate::event::{Cause, Event, EventBody};
use crate::id::SystemId;
use crate::journal::Journal;
use crate::profile::Profile;
use crate::rejection::Rejection;
use crate::state::agenda::{Slot, Step};
use crate::state::messages::{OpenCall, OpenCallKind};
use crate::state::systems::System;
use crate::state::{State, born};

/// With what a world begins, beside its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Birth {
    pub seed: u64,
    pub epoch: Timestamp,
    /// How many events the journal keeps.
    pub journal_cap: usize,
}

/// A command that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub reply: Reply,
    pub effects: Vec<Effect>,
}

/// Why a journal cannot be replayed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayFault {
    #[error("the world's document is wrong: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Document(Vec<DocumentFault>),
    #[error(
        "event {expected} should come next, but it is {found}; a journal is replayed whole, from event 1"
    )]
    Gap { expected: u64, found: u64 },
}

/// One whole Digital Post.
#[derive(Debug, Clone, PartialEq)]
pub struct Engine {
    birth: Birth,
    profile: Profile,
    state: State,
    journal: Journal,
}

impl Engine {
    /// A new world; or everything that is wrong with its document.
    pub fn new(document: &WorldDocument, birth: Birth) -> Result<Self, Vec<DocumentFault>> {
        let mut profile = Profile::assumed();
        let mut faults: Vec<DocumentFault> = document
            .profile
            .iter()
            .filter_map(|(name, value)| profile.set(name, value).err())
            .collect::<Vec<_>>()
            .into_iter()
            .chain(profile.faults())
            .map(|fault| DocumentFault {
                path: "profile".into(),
                message: fault.to_string(),
                remedy: "write the setting as the documentation of the profile shows it".into(),
            })
            .collect();
        match born(document, birth.seed, birth.epoch, &profile) {
            Ok(state) if faults.is_empty() => Ok(Self {
                birth,
                profile,
                state,
                journal: Journal::new(birth.journal_cap),
            }),
            Ok(_) => Err(faults),
            Err(more) => {
                faults.extend(more);
                Err(faults)
            }
        }
    }

    /// The same world, brought to where its journal ends. The journal must be whole: one whose
    /// oldest events were dropped does not tell how it all began.
    pub fn replay<'a>(
        document: &WorldDocument,
        birth: Birth,
        events: impl IntoIterator<Item = &'a Event>,
    ) -> Result<Self, ReplayFault> {
        let mut engine = Self::new(document, birth).map_err(ReplayFault::Document)?;
        for event in events {
            let expected = engine.journal.last_seq() + 1;
            if event.seq != expected {
                return Err(ReplayFault::Gap {
                    expected,
                    found: event.seq,
                });
            }
            engine.state.apply(event);
            engine.journal.push(event.clone());
        }
        Ok(engine)
    }

    /// Carries a command out at `now`, or refuses it and changes nothing.
    pub fn handle(&mut self, now: Timestamp, command: Command) -> Result<Done, Rejection> {
        let cause = match &command {
            Command::EffectEnded { .. } => Cause::Outcome,
            Command::MoveClock | Command::Administer(_) => Cause::Administration,
            Command::Send {
                origin: Origin::Mailbox { .. },
                ..
            } => Cause::Mailbox,
            Command::Send { .. }
            | Command::SendArchive { .. }
            | Command::TakeFile { .. }
            | Command::ReadReceiptFile { .. }
            | Command::RemoveReceiptFile { .. }
            | Command::Recall { .. }
            | Command::FetchMemo { .. }
            | Command::CreateReceipt { .. }
            | Command::FetchReceipt { .. }
            | Command::DeleteReceipt { .. } => Cause::Call,
            Command::HandleMail { .. } => Cause::Mailbox,
        };
        let by = Actor::of(&self.state, &command);
        let mut turn = self.turn(now, cause, by);
        let reply = match command {
            Command::Send {
                origin,
                uuid_parameter,
                report,
                body,
            } => delivery::accept::accept(
                &mut turn,
                origin,
                uuid_parameter.as_deref(),
                *report,
                body,
            )?,
            Command::SendArchive {
                system,
                archive,
                content,
            } => delivery::archive::accept(&mut turn, system, archive, content)?,
            Command::TakeFile {
                system,
                name,
                content,
            } => delivery::file::take(&mut turn, system, &name, content)?,
            Command::ReadReceiptFile { system, name } => {
                delivery::file::read(&mut turn, system, &name)?
            }
            Command::RemoveReceiptFile { system, name } => {
                delivery::file::remove(&mut turn, system, &name)?
            }
            Command::Recall { system, message } => {
                delivery::recall::recall(&mut turn, system, message)?
            }
            Command::FetchMemo { system, message } => {
                delivery::fetch::fetch(&mut turn, system, message)?
            }
            Command::CreateReceipt {
                system,
                message,
                receipt,
            } => delivery::fetch::take_receipt(&mut turn, system, message, receipt)?,
            Command::FetchReceipt {
                system,
                receipt,
                then,
            } => delivery::receipt::fetch(&mut turn, system, receipt, then)?,
            Command::DeleteReceipt { system, receipt } => {
                delivery::receipt::delete(&mut turn, system, receipt)?
            }
            Command::HandleMail {
                owner,
                message,
                handling,
            } => delivery::mailbox::handle(&mut turn, owner, message, handling)?,
            Command::EffectEnded { id, outcome } => turn.effect_ended(id, outcome),
            Command::MoveClock => {
                turn.record(EventBody::ClockMoved);
                Reply::Done
            }
            Command::Administer(change) => {
                if change.has_parts() {
                    turn.rehearse(|turn| {
                        delivery::administer::administer(turn, (*change).clone())
                    })?;
                }
                delivery::administer::administer(&mut turn, *change)?
            }
        };
        Ok(Done {
            reply,
            effects: turn.effects,
        })
    }

    /// When the next thing happens by itself.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.due().next().map(|(slot, _)| slot.at)
    }

    /// When the next thing about messages happens by itself: a system's warnings and deactivation
    /// alone do not keep a world busy.
    #[must_use]
    pub fn next_due_about_messages(&self) -> Option<Timestamp> {
        self.due()
            .find(|(_, step)| step.is_about_messages())
            .map(|(slot, _)| slot.at)
    }

    /// What will happen by itself, in order.
    pub fn due(&self) -> impl Iterator<Item = (Slot, Step)> {
        // RETRY-8: while an attempt at a system is open, its deactivation waits for the outcome.
        self.state.agenda.steps().filter(|(_, step)| match step {
            Step::Deactivate { system } => !self.state.messages.is_pushing_to(*system),
            Step::EndExemption { .. }
            | Step::Validate { .. }
            | Step::ReachValueDate { .. }
            | Step::CallReceiptBack { .. }
            | Step::Attempt { .. }
            | Step::HandOver { .. }
            | Step::BeginWindow { .. }
            | Step::EndNemSmsPeriod { .. }
            | Step::EndWindow { .. }
            | Step::Warn { .. } => true,
        })
    }

    /// Runs one batch of what is due at or before `now`: all that shares the earliest instant and
    /// phase. Whoever keeps the clock calls it until nothing is due, and lets the effects of one
    /// batch settle before the next where time stands still.
    pub fn run_due(&mut self, now: Timestamp) -> Vec<Effect> {
        let Some((first, _)) = self.due().next() else {
            return Vec::new();
        };
        if first.at > now {
            return Vec::new();
        }
        let batch: Vec<Slot> = self
            .due()
            .map(|(slot, _)| slot)
            .take_while(|slot| (slot.at, slot.phase) == (first.at, first.phase))
            .collect();
        let mut turn = self.turn(now, Cause::Due, Actor::System);
        for slot in batch {
            // An earlier step of the batch may have made this one pointless.
            if let Some(step) = turn.state.agenda.at(slot) {
                turn.run(step);
                debug_assert_ne!(
                    turn.state.agenda.at(slot),
                    Some(step),
                    "a step that was run is due no more"
                );
            }
        }
        turn.effects
    }

    /// SYS-14, SYS-16: who calls, or why the call is refused.
    pub fn authenticate(
        &self,
        now: Timestamp,
        credentials: &Credentials,
    ) -> Result<SystemId, Rejection> {
        let refused = |message: &str| {
            Rejection::new(
                Code::AuthenticationFailed,
                message,
                "send 'Authorization: Basic ' and base64 of systemId:apiKey, as the world file or GET …/systems shows them",
            )
        };
        let Some(id) = credentials.system else {
            return Err(refused("no system is named"));
        };
        let Some(system) = self.state.systems.get(&id) else {
            return Err(refused("there is no such system"));
        };
        if !credentials
            .api_key
            .as_deref()
            .is_some_and(|key| system.api_key.matches(key))
        {
            return Err(refused("the API key is wrong"));
        }
        admit(system, now, credentials.address)?;
        Ok(id)
    }

    /// SYS-4, SYS-5, SYS-16: whether a system whose key has been shown may hand in by SFTP now.
    pub fn admit_by_sftp(
        &self,
        now: Timestamp,
        id: SystemId,
        address: IpAddr,
    ) -> Result<(), Rejection> {
        let Some(system) = self.state.systems.get(&id) else {
            return Err(Rejection::new(
                Code::AuthenticationFailed,
                "there is no such system",
                "log in with the id of a system as user name, and with its key",
            ));
        };
        if system.protocol != Protocol::Sftp {
            return Err(Rejection::new(
                Code::SystemNotSftp,
                format!(
                    "system '{}' is connected by {}",
                    system.name, system.protocol
                ),
                "use that protocol, or a system with SFTP",
            ));
        }
        admit(system, now, Some(address))
    }

    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    #[must_use]
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }

    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    #[must_use]
    pub const fn birth(&self) -> Birth {
        self.birth
    }

    fn turn(&mut self, now: Timestamp, cause: Cause, by: Actor) -> Turn<'_> {
        // Time never runs backwards, whoever keeps it, and goes in whole milliseconds: the
        // journal writes no more.
        let now = calendar::whole_milliseconds(now).max(self.state.now);
        Turn {
            seed: self.birth.seed,
            profile: &self.profile,
            state: &mut self.state,
            journal: &mut self.journal,
            now,
            cause,
            by,
            effects: Vec::new(),
        }
    }
}

/// SYS-5, SYS-16: whether a system that is known may call now, from this address.
fn admit(system: &System, now: Timestamp, address: Option<IpAddr>) -> Result<(), Rejection> {
    if let Some(address) = address
        && !system.allows(address)
    {
        return Err(Rejection::new(
            Code::AddressNotAllowed,
            format!("system '{}' does not call from {address}", system.name),
            "call from an address in the system's allowedIps, or add this one",
        ));
    }
    if !system.is_in_its_window(now) {
        return Err(Rejection::new(
            Code::SystemNotActive,
            format!("system '{}' is not active now", system.name),
            "look at activeFrom and activeTo of the system, or move the clock",
        ));
    }
    Ok(())
}

/// One command or one batch of due steps being carried out.
pub(crate) struct Turn<'a> {
    pub(crate) seed: u64,
    pub(crate) profile: &'a Profile,
    pub(crate) state: &'a mut State,
    journal: &'a mut Journal,
    pub(crate) now: Timestamp,
    cause: Cause,
    by: Actor,
    pub(crate) effects: Vec<Effect>,
}

impl Turn<'_> {
    /// The sequence number that the next event will have.
    pub(crate) const fn next_seq(&self) -> u64 {
        self.journal.last_seq() + 1
    }

    /// An id for the next event to carry.
    pub(crate) fn draw(&self, lane: Lane) -> uuid::Uuid {
        chance::uuid(self.seed, self.next_seq(), lane)
    }

    /// Lets something have happened.
    pub(crate) fn record(&mut self, body: EventBody) -> EffectId {
        let event = Event {
            seq: self.next_seq(),
            at: self.now,
            cause: self.cause,
            by: self.by,
            body,
        };
        self.state.apply(&event);
        let id = EffectId(event.seq);
        self.journal.push(event);
        id
    }

    /// Tries on a copy what could be refused half-way, so that a refusal leaves nothing behind.
    fn rehearse(
        &self,
        act: impl FnOnce(&mut Turn<'_>) -> Result<Reply, Rejection>,
    ) -> Result<(), Rejection> {
        let (mut state, mut journal) = (
            self.state.clone(),
            Journal::empty_after(self.journal.last_seq()),
        );
        let mut copy = Turn {
            seed: self.seed,
            profile: self.profile,
            state: &mut state,
            journal: &mut journal,
            now: self.now,
            cause: self.cause,
            by: self.by,
            effects: Vec::new(),
        };
        act(&mut copy).map(|_| ())
    }

    fn run(&mut self, step: Step) {
        match step {
            Step::EndExemption { exemption } => delivery::exempt::end(self, exemption),
            Step::Validate { message } => delivery::validate::validate(self, message),
            Step::ReachValueDate { message } => delivery::hold::reach_value_date(self, message),
            Step::CallReceiptBack { message, receipt } => {
                delivery::receipt::call_back(self, message, receipt);
            }
            Step::Attempt { message } => delivery::push::attempt(self, message),
            Step::HandOver { message } => delivery::retry::give_up(self, message),
            Step::BeginWindow { system } => delivery::deactivate::begin_window(self, system),
            Step::EndNemSmsPeriod { message } => delivery::nem_sms::period_over(self, message),
            Step::EndWindow { system } => delivery::deactivate::end_window(self, system),
            Step::Warn { system } => delivery::deactivate::warn(self, system),
            Step::Deactivate { system } => delivery::deactivate::deactivate(self, system),
        }
    }

    fn effect_ended(&mut self, id: EffectId, outcome: CallOutcome) -> Reply {
        // An outcome of a call that is not open any more changes nothing.
        if let Some(call) = self.state.messages.call(id) {
            let call = call.clone();
            match call.kind {
                OpenCallKind::Push { message } => {
                    let OpenCall {
                        system, endpoint, ..
                    } = call;
                    delivery::push::ended(self, id, (message, system), endpoint, outcome);
                }
                OpenCallKind::Receipt {
                    message,
                    receipt,
                    attempt,
                } => {
                    let call = delivery::receipt::Callback {
                        effect: id,
                        message,
                        system: call.system,
                        receipt,
                        attempt,
                        endpoint: call.endpoint,
                    };
                    delivery::receipt::ended(self, call, outcome);
                }
            }
        }
        Reply::Done
    }
}
