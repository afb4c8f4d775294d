//! One message with its whole story.

use serde::Serialize;
use testpost_engine::event::{Destination, Sends, Stage};
use testpost_engine::state::messages::{Attempt, Message, Progress};
use testpost_engine::{CallOutcome, Engine};
use testpost_memo::id::MessageUuid;
use utoipa::ToSchema;

use super::item::MessageItem;
use super::why::why;
use crate::http::control::due::item::DueItem;
use crate::http::control::journal::item::JournalItem;
use crate::http::control::times::{show, show_some};

/// One message, where it stands and why.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageDetail {
    #[serde(flatten)]
    pub(super) item: MessageItem,
    pub(super) timeline: Vec<JournalItem>,
    /// Whether the journal no longer has the beginning of the timeline.
    pub(super) timeline_cut: bool,
    /// The clause of the last thing that happened to it.
    pub(super) clause: Option<String>,
    /// What happens next by itself.
    pub(super) next_step: Option<DueItem>,
    /// In words: why it stands where it stands.
    pub(super) why: Option<String>,
    pub(super) delivered_to: Option<DeliveredTo>,
    /// The sender's business receipt.
    pub(super) receipt: Option<SenderReceiptItem>,
    /// The receiver's business receipt.
    pub(super) receiver_receipt: Option<ReceiverReceiptItem>,
    pub(super) attempts: Vec<AttemptItem>,
    /// For a call that was refused: its exchange.
    pub(super) exchange: Option<String>,
}

/// Where a message arrived.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveredTo {
    /// system or mailbox
    kind: String,
    system: Option<String>,
    /// The number of whoever owns it.
    owner: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SenderReceiptItem {
    status: String,
    error_code: Option<String>,
    error_message: Option<String>,
    time_stamp: String,
    /// When it reached the sender system, or was listed for it.
    delivered_at: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReceiverReceiptItem {
    status: String,
    error_code: Option<String>,
    error_message: Option<String>,
    at: String,
}

/// One attempt to push a message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttemptItem {
    number: u32,
    at: String,
    system: String,
    /// schedule or primary
    stage: String,
    /// memo, or notification of one that is then to be fetched
    sends: String,
    /// In words; null while the call is open.
    outcome: Option<String>,
    /// The receiver's answer, where one came.
    status: Option<u16>,
}

impl From<Attempt> for AttemptItem {
    fn from(attempt: Attempt) -> Self {
        AttemptItem {
            number: attempt.number,
            at: show(attempt.at),
            system: attempt.system.to_string(),
            stage: match attempt.stage {
                Stage::Schedule => "schedule".to_owned(),
                Stage::Primary => "primary".to_owned(),
            },
            sends: match attempt.sends {
                Sends::Memo => "memo".to_owned(),
                Sends::Notification => "notification".to_owned(),
            },
            outcome: attempt.outcome.map(|outcome| outcome.to_string()),
            status: match attempt.outcome {
                Some(CallOutcome::Answered { status }) => Some(status),
                Some(CallOutcome::Failed { .. }) | None => None,
            },
        }
    }
}

impl MessageDetail {
    /// The accepted message of this UUID.
    pub(super) fn find(engine: &Engine, uuid: MessageUuid) -> Option<MessageDetail> {
        let message = engine.state().messages.get(uuid)?;
        let timeline: Vec<JournalItem> = engine
            .journal()
            // Nothing happened to it before its acceptance.
            .after(message.order.saturating_sub(1))
            .filter(|event| event.body.message() == Some(uuid))
            .map(|event| JournalItem::of(engine, event))
            .collect();
        let next_step = message
            .next_slot()
            .and_then(|slot| Some(DueItem::of(engine, slot, engine.state().agenda.at(slot)?)));
        Some(MessageDetail {
            item: message.into(),
            clause: timeline.last().map(|event| event.clause.clone()),
            why: why(engine, message, next_step.as_ref()),
            timeline,
            timeline_cut: engine.journal().dropped() >= message.order,
            next_step,
            delivered_to: delivered_to(engine, message),
            receipt: message.receipt.as_ref().map(|sent| SenderReceiptItem {
                status: sent.receipt.receipt_status.to_string(),
                error_code: sent.receipt.error_code.clone(),
                error_message: sent.receipt.error_message.clone(),
                time_stamp: show(sent.receipt.time_stamp),
                delivered_at: show_some(sent.handed_over_at),
            }),
            receiver_receipt: message.receiver_receipt().map(|got| ReceiverReceiptItem {
                status: got.status.to_string(),
                error_code: got.error_code.clone(),
                error_message: got.error_message.clone(),
                at: show(got.at),
            }),
            attempts: message.delivery.as_ref().map_or_else(Vec::new, |way| {
                way.attempts.iter().map(Into::into).collect()
            }),
            exchange: None,
        })
    }
}

fn delivered_to(engine: &Engine, message: &Message) -> Option<DeliveredTo> {
    if message.progress != Progress::Delivered {
        return None;
    }
    let destination = &message.delivery.as_ref()?.destination;
    Some(match destination {
        Destination::System { system } => DeliveredTo {
            kind: "system".to_owned(),
            system: Some(system.to_string()),
            owner: engine
                .state()
                .systems
                .get(system)
                .map(|system| system.owner.to_string()),
        },
        Destination::Mailbox { owner } => DeliveredTo {
            kind: "mailbox".to_owned(),
            system: None,
            owner: Some(owner.number().to_owned()),
        },
    })
}
