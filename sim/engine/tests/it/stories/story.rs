//! The journal told message by message, and held to the rules: whose turn it is, when, and what
//! may not happen any more.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Time;
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::event::{Destination, Event, EventBody, HandOverReason, Stage};
use testpost_engine::id::{ReceiptId, SystemId};
use testpost_engine::state::State;
use testpost_memo::id::MessageUuid;

use super::numbers::{Numbers, later};
use super::systems::Systems;

/// Where a message stands, as far as the journal has told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Accepted,
    Refused,
    Valid,
    /// VALUE-1.
    Waiting,
    Recalled,
    Underway(Way),
    /// DEL-6, or RETRY-5: it can be fetched there.
    Listed(SystemId),
    /// Seen to be taken: by a 2xx, by a receipt after it was fetched, or by the mailbox.
    Delivered,
}

/// On its way to a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    to: SystemId,
    stage: Stage,
    /// What the schedule counts from: the first attempt, or the hand-over.
    began: Option<Timestamp>,
    made: usize,
    open: bool,
    /// Before this nothing can follow.
    not_before: Timestamp,
}

/// The sender's receipt on its way (SEND-3, SEND-4).
#[derive(Debug, Clone, Copy)]
struct Callback {
    id: ReceiptId,
    began: Option<Timestamp>,
    made: usize,
    not_before: Timestamp,
    settled: bool,
}

#[derive(Debug)]
struct Told {
    standing: Standing,
    /// The instant from which it may leave.
    not_before: Option<Timestamp>,
    attempts: u32,
    callback: Option<Callback>,
    /// What a receipt made now has to say.
    verdict: Option<(ReceiptStatus, Option<String>)>,
}

/// The whole story.
#[derive(Debug)]
pub(super) struct Story<'n> {
    numbers: &'n Numbers,
    attempts: Vec<i64>,
    callbacks: Vec<i64>,
    systems: Systems<'n>,
    told: BTreeMap<MessageUuid, Told>,
    last: Timestamp,
}

impl<'n> Story<'n> {
    /// Of a world that begins like this.
    pub(super) fn of(born: &State, numbers: &'n Numbers) -> Self {
        Self {
            numbers,
            attempts: numbers.delivery.attempts(),
            callbacks: numbers.receipts.attempts(),
            systems: Systems::of(born, numbers),
            told: BTreeMap::new(),
            last: born.now,
        }
    }

    /// The next event of the journal; what it may not be fails here.
    pub(super) fn hear(&mut self, event: &Event) {
        assert!(event.at >= self.last, "virtual time never runs backwards");
        self.last = event.at;
        if let EventBody::TechnicalReceiptSent {
            message, outline, ..
        } = &event.body
        {
            let hour = self.numbers.value_date_hour;
            let begins = outline.value_date.map(|date| {
                date.to_datetime(Time::constant(hour, 0, 0, 0))
                    .in_tz("Europe/Copenhagen")
                    .unwrap()
                    .timestamp()
            });
            // A date of today counts as none.
            let today = event.at.in_tz("Europe/Copenhagen").unwrap().date();
            let new = Told {
                standing: Standing::Accepted,
                not_before: begins.filter(|_| outline.value_date > Some(today)),
                attempts: 0,
                callback: None,
                verdict: None,
            };
            let before = self.told.insert(*message, new);
            assert!(before.is_none(), "SEND-12: {message} is accepted once");
        }
        if let Some(message) = event.body.message() {
            let told = self
                .told
                .get_mut(&message)
                .expect("an event about a message that was accepted");
            let rules = Rules {
                numbers: self.numbers,
                attempts: &self.attempts,
                callbacks: &self.callbacks,
                systems: &self.systems,
                at: event.at,
            };
            rules.hear(told, &event.body);
        }
        self.systems.hear(event);
    }

    /// Everything has been told, and at `now` nothing more happens by itself.
    pub(super) fn ends(&self, now: Timestamp) {
        self.systems.nothing_is_late(now);
        for (message, told) in &self.told {
            match told.standing {
                Standing::Refused
                | Standing::Recalled
                | Standing::Listed(_)
                | Standing::Delivered => {}
                Standing::Accepted
                | Standing::Valid
                | Standing::Waiting
                | Standing::Underway(_) => {
                    panic!("{message} is lost: nothing is due for it any more, and it is {told:?}")
                }
            }
            let settled = told.callback.is_none_or(|callback| callback.settled);
            assert!(
                settled,
                "SEND-4: the receipt of {message} got lost: {told:?}"
            );
        }
    }
}

/// The rules, at the time of an event.
struct Rules<'a> {
    numbers: &'a Numbers,
    attempts: &'a [i64],
    callbacks: &'a [i64],
    systems: &'a Systems<'a>,
    at: Timestamp,
}

impl Rules<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what moves a message is listed; the rest tells of it only"
    )]
    fn hear(&self, told: &mut Told, body: &EventBody) {
        let standing = told.standing;
        let way = match standing {
            Standing::Underway(way) => Some(way),
            _ => None,
        };
        match body {
            EventBody::MemoSendValidated { .. } => {
                assert_eq!(standing, Standing::Accepted);
                assert_eq!(told.not_before, None, "VALUE-1: it waits for its date");
                told.standing = Standing::Valid;
                told.verdict = Some((ReceiptStatus::Completed, None));
            }
            EventBody::DelayedMemoSendValidatedAwaitingDelay { until, .. } => {
                assert_eq!(standing, Standing::Accepted);
                assert_eq!(told.not_before, Some(*until), "VALUE-1");
                told.standing = Standing::Waiting;
                told.verdict = Some((ReceiptStatus::Completed, None));
            }
            EventBody::DelayedMemoSendSent { .. } => {
                assert_eq!(standing, Standing::Waiting);
                assert_eq!(told.not_before, Some(self.at), "VALUE-1: on its date");
                told.standing = Standing::Valid;
            }
            EventBody::MemoSendValidationFailed { status, code, .. } => {
                assert!(matches!(standing, Standing::Accepted | Standing::Waiting));
                told.standing = Standing::Refused;
                told.verdict = Some((*status, Some(code.clone())));
            }
            EventBody::MemoSendRecalled { .. } => {
                assert_eq!(standing, Standing::Waiting, "RECALL-1");
                assert!(told.not_before > Some(self.at), "RECALL-4: too late");
                told.standing = Standing::Recalled;
            }
            EventBody::MemoSendRouted { destination, .. } => {
                assert_eq!(
                    standing,
                    Standing::Valid,
                    "only what is in order leaves, once"
                );
                assert!(
                    told.not_before <= Some(self.at),
                    "nothing before its value date"
                );
                self.set_out(told, destination, Stage::Schedule);
            }
            EventBody::MemoSendHandedToPrimary {
                from,
                destination,
                reason,
                ..
            } => {
                self.hand_over(standing, *from, *reason);
                self.set_out(told, destination, Stage::Primary);
            }
            EventBody::MemoSendAttemptStarted {
                system,
                attempt,
                stage,
                ..
            } => {
                told.attempts += 1;
                assert_eq!(*attempt, told.attempts, "attempts are counted one by one");
                let mut way = way.unwrap_or_else(|| panic!("an attempt while {standing:?}"));
                assert!(!way.open, "one attempt at a time");
                assert_eq!((*system, *stage), (way.to, way.stage));
                self.attempt(&mut way);
                told.standing = Standing::Underway(way);
            }
            EventBody::MemoSendSentToRecipientSystemFailed { .. } => {
                let mut way = way.unwrap_or_else(|| panic!("a failure while {standing:?}"));
                assert!(way.open);
                (way.open, way.not_before) = (false, self.at);
                told.standing = Standing::Underway(way);
            }
            EventBody::MemoSendSentToRecipientSystem { .. } => {
                assert!(way.is_some_and(|way| way.open));
                told.standing = Standing::Delivered;
            }
            EventBody::MemoSendReadyForFetch { system, .. } => {
                assert_eq!(way.map(|way| (way.to, way.open)), Some((*system, false)));
                let pushes = self.systems.get(*system).is_some_and(|known| known.pushes);
                assert!(!pushes, "only a system that fetches gets a list");
                told.standing = Standing::Listed(*system);
            }
            EventBody::MemoSendHeld { system, .. } => {
                let way = way.unwrap_or_else(|| panic!("held while {standing:?}"));
                assert_eq!(
                    (way.to, way.stage, way.open),
                    (*system, Stage::Primary, false)
                );
                assert_eq!(
                    way.made,
                    self.numbers.primary.len(),
                    "RETRY-5: all were made"
                );
                told.standing = Standing::Listed(*system);
            }
            EventBody::MemoAvailableToRecipient {
                destination: Destination::Mailbox { .. },
                ..
            } => {
                assert!(way.is_none() && standing != Standing::Recalled);
            }
            EventBody::BusinessReceiptReceivedByRecipientSystem { system, .. } => {
                if standing == Standing::Listed(*system) {
                    told.standing = Standing::Delivered;
                }
            }
            _ => self.receipt(told, body),
        }
    }

    /// A message sets out: to the mailbox, where it is at once, or to a system.
    fn set_out(&self, told: &mut Told, destination: &Destination, stage: Stage) {
        told.standing = match destination {
            Destination::Mailbox { .. } => Standing::Delivered,
            Destination::System { system } => Standing::Underway(Way {
                to: *system,
                stage,
                began: (stage == Stage::Primary).then_some(self.at),
                made: 0,
                open: false,
                not_before: self.at,
            }),
        };
    }

    /// RETRY-2, RETRY-3, RETRY-5: the next attempt is made when it is due.
    fn attempt(&self, way: &mut Way) {
        let known = self.systems.get(way.to);
        let known = known.unwrap_or_else(|| panic!("{} is not there any more", way.to));
        let offsets = match way.stage {
            Stage::Schedule => {
                assert!(known.takes_mail(self.at), "SYS-16: {} is off", way.to);
                self.attempts
            }
            Stage::Primary => &self.numbers.primary,
        };
        let offset = offsets.get(way.made);
        let offset = offset.unwrap_or_else(|| panic!("one attempt more than {offsets:?}"));
        let began = *way.began.get_or_insert(self.at);
        assert_eq!(
            self.at,
            later(began, *offset).max(way.not_before),
            "attempt {} of those since {began}",
            way.made + 1
        );
        way.made += 1;
        way.open = true;
    }

    /// RETRY-4: when the schedule has ended; RETRY-10: when the system takes no mail any more.
    fn hand_over(&self, standing: Standing, from: SystemId, reason: HandOverReason) {
        match (standing, reason) {
            (Standing::Underway(way), HandOverReason::GaveUp) => {
                assert_eq!(
                    (way.to, way.stage, way.open),
                    (from, Stage::Schedule, false)
                );
                assert_eq!(
                    way.made,
                    self.attempts.len(),
                    "RETRY-4: not before the last one"
                );
                let end = later(way.began.unwrap(), self.numbers.delivery.give_up);
                assert_eq!(self.at, end.max(way.not_before), "RETRY-4: at its time");
            }
            (Standing::Underway(way), HandOverReason::SystemInactive) => {
                assert_eq!((way.to, way.open), (from, false));
                self.takes_no_mail(from);
            }
            (Standing::Listed(system), HandOverReason::SystemInactive) => {
                assert_eq!(system, from);
                self.takes_no_mail(from);
            }
            (
                Standing::Accepted
                | Standing::Refused
                | Standing::Valid
                | Standing::Waiting
                | Standing::Recalled
                | Standing::Listed(_)
                | Standing::Delivered,
                HandOverReason::GaveUp | HandOverReason::SystemInactive,
            ) => panic!("handed to the primary while {standing:?}"),
        }
    }

    fn takes_no_mail(&self, system: SystemId) {
        let takes = self
            .systems
            .get(system)
            .is_some_and(|known| known.takes_mail(self.at));
        assert!(!takes, "RETRY-10: {system} is there and receives");
    }

    /// The sender's receipt says what the log says, and is called back at its times.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what concerns the receipt is listed, the rest only tells"
    )]
    fn receipt(&self, told: &mut Told, body: &EventBody) {
        match body {
            EventBody::BusinessReceiptCreated {
                receipt,
                status,
                code,
                ..
            } => {
                let said = (*status, code.clone());
                assert_eq!(
                    told.verdict,
                    Some(said),
                    "a receipt never contradicts the log"
                );
                told.callback = Some(Callback {
                    id: *receipt,
                    began: None,
                    made: 0,
                    not_before: self.at,
                    settled: false,
                });
            }
            EventBody::BusinessReceiptAttemptStarted {
                receipt, attempt, ..
            } => {
                let callback = self.callback(told, *receipt);
                let callback = callback.expect("an old receipt is not called back any more");
                assert!(
                    !callback.settled,
                    "SEND-4: a receipt that got through is done"
                );
                let began = *callback.began.get_or_insert(self.at);
                let due = later(began, self.callbacks[callback.made]);
                assert_eq!(self.at, due.max(callback.not_before), "SEND-4");
                callback.made += 1;
                assert_eq!(*attempt as usize, callback.made);
            }
            EventBody::BusinessReceiptSendToSenderSystemFailed { receipt, .. } => {
                let all = self.callbacks.len();
                if let Some(callback) = self.callback(told, *receipt) {
                    callback.not_before = self.at;
                    callback.settled = callback.made == all;
                }
            }
            EventBody::BusinessReceiptSendToSenderSystem { receipt, .. }
            | EventBody::BusinessReceiptGivenUp { receipt, .. } => {
                if let Some(callback) = self.callback(told, *receipt) {
                    callback.settled = true;
                }
            }
            _ => {}
        }
    }

    /// The receipt's way, if it is the newest one of the message.
    fn callback<'t>(&self, told: &'t mut Told, id: ReceiptId) -> Option<&'t mut Callback> {
        told.callback.as_mut().filter(|callback| callback.id == id)
    }
}
