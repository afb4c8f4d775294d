//! A message: who it is from and for, what it is about, and what it carries.
use super::{ContentData, LabelledValue, MessageBody, Recipient, Sender};
use crate::{MemoVersion, MessageType, id::MessageUuid};

/// A MeMo message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub version: MemoVersion,
    /// memoSchVersion, which version 1.1 has.
    pub schema_version: Option<String>,
    pub header: MessageHeader,
    pub body: Option<MessageBody>,
}

/// What delivery goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageHeader {
    pub message_type: MessageType,
    pub message_uuid: MessageUuid,
    pub message_id: Option<String>,
    pub message_code: Option<String>,
    pub label: String,
    pub notification: Option<String>,
    pub additional_notification: Option<String>,
    pub reply: Option<bool>,
    pub reply_by_date_time: Option<String>,
    pub do_not_deliver_until_date: Option<String>,
    pub mandatory: Option<bool>,
    pub legal_notification: Option<bool>,
    pub post_type: Option<String>,
    pub sender: Sender,
    pub recipient: Recipient,
    pub content_data: Option<ContentData>,
    pub forward_data: Option<ForwardData>,
    pub reply_data: Vec<ReplyData>,
}

/// What the message says of the one that it forwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForwardData {
    pub message_uuid: MessageUuid,
    pub original_message_date_time: String,
    pub original_sender: String,
    pub original_content_responsible: Option<String>,
    pub original_representative: Option<String>,
    pub contact_point_id: Option<String>,
    pub comment: Option<String>,
}

/// What the message says of one that it answers, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyData {
    pub message_id: Option<String>,
    pub message_uuid: MessageUuid,
    pub reply_uuid: Option<MessageUuid>,
    pub sender_id: Option<String>,
    pub recipient_id: Option<String>,
    pub case_id: Option<String>,
    pub contact_point_id: Option<String>,
    pub generating_system_id: Option<String>,
    pub comment: Option<String>,
    pub additional_reply_data: Vec<LabelledValue>,
}
