//! The header of a message as XML.
use std::io::Write;

use super::{
    WriteFault,
    xml::{WriteChildren, Xml},
};
use crate::{
    model::{ForwardData, MessageHeader, ReplyData},
    schema::MEMO,
};

impl WriteChildren for MessageHeader {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("messageType", self.message_type.as_str())?;
        xml.text("messageUUID", &self.message_uuid.to_string())?;
        xml.text_opt("messageID", self.message_id.as_deref())?;
        xml.text_opt("messageCode", self.message_code.as_deref())?;
        xml.text("label", &self.label)?;
        xml.text_opt("notification", self.notification.as_deref())?;
        xml.text_opt(
            "additionalNotification",
            self.additional_notification.as_deref(),
        )?;
        xml.flag_opt("reply", self.reply)?;
        xml.text_opt("replyByDateTime", self.reply_by_date_time.as_deref())?;
        xml.text_opt(
            "doNotDeliverUntilDate",
            self.do_not_deliver_until_date.as_deref(),
        )?;
        xml.flag_opt("mandatory", self.mandatory)?;
        xml.flag_opt("legalNotification", self.legal_notification)?;
        xml.text_opt("postType", self.post_type.as_deref())?;
        xml.one(MEMO, "Sender", &self.sender)?;
        xml.one(MEMO, "Recipient", &self.recipient)?;
        xml.opt(MEMO, "ContentData", self.content_data.as_ref())?;
        xml.opt(MEMO, "ForwardData", self.forward_data.as_ref())?;
        xml.many(MEMO, "ReplyData", &self.reply_data)
    }
}

impl WriteChildren for ForwardData {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("messageUUID", &self.message_uuid.to_string())?;
        xml.text("originalMessageDateTime", &self.original_message_date_time)?;
        xml.text("originalSender", &self.original_sender)?;
        xml.text_opt(
            "originalContentResponsible",
            self.original_content_responsible.as_deref(),
        )?;
        xml.text_opt(
            "originalRepresentative",
            self.original_representative.as_deref(),
        )?;
        xml.text_opt("contactPointID", self.contact_point_id.as_deref())?;
        xml.text_opt("comment", self.comment.as_deref())
    }
}

impl WriteChildren for ReplyData {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text_opt("messageID", self.message_id.as_deref())?;
        xml.text("messageUUID", &self.message_uuid.to_string())?;
        let reply_uuid = self.reply_uuid.map(|uuid| uuid.to_string());
        xml.text_opt("replyUUID", reply_uuid.as_deref())?;
        xml.text_opt("senderID", self.sender_id.as_deref())?;
        xml.text_opt("recipientID", self.recipient_id.as_deref())?;
        xml.text_opt("caseID", self.case_id.as_deref())?;
        xml.text_opt("contactPointID", self.contact_point_id.as_deref())?;
        xml.text_opt("generatingSystemID", self.generating_system_id.as_deref())?;
        xml.text_opt("comment", self.comment.as_deref())?;
        xml.many(MEMO, "AdditionalReplyData", &self.additional_reply_data)
    }
}
