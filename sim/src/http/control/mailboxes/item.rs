//! A message as it lies in a mailbox.

use serde::Serialize;
use testpost_engine::Engine;
use testpost_engine::state::mailboxes::Item;
use testpost_memo::id::{MessageUuid, PartyId};
use utoipa::ToSchema;

use crate::http::control::in_world::not_found;
use crate::http::control::times::show;
use crate::http::refused::Refused;

/// One message in a mailbox.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MailboxItem {
    #[serde(rename = "messageUUID")]
    message_uuid: String,
    label: Option<String>,
    /// The sender's number.
    from: Option<String>,
    received_at: String,
    mandatory: bool,
    legal_notification: bool,
}

impl MailboxItem {
    pub(super) fn of(engine: &Engine, item: &Item) -> MailboxItem {
        let outline = engine
            .state()
            .messages
            .get(item.message)
            .map(|message| &message.outline);
        MailboxItem {
            message_uuid: item.message.to_string(),
            label: outline.and_then(|outline| outline.label.clone()),
            from: outline.and_then(|outline| outline.sender.id.clone()),
            received_at: show(item.received_at),
            mandatory: outline.is_some_and(|outline| outline.mandatory),
            legal_notification: outline.is_some_and(|outline| outline.legal_notification),
        }
    }

    /// The item of this message in this mailbox.
    pub(super) fn find(
        engine: &Engine,
        owner: &PartyId,
        message: MessageUuid,
    ) -> Result<Item, Refused> {
        engine
            .state()
            .mailboxes
            .of(owner)
            .iter()
            .find(|item| item.message == message)
            .copied()
            .ok_or_else(|| {
                not_found(
                    "message.not.found",
                    format!("message {message} in this mailbox"),
                )
            })
    }
}
