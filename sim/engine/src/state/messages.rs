//! Messages and how far each has come.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use testpost_memo::Outline;
use testpost_memo::id::{MessageUuid, PartyId};
use testpost_memo::mark::Mark;

use crate::command::{Body, Origin};
use crate::effect::{EffectId, Receipt, ReceiptStatus};
use crate::endpoint::Endpoint;
use crate::event::{Destination, Sends, Stage};
use crate::id::{ReceiptId, SystemId, TransmissionId};
use crate::profile::Profile;
use crate::state::agenda::Slot;
pub use crate::state::attempts::{Attempt, Attempts};
use crate::state::by_uuid::ByUuid;
use crate::state::contact_structure::ContactPoint;

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Accepted, not looked at yet.
    Received,
    /// Refused by receipt.
    Rejected,
    /// In order; delivery begins when the receipt has been called back once (LOG-2's order).
    Validated,
    AwaitingValueDate {
        until: Timestamp,
    },
    Recalled,
    /// Under way to a push system.
    Delivering,
    /// SMS-2: a NemSMS to somebody who is not signed up, as long as its period lasts.
    AwaitingSignUp {
        until: Timestamp,
    },
    /// SMS-2: a NemSMS that could not be texted to anybody.
    Failed,
    /// Listed for a pull system.
    AwaitingFetch,
    Delivered,
    /// RETRY-5: every attempt has failed; it can be fetched.
    Held,
}

impl Progress {
    /// The name in the control interface.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Received | Self::Validated => "RECEIVED",
            Self::Rejected => "REJECTED",
            Self::AwaitingValueDate { .. } => "AWAITING_VALUE_DATE",
            Self::Recalled => "RECALLED",
            Self::Delivering | Self::AwaitingSignUp { .. } => "DELIVERING",
            Self::Failed => "FAILED",
            Self::AwaitingFetch => "AWAITING_FETCH",
            Self::Delivered => "DELIVERED",
            Self::Held => "HELD",
        }
    }
}

/// The way to the receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub destination: Destination,
    /// The contact point through which it came, as it was then (DEL-3).
    pub point: Option<Arc<ContactPoint>>,
    pub stage: Stage,
    /// When the first attempt of this stage was made: what its schedule counts from.
    pub stage_began: Option<Timestamp>,
    /// How many attempts of this stage were made.
    pub stage_attempts: usize,
    pub attempts: Attempts,
    /// The attempt or hand-over that is due.
    pub(crate) due: Option<Slot>,
}

/// The sender's business receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SenderReceipt {
    pub id: ReceiptId,
    pub receipt: Receipt,
    /// When it reached the sender system, or was listed for it.
    pub handed_over_at: Option<Timestamp>,
    pub first_attempt_at: Option<Timestamp>,
    pub attempts: u32,
    pub open: Option<EffectId>,
    pub(crate) due: Option<Slot>,
}

impl SenderReceipt {
    /// One that nobody has yet.
    pub(crate) const fn new(id: ReceiptId, receipt: Receipt) -> Self {
        Self {
            id,
            receipt,
            handed_over_at: None,
            first_attempt_at: None,
            attempts: 0,
            open: None,
            due: None,
        }
    }
}

/// The receiver's business receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedReceipt {
    pub at: Timestamp,
    pub system: SystemId,
    /// How many attempts at any system had been made when it came.
    pub after_attempts: usize,
    pub status: ReceiptStatus,
    pub error_code: Option<String>,
    pub error_message: Option<String>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub uuid: MessageUuid,
    pub origin: Origin,
    pub transmission: TransmissionId,
    pub outline: Box<Outline>,
    pub body: Body,
    pub accepted_at: Timestamp,
    /// The sequence number of its acceptance: the order among messages.
    pub order: u64,
    pub progress: Progress,
    /// Whether its recipient could have it at some time.
    pub available: bool,
    pub receipt: Option<SenderReceipt>,
    pub delivery: Option<Delivery>,
    /// The newest of each system that the message was offered to.
    pub receiver_receipts: Vec<ReceivedReceipt>,
    /// What the schema check found, kept until the message has been looked at.
    pub(crate) findings: Vec<testpost_memo::Finding>,
    /// The validation or the value date that is due.
    pub(crate) due: Option<Slot>,
    /// Since when a receiver system can list it.
    pub(crate) listed_since: Option<Timestamp>,
    /// The system in whose list it stands.
    pub(crate) listed_at: Option<SystemId>,
}

impl Message {
    /// The recipient's number, where it is one.
    #[must_use]
    pub fn recipient(&self) -> Option<PartyId> {
        party(&self.outline.recipient)
    }

    /// The sender's number, where it is one.
    #[must_use]
    pub fn sender(&self) -> Option<PartyId> {
        party(&self.outline.sender)
    }

    /// DEL-3: what the contact point through which it came has put on it.
    #[must_use]
    pub fn marks(&self, profile: &Profile) -> Vec<Mark> {
        let point = self.delivery.as_ref().and_then(|way| way.point.as_ref());
        point.map_or_else(Vec::new, |point| point.marks(profile))
    }

    /// The newest business receipt of a receiver system.
    #[must_use]
    pub fn receiver_receipt(&self) -> Option<&ReceivedReceipt> {
        self.receiver_receipts.last()
    }

    /// Whether this system has given its receipt, and has not been pushed the message again
    /// since (RETRY-7: then it answers anew).
    #[must_use]
    pub fn has_receipt_of(&self, system: SystemId) -> bool {
        self.receiver_receipts.iter().any(|receipt| {
            receipt.system == system
                && self.delivery.as_ref().is_none_or(|delivery| {
                    delivery
                        .attempts
                        .iter()
                        .skip(receipt.after_attempts)
                        .all(|attempt| attempt.system != system)
                })
        })
    }

    /// Whether a push of it is open.
    #[must_use]
    pub fn is_being_pushed(&self) -> bool {
        self.delivery
            .as_ref()
            .is_some_and(|delivery| delivery.attempts.any_open())
    }

    /// Whether the receiver was last told of it, without being handed it (DEL-7).
    #[must_use]
    pub fn is_by_notification(&self) -> bool {
        self.delivery
            .as_ref()
            .and_then(|delivery| delivery.attempts.last())
            .is_some_and(|attempt| attempt.sends == Sends::Notification)
    }

    /// Whether it was ever offered to this system.
    #[must_use]
    pub fn was_offered_to(&self, system: SystemId) -> bool {
        self.delivery.as_ref().is_some_and(|delivery| {
            delivery.destination == Destination::System { system }
                && self.progress != Progress::Validated
                || delivery.attempts.tried(system)
        })
    }

    /// The step that is due next for it.
    #[must_use]
    pub fn next_slot(&self) -> Option<Slot> {
        let delivery = self.delivery.as_ref().and_then(|delivery| delivery.due);
        let receipt = self.receipt.as_ref().and_then(|receipt| receipt.due);
        // At one instant the message's own way is of more interest than the receipt's.
        [self.due, delivery, receipt]
            .into_iter()
            .flatten()
            .min_by_key(|slot| slot.at)
    }
}

/// The number of a party as the message gives it, where it is a CPR or CVR number (MEMO-17).
#[must_use]
pub fn party(outline: &testpost_memo::PartyOutline) -> Option<PartyId> {
    PartyId::parse(outline.id.as_deref()?, outline.id_type.as_deref()?).ok()
}

/// All messages of a world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Messages {
    /// In the order of their acceptance. None is ever taken away, so that its place here names
    /// it in the lists below.
    all: Vec<Message>,
    places: ByUuid,
    /// What a receiver system can list and fetch.
    waiting: BTreeMap<SystemId, BTreeSet<u32>>,
    /// What is under way to a push system.
    under_way: BTreeMap<SystemId, BTreeSet<u32>>,
    /// Calls that are open: whose outcome is still to come.
    open: BTreeMap<EffectId, OpenCall>,
    /// How many of them are pushes, by system.
    open_pushes: BTreeMap<SystemId, usize>,
}

/// A call that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpenCall {
    pub(crate) system: SystemId,
    /// What is called: the system may be given another endpoint meanwhile.
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) kind: OpenCallKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpenCallKind {
    Push {
        message: MessageUuid,
    },
    Receipt {
        message: Option<MessageUuid>,
        receipt: ReceiptId,
        attempt: u32,
    },
}

static NOTHING: BTreeSet<u32> = BTreeSet::new();

impl Messages {
    pub(crate) fn empty() -> Self {
        Self {
            all: Vec::new(),
            places: ByUuid::default(),
            waiting: BTreeMap::new(),
            under_way: BTreeMap::new(),
            open: BTreeMap::new(),
            open_pushes: BTreeMap::new(),
        }
    }

    #[must_use]
    pub fn get(&self, uuid: MessageUuid) -> Option<&Message> {
        self.all.get(self.places.place(uuid)? as usize)
    }

    /// All messages in the order of their acceptance.
    pub fn in_order(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.all.iter()
    }

    #[must_use]
    pub const fn len(&self) -> usize {
        self.all.len()
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What a receiver system can fetch, the oldest first.
    pub fn waiting_for(&self, system: SystemId) -> impl ExactSizeIterator<Item = MessageUuid> {
        self.uuids(self.waiting.get(&system))
    }

    /// What a receiver system could fetch at an earlier time already, the oldest first: what a
    /// list that lags behind shows.
    pub fn waiting_since(
        &self,
        system: SystemId,
        as_of: Timestamp,
    ) -> impl Iterator<Item = MessageUuid> {
        self.waiting_for(system).filter(move |uuid| {
            self.get(*uuid)
                .is_some_and(|message| message.listed_since.is_none_or(|since| since <= as_of))
        })
    }

    pub(crate) fn note_listed(&mut self, uuid: MessageUuid, at: Timestamp) {
        if let Some(message) = self.get_mut(uuid) {
            message.listed_since = Some(at);
        }
    }

    pub(crate) fn under_way_to(&self, system: SystemId) -> impl Iterator<Item = MessageUuid> {
        self.uuids(self.under_way.get(&system))
    }

    fn uuids(&self, places: Option<&BTreeSet<u32>>) -> impl ExactSizeIterator<Item = MessageUuid> {
        places
            .unwrap_or(&NOTHING)
            .iter()
            .map(|place| self.all[*place as usize].uuid)
    }

    pub(crate) fn insert(&mut self, message: Message) {
        // Four thousand million messages fit into no memory.
        if let Ok(place) = u32::try_from(self.all.len()) {
            self.places.put(message.uuid, place);
            self.all.push(message);
        }
    }

    pub(crate) fn get_mut(&mut self, uuid: MessageUuid) -> Option<&mut Message> {
        self.all.get_mut(self.places.place(uuid)? as usize)
    }

    /// Sets how far a message has come and where it is going, and keeps the lists by system true.
    pub(crate) fn place(&mut self, uuid: MessageUuid, progress: Progress) {
        let Some(place) = self.places.place(uuid) else {
            return;
        };
        let Some(message) = self.all.get_mut(place as usize) else {
            return;
        };
        message.progress = progress;
        let system = match message
            .delivery
            .as_ref()
            .map(|delivery| &delivery.destination)
        {
            Some(Destination::System { system }) => Some(*system),
            Some(Destination::Mailbox { .. }) | None => None,
        };
        if let Some(before) = message.listed_at.take() {
            for lists in [&mut self.waiting, &mut self.under_way] {
                if let Some(list) = lists.get_mut(&before) {
                    list.remove(&place);
                }
            }
        }
        let Some(system) = system else { return };
        message.listed_at = Some(system);
        match progress {
            Progress::AwaitingFetch | Progress::Held => {
                self.waiting.entry(system).or_default().insert(place);
            }
            Progress::Delivering => {
                self.under_way.entry(system).or_default().insert(place);
            }
            Progress::Received
            | Progress::Rejected
            | Progress::Validated
            | Progress::AwaitingValueDate { .. }
            | Progress::Recalled
            | Progress::AwaitingSignUp { .. }
            | Progress::Failed
            | Progress::Delivered => {}
        }
    }

    pub(crate) fn open_call(&mut self, effect: EffectId, call: OpenCall) {
        if matches!(call.kind, OpenCallKind::Push { .. }) {
            *self.open_pushes.entry(call.system).or_default() += 1;
        }
        self.open.insert(effect, call);
    }

    pub(crate) fn close_call(&mut self, effect: EffectId) {
        if let Some(call) = self.open.remove(&effect)
            && matches!(call.kind, OpenCallKind::Push { .. })
            && let Some(open) = self.open_pushes.get_mut(&call.system)
        {
            *open = open.saturating_sub(1);
        }
    }

    pub(crate) fn call(&self, effect: EffectId) -> Option<&OpenCall> {
        self.open.get(&effect)
    }

    /// Whether a push to this system is open.
    #[must_use]
    pub fn is_pushing_to(&self, system: SystemId) -> bool {
        self.open_pushes.get(&system).is_some_and(|open| *open > 0)
    }

    /// How many calls are open.
    #[must_use]
    pub fn open_calls(&self) -> usize {
        self.open.len()
    }
}
