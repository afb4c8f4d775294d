//! What a check notes down for the outline while it passes through a message.
use crate::{
    MessageType, Outline, Place,
    id::MessageUuid,
    schema::{parse_boolean, parse_date},
};

/// An element with children began. `path` are the local names from the root on.
pub(super) fn note_element(path: &[&str], outline: &mut Outline) {
    match path {
        ["Message", "MessageBody"] => outline.has_body = true,
        ["Message", "MessageBody", "AdditionalDocument"] => {
            outline.additional_documents = outline.additional_documents.saturating_add(1);
        }
        ["Message", "MessageBody", "TechnicalDocument"] => {
            outline.technical_documents = outline.technical_documents.saturating_add(1);
        }
        _ => {}
    }
}

/// An element with text ended. `place` is where it began.
pub(super) fn note_text(
    path: &[&str],
    text: &str,
    place: impl FnOnce() -> Place,
    outline: &mut Outline,
) {
    let ["Message", "MessageHeader", path @ ..] = path else {
        return;
    };
    let value = || Some(text.to_owned());
    match path {
        ["messageType"] => outline.message_type = MessageType::parse(text),
        ["messageUUID"] => {
            outline.message_uuid = MessageUuid::parse(text).ok();
            outline.message_uuid_text = value();
        }
        ["messageID"] => outline.message_id = value(),
        ["label"] => outline.label = value(),
        ["notification"] => outline.notification = value(),
        ["reply"] => outline.reply = parse_boolean(text).unwrap_or(false),
        ["replyByDateTime"] => outline.reply_by = text.trim().parse().ok(),
        ["doNotDeliverUntilDate"] => outline.value_date = parse_date(text),
        ["mandatory"] => outline.mandatory = parse_boolean(text).unwrap_or(false),
        ["legalNotification"] => outline.legal_notification = parse_boolean(text).unwrap_or(false),
        ["postType"] => outline.post_type = value(),
        ["Sender", "senderID"] => {
            outline.sender.id = value();
            outline.sender.place = place();
        }
        ["Recipient", "recipientID"] => {
            outline.recipient.id = value();
            outline.recipient.place = place();
        }
        ["Sender", "idType"] => outline.sender.id_type = value(),
        ["Sender", "label"] => outline.sender.label = value(),
        ["Sender", "ContactPoint", "contactPointID"] => outline.sender.contact_point_id = value(),
        ["Recipient", "idType"] => outline.recipient.id_type = value(),
        ["Recipient", "label"] => outline.recipient.label = value(),
        ["Recipient", "ContactPoint", "contactPointID"] => {
            outline.recipient.contact_point_id = value();
        }
        ["ForwardData", "messageUUID"] => outline.forward_of = MessageUuid::parse(text).ok(),
        ["ReplyData", "messageUUID"] => outline.reply_to = MessageUuid::parse(text).ok(),
        _ => {}
    }
}
