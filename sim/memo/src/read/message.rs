//! The header of a message out of its nodes.
use super::node::{FromNode, Node};
use crate::{
    model::{ForwardData, MessageHeader, ReplyData},
    read::ReadFault,
};

impl FromNode for MessageHeader {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            message_type: node.message_type("messageType")?,
            message_uuid: node.uuid("messageUUID")?,
            message_id: node.text_opt("messageID"),
            message_code: node.text_opt("messageCode"),
            label: node.text("label")?,
            notification: node.text_opt("notification"),
            additional_notification: node.text_opt("additionalNotification"),
            reply: node.flag("reply")?,
            reply_by_date_time: node.text_opt("replyByDateTime"),
            do_not_deliver_until_date: node.text_opt("doNotDeliverUntilDate"),
            mandatory: node.flag("mandatory")?,
            legal_notification: node.flag("legalNotification")?,
            post_type: node.text_opt("postType"),
            sender: node.one("Sender")?,
            recipient: node.one("Recipient")?,
            content_data: node.opt("ContentData")?,
            forward_data: node.opt("ForwardData")?,
            reply_data: node.many("ReplyData")?,
        })
    }
}

impl FromNode for ForwardData {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            message_uuid: node.uuid("messageUUID")?,
            original_message_date_time: node.text("originalMessageDateTime")?,
            original_sender: node.text("originalSender")?,
            original_content_responsible: node.text_opt("originalContentResponsible"),
            original_representative: node.text_opt("originalRepresentative"),
            contact_point_id: node.text_opt("contactPointID"),
            comment: node.text_opt("comment"),
        })
    }
}

impl FromNode for ReplyData {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            message_id: node.text_opt("messageID"),
            message_uuid: node.uuid("messageUUID")?,
            reply_uuid: node.uuid_opt("replyUUID")?,
            sender_id: node.text_opt("senderID"),
            recipient_id: node.text_opt("recipientID"),
            case_id: node.text_opt("caseID"),
            contact_point_id: node.text_opt("contactPointID"),
            generating_system_id: node.text_opt("generatingSystemID"),
            comment: node.text_opt("comment"),
            additional_reply_data: node.many("AdditionalReplyData")?,
        })
    }
}
