//! The outline of a message: the few facts that delivery goes by.
//!
//! It is filled as far as the message could be read, also when there are findings, so that a
//! refusal can still name the message it refuses. Documents are counted here, never kept.
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{MemoVersion, MessageType, Place, id::MessageUuid};

/// What delivery needs to know about a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outline {
    pub version: Option<MemoVersion>,
    pub message_type: Option<MessageType>,
    pub message_uuid: Option<MessageUuid>,
    /// The text of messageUUID as it stands, also when it is no UUID.
    pub message_uuid_text: Option<String>,
    pub message_id: Option<String>,
    pub label: Option<String>,
    pub notification: Option<String>,
    pub reply: bool,
    /// replyByDateTime: until when it may be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_by: Option<Timestamp>,
    /// doNotDeliverUntilDate: the first day on which the message may be delivered.
    pub value_date: Option<Date>,
    pub mandatory: bool,
    pub legal_notification: bool,
    pub post_type: Option<String>,
    pub sender: PartyOutline,
    pub recipient: PartyOutline,
    /// The message that this one forwards.
    pub forward_of: Option<MessageUuid>,
    /// The message that this one answers: the one of the last ReplyData.
    pub reply_to: Option<MessageUuid>,
    pub has_body: bool,
    pub additional_documents: u32,
    pub technical_documents: u32,
}

/// The sender or the recipient of a message, as the message has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PartyOutline {
    pub id: Option<String>,
    pub id_type: Option<String>,
    pub label: Option<String>,
    pub contact_point_id: Option<String>,
    /// Where the id stands, for findings of rules beyond the schema.
    pub place: Place,
}
