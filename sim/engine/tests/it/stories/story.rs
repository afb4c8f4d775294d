//! The journal told message by message, and held to the rules: whose turn it is, when, and what
//! may not happen any more.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Time;
use testpost_engine::command::Origin;
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::event::{Destination, Event, EventBody, HandOverReason, Sends, Stage};
use testpost_engine::id::SystemId;
use testpost_engine::state::State;
use testpost_memo::MessageType;
use testpost_memo::id::{MessageUuid, PartyId};

use super::numbers::{Numbers, later};
use super::receipts::Callback;
use super::recipients::Recipients;
use super::systems::Systems;

/// Where a message stands, as far as the journal has told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Accepted,
    Refused,
    Valid,
    /// VALUE-1.
    Waiting,
    Recalled,
    Underway(Way),
    /// SMS-2: until the end of its value period.
    AwaitingSignUp(Timestamp),
    /// SMS-2: it could not be texted.
    Failed,
    /// DEL-6, or RETRY-5: it can be fetched there.
    Listed(SystemId),
    /// Seen to be taken: by a 2xx, by a receipt after it was fetched, or by the mailbox.
    Delivered,
}

/// On its way to a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    to: SystemId,
    stage: Stage,
    /// What the schedule counts from: the first attempt, or the hand-over.
    began: Option<Timestamp>,
    made: usize,
    open: bool,
    /// It was receipted while a notification of it was open (DEL-7).
    receipted: bool,
    /// Before this nothing can follow.
    not_before: Timestamp,
}

#[derive(Debug)]
pub(super) struct Told {
    pub(super) standing: Standing,
    /// The instant from which it may leave.
    pub(super) not_before: Option<Timestamp>,
    pub(super) attempts: u32,
    /// Whether the last attempt was to tell the receiver of it (DEL-7).
    pub(super) by_notification: bool,
    pub(super) callback: Option<Callback>,
    pub(super) recipient: Option<PartyId>,
    pub(super) kind: Kind,
    /// SMS-2: the end of the value date, for a NemSMS that has one.
    pub(super) period: Option<Timestamp>,
    /// Whoever writes in a mailbox is called back by nobody.
    pub(super) by_system: bool,
    /// LEGAL-1.
    pub(super) served: bool,
    /// What a receipt made now has to say.
    pub(super) verdict: Option<(ReceiptStatus, Option<String>)>,
}

/// What a message is, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) nem_sms: bool,
    pub(super) mandatory: bool,
    pub(super) legal: bool,
}

/// The whole story.
#[derive(Debug)]
pub(super) struct Story<'n> {
    numbers: &'n Numbers,
    attempts: Vec<i64>,
    callbacks: Vec<i64>,
    systems: Systems<'n>,
    recipients: Recipients,
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
            recipients: Recipients::of(born),
            told: BTreeMap::new(),
            last: born.now,
        }
    }

    /// The next event of the journal; what it may not be fails here.
    pub(super) fn hear(&mut self, event: &Event) {
        assert!(event.at >= self.last, "virtual time never runs backwards");
        if event.at > self.last {
            self.nobody_waits_in_vain();
        }
        self.last = event.at;
        self.recipients.hear(event.at, &event.body);
        if let EventBody::TechnicalReceiptSent {
            message,
            outline,
            origin,
            ..
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
            let dated = outline.value_date.filter(|date| *date > today);
            let period = dated.map(|date| {
                let next = date.tomorrow().unwrap().in_tz("Europe/Copenhagen");
                next.unwrap().timestamp()
            });
            let party = &outline.recipient;
            let (id, id_type) = (party.id.as_deref(), party.id_type.as_deref());
            let new = Told {
                recipient: id
                    .zip(id_type)
                    .and_then(|(id, id_type)| PartyId::parse(id, id_type).ok()),
                kind: Kind {
                    nem_sms: outline.message_type == Some(MessageType::NemSms),
                    mandatory: outline.mandatory,
                    legal: outline.legal_notification,
                },
                period,
                by_system: matches!(origin, Origin::System { .. }),
                served: false,
                standing: Standing::Accepted,
                not_before: begins.filter(|_| outline.value_date > Some(today)),
                attempts: 0,
                by_notification: false,
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
                recipients: &self.recipients,
                at: event.at,
            };
            rules.hear(told, &event.body);
        }
        self.systems.hear(event);
    }

    /// SMS-2: at the end of an instant no NemSMS waits for whoever is signed up, or beyond its period.
    fn nobody_waits_in_vain(&self) {
        for (message, told) in &self.told {
            if let Standing::AwaitingSignUp(until) = told.standing {
                let since = told
                    .recipient
                    .and_then(|recipient| self.recipients.signed_up_since(&recipient));
                assert_eq!(since, None, "SMS-2: {message} waits for a sign-up in force");
                assert!(until > self.last, "SMS-2: {message} waits beyond {until}");
            }
        }
    }

    /// Everything has been told, and at `now` nothing more happens by itself.
    pub(super) fn ends(&self, now: Timestamp) {
        self.systems.nothing_is_late(now);
        for (message, told) in &self.told {
            match told.standing {
                Standing::Refused
                | Standing::Recalled
                | Standing::Failed
                | Standing::Listed(_)
                | Standing::Delivered => {}
                Standing::Accepted
                | Standing::AwaitingSignUp(_)
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
pub(super) struct Rules<'a> {
    pub(super) numbers: &'a Numbers,
    pub(super) attempts: &'a [i64],
    pub(super) callbacks: &'a [i64],
    pub(super) systems: &'a Systems<'a>,
    pub(super) recipients: &'a Recipients,
    pub(super) at: Timestamp,
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
                self.reaches_its_recipient(told);
                told.standing = Standing::Valid;
                told.verdict = Some((ReceiptStatus::Completed, None));
            }
            EventBody::DelayedMemoSendValidatedAwaitingDelay { until, .. } => {
                assert_eq!(standing, Standing::Accepted);
                assert_eq!(told.not_before, Some(*until), "VALUE-1");
                self.reaches_its_recipient(told);
                told.standing = Standing::Waiting;
                told.verdict = Some((ReceiptStatus::Completed, None));
            }
            EventBody::DelayedMemoSendSent { .. } => {
                assert_eq!(standing, Standing::Waiting);
                assert_eq!(told.not_before, Some(self.at), "VALUE-1: on its date");
                self.reaches_its_recipient(told);
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
                assert!(
                    !told.kind.nem_sms,
                    "SMS-2: a NemSMS goes to a telephone alone"
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
                sends,
                ..
            } => {
                told.attempts += 1;
                told.by_notification = *sends == Sends::Notification;
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
                told.standing = if way.receipted {
                    Standing::Delivered
                } else {
                    Standing::Underway(way)
                };
            }
            EventBody::MemoSendSentToRecipientSystem { .. } => {
                assert!(way.is_some_and(|way| way.open));
                told.standing = Standing::Delivered;
            }
            // DEL-7: told of it, the system is to fetch it; or it has receipted it already.
            EventBody::MemoSendNotified { system, .. } => {
                let way = way.unwrap_or_else(|| panic!("told of while {standing:?}"));
                assert_eq!((way.to, way.open), (*system, true));
                told.standing = if way.receipted {
                    Standing::Delivered
                } else {
                    Standing::Listed(*system)
                };
            }
            EventBody::MemoSendReadyForFetch { system, .. } => {
                assert_eq!(way.map(|way| (way.to, way.open)), Some((*system, false)));
                let known = self.systems.get(*system);
                let called = known.is_some_and(|known| known.pushes || known.subscribes);
                assert!(!called, "only a system that fetches gets a list");
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
                // DEL-7: it could be fetched before the system was told of it.
                let told_of = way.filter(|way| told.by_notification && way.to == *system);
                if let Some(mut way) = told_of {
                    way.receipted = true;
                    told.standing = if way.open {
                        Standing::Underway(way)
                    } else {
                        Standing::Delivered
                    };
                }
            }
            EventBody::MessageLegallyNotified { .. } => {
                assert!(told.kind.legal && !told.served, "LEGAL-1: once");
                assert_eq!(standing, Standing::Delivered, "LEGAL-1: by the recipient");
                told.served = true;
            }
            _ => self.nem_sms(told, body),
        }
    }

    /// SEND-7, VALUE-1: whoever cannot get it is looked at when it is validated, and on its date.
    fn reaches_its_recipient(&self, told: &Told) {
        let takes = |recipient: PartyId| self.recipients.takes(&recipient, told.kind.mandatory);
        assert!(
            told.recipient.is_none_or(takes),
            "SEND-7: {:?} gets no such mail",
            told.recipient
        );
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
                receipted: false,
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
                | Standing::AwaitingSignUp(_)
                | Standing::Failed
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
}
