//! What a message says of the one that it answers or forwards.
use crate::{
    id::MessageUuid,
    model::{ForwardData, Message, ReplyData},
};

/// The ReplyData of the message `reply` that answers `earlier`: the thread so far, and the
/// earlier message last, with what its sender needs to find the case again.
pub fn reply_data(earlier: &Message, reply: MessageUuid) -> Vec<ReplyData> {
    let header = &earlier.header;
    let sender = &header.sender;
    let content = header.content_data.as_ref();
    let case = content.and_then(|content| content.case_id.as_ref());
    let attention = sender.attention_data.as_ref();
    let system = attention.and_then(|attention| attention.generating_system.as_ref());
    let newest = ReplyData {
        message_id: header.message_id.clone(),
        message_uuid: header.message_uuid,
        reply_uuid: Some(reply),
        sender_id: Some(sender.sender_id.clone()),
        recipient_id: Some(header.recipient.recipient_id.clone()),
        case_id: case.map(|case| case.case_id.clone()),
        contact_point_id: sender
            .contact_point
            .as_ref()
            .map(|point| point.contact_point_id.clone()),
        generating_system_id: system.map(|system| system.generating_system_id.clone()),
        comment: None,
        additional_reply_data: Vec::new(),
    };
    let so_far = header.reply_data.iter().cloned();
    so_far.chain([newest]).collect()
}

/// The ForwardData of a message that forwards `original`; `sent` is the time of an original that
/// does not say one.
pub fn forward_data(original: &Message, sent: &str, comment: Option<String>) -> ForwardData {
    let header = &original.header;
    let sender = &header.sender;
    let attention = sender.attention_data.as_ref();
    let responsible = attention.and_then(|attention| attention.content_responsible.as_ref());
    let body = original.body.as_ref();
    ForwardData {
        message_uuid: header.message_uuid,
        original_message_date_time: body
            .map_or_else(|| sent.to_owned(), |body| body.created_date_time.clone()),
        original_sender: sender.label.clone(),
        original_content_responsible: responsible.and_then(|responsible| {
            let label = responsible.label.clone();
            label.or_else(|| responsible.content_responsible_id.clone())
        }),
        original_representative: sender.representative.as_ref().and_then(|representative| {
            let label = representative.label.clone();
            label.or_else(|| representative.representative_id.clone())
        }),
        contact_point_id: sender
            .contact_point
            .as_ref()
            .map(|point| point.contact_point_id.clone()),
        comment,
    }
}
