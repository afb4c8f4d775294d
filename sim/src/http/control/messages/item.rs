//! A message as a list shows it.

use serde::Serialize;
use testpost_engine::command::Origin;
use testpost_engine::state::messages::Message;
use utoipa::ToSchema;

use crate::http::control::times::show;

/// One message.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageItem {
    pub(super) uuid: String,
    pub(super) message_id: Option<String>,
    pub(super) label: Option<String>,
    /// The sender's number.
    pub(super) from: Option<String>,
    /// The recipient's number.
    pub(super) to: Option<String>,
    pub(super) contact_point_id: Option<String>,
    /// The sender system; null for the Testportal and for what was written in a mailbox.
    pub(super) system: Option<String>,
    /// RECEIVED, REJECTED, AWAITING_VALUE_DATE, RECALLED, DELIVERING, AWAITING_FETCH, DELIVERED,
    /// HELD, or REFUSED_AT_CALL, which was never accepted
    pub(super) state: String,
    pub(super) value_date: Option<String>,
    pub(super) accepted_at: Option<String>,
}

impl From<&Message> for MessageItem {
    fn from(message: &Message) -> Self {
        let outline = &message.outline;
        MessageItem {
            uuid: message.uuid.to_string(),
            message_id: outline.message_id.clone(),
            label: outline.label.clone(),
            from: outline.sender.id.clone(),
            to: outline.recipient.id.clone(),
            contact_point_id: outline.recipient.contact_point_id.clone(),
            system: match message.origin {
                Origin::System { system } => Some(system.to_string()),
                Origin::Testportal | Origin::Mailbox { .. } => None,
            },
            state: message.progress.name().to_owned(),
            value_date: outline.value_date.map(|date| date.to_string()),
            accepted_at: Some(show(message.accepted_at)),
        }
    }
}
