//! A message as it lies in a mailbox.

use serde::Serialize;
use testpost_engine::Engine;
use testpost_engine::state::mailboxes::{Direction, Item};
use testpost_memo::id::{MessageUuid, PartyId};
use utoipa::ToSchema;

use crate::http::control::in_world::not_found;
use crate::http::control::times::{show, show_some};
use crate::http::refused::Refused;

/// LEGAL-1: what the owner is told before a legal notification is handled.
const NOTICE: &str = "This is a legal notification (forkyndelse): it counts as served when you \
                      open, move, delete, answer or forward it, and the court is told so.";

/// One message in a mailbox.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MailboxItem {
    #[serde(rename = "messageUUID")]
    message_uuid: String,
    /// RECEIVED, or SENT by the mailbox's owner
    state: &'static str,
    /// INBOX, SENT, DELETED, or one of the owner's own
    folder: String,
    label: Option<String>,
    /// The sender's number.
    from: Option<String>,
    /// The recipient's number.
    to: Option<String>,
    received_at: String,
    read: bool,
    /// Whether the sender allows a reply.
    reply: bool,
    reply_by_date_time: Option<String>,
    mandatory: bool,
    legal_notification: bool,
    /// Whether the legal notification has been served (LEGAL-1).
    legally_notified: bool,
    legally_notified_date_time: Option<String>,
    /// What the owner is told first: that handling this message serves it.
    notice: Option<&'static str>,
}

impl MailboxItem {
    pub(super) fn of(engine: &Engine, item: &Item) -> MailboxItem {
        let outline = engine
            .state()
            .messages
            .get(item.message)
            .map(|message| &message.outline);
        let legal_notification = outline.is_some_and(|outline| outline.legal_notification);
        let is_served = item.legally_notified_at.is_some();
        let warns = legal_notification && !is_served && item.direction == Direction::Received;
        MailboxItem {
            message_uuid: item.message.to_string(),
            state: match item.direction {
                Direction::Received => "RECEIVED",
                Direction::Sent => "SENT",
            },
            folder: item.folder.to_string(),
            label: outline.and_then(|outline| outline.label.clone()),
            from: outline.and_then(|outline| outline.sender.id.clone()),
            to: outline.and_then(|outline| outline.recipient.id.clone()),
            received_at: show(item.received_at),
            read: item.read_at.is_some(),
            reply: outline.is_some_and(|outline| outline.reply),
            reply_by_date_time: show_some(outline.and_then(|outline| outline.reply_by)),
            mandatory: outline.is_some_and(|outline| outline.mandatory),
            legal_notification,
            legally_notified: is_served,
            legally_notified_date_time: show_some(item.legally_notified_at),
            notice: warns.then_some(NOTICE),
        }
    }

    /// The item of this message in this mailbox.
    pub(super) fn find<'e>(
        engine: &'e Engine,
        owner: &PartyId,
        message: MessageUuid,
    ) -> Result<&'e Item, Refused> {
        engine.state().mailboxes.get(owner, message).ok_or_else(|| {
            not_found(
                "message.not.found",
                format!("message {message} in this mailbox"),
            )
        })
    }
}
