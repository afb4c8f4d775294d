//! The header of a message.
use proptest::{prelude::*, sample::select};

use super::{
    identity, moment,
    party::{labelled_value, recipient, sender},
    registers::content_data,
    shape::Shape,
};
use crate::{
    MemoVersion, MessageType,
    model::{ForwardData, MessageHeader, ReplyData},
};

/// memoCommentType.
const COMMENT: usize = 512;
/// memoNotificationType, as the oldest package of schemas has it: valid under any.
const NOTIFICATION: usize = 150;

pub(super) fn header(shape: Shape, of: MessageType) -> BoxedStrategy<MessageHeader> {
    let notification = shape.text_up_to(NOTIFICATION);
    let notification = match of {
        MessageType::DigitalPost => shape.opt(notification),
        // There is nothing else in it to read (MEMO-9).
        MessageType::NemSms => notification
            .prop_filter("a notification with a text", |text| !text.trim().is_empty())
            .prop_map(Some)
            .boxed(),
    };
    let texts = (
        identity::message_uuid(),
        shape.text_opt(),
        shape.text_opt(),
        shape.text(),
        notification,
        shape.text_opt(),
    );
    let ways = (
        shape.opt(any::<bool>()),
        shape.opt(moment::date_time(shape)),
        shape.opt(moment::date(shape)),
        flag(shape),
        flag(shape),
        shape.opt(select(&["MYNDIGHEDSPOST", "VIRKSOMHEDSPOST"][..]).prop_map(str::to_owned)),
    );
    let parts = (
        sender(shape),
        recipient(shape),
        shape.opt(content_data(shape)),
        shape.opt(forward_data(shape)),
        shape.many(0, 4, reply_data(shape)),
    );
    (texts, ways, parts)
        .prop_map(move |(texts, ways, parts)| {
            let (message_uuid, message_id, message_code, label, notification, additional) = texts;
            let (reply, reply_by, not_before, mandatory, legal_notification, post_type) = ways;
            let (sender, recipient, content_data, forward_data, reply_data) = parts;
            MessageHeader {
                message_type: of,
                message_uuid,
                message_id,
                message_code,
                label,
                notification,
                additional_notification: additional,
                reply,
                reply_by_date_time: reply_by,
                do_not_deliver_until_date: not_before,
                mandatory,
                legal_notification,
                post_type,
                sender,
                recipient,
                content_data,
                forward_data,
                reply_data,
            }
        })
        .boxed()
}

/// mandatory and legalNotification, which 1.1 cannot do without.
fn flag(shape: Shape) -> BoxedStrategy<Option<bool>> {
    match shape.version {
        MemoVersion::V1_1 => any::<bool>().prop_map(Some).boxed(),
        MemoVersion::V1_2 => shape.opt(any::<bool>()),
    }
}

fn forward_data(shape: Shape) -> BoxedStrategy<ForwardData> {
    let representative = match shape.version {
        MemoVersion::V1_1 => Just(None).boxed(),
        MemoVersion::V1_2 => shape.text_opt(),
    };
    (
        identity::message_uuid(),
        moment::date_time(shape),
        shape.text(),
        shape.text_opt(),
        representative,
        shape.opt(identity::uuid_text()),
        shape.opt(shape.text_up_to(COMMENT)),
    )
        .prop_map(
            |(uuid, sent, sender, responsible, representative, contact_point, comment)| {
                ForwardData {
                    message_uuid: uuid,
                    original_message_date_time: sent,
                    original_sender: sender,
                    original_content_responsible: responsible,
                    original_representative: representative,
                    contact_point_id: contact_point,
                    comment,
                }
            },
        )
        .boxed()
}

fn reply_data(shape: Shape) -> BoxedStrategy<ReplyData> {
    let ids = (
        shape.text_opt(),
        identity::message_uuid(),
        shape.opt(identity::message_uuid()),
        shape.opt(identity::party()),
        shape.opt(identity::party()),
    );
    let rest = (
        shape.text_opt(),
        shape.opt(identity::uuid_text()),
        shape.text_opt(),
        shape.opt(shape.text_up_to(COMMENT)),
        shape.many(0, 4, labelled_value(shape)),
    );
    (ids, rest)
        .prop_map(|(ids, rest)| {
            let (message_id, message_uuid, reply_uuid, sender, recipient) = ids;
            let (case_id, contact_point_id, generating_system_id, comment, additional) = rest;
            ReplyData {
                message_id,
                message_uuid,
                reply_uuid,
                sender_id: sender.map(|(id, _)| id),
                recipient_id: recipient.map(|(id, _)| id),
                case_id,
                contact_point_id,
                generating_system_id,
                comment,
                additional_reply_data: additional,
            }
        })
        .boxed()
}
