//! A small valid message composed from a few facts: what a test, a scenario or a tour sends.
//!
//! The same letter is the same bytes. Texts are written as they are, so a letter with a label
//! of 300 characters is a way to make an invalid message; only characters that XML does not
//! have are left out.
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{Held, write};
use crate::{
    MemoVersion, MessageType,
    id::{MessageUuid, PartyId},
    model::{
        ContactPoint, ContentRef, Document, File, ForwardData, Message, MessageBody, MessageHeader,
        Recipient, ReplyData, Sender,
    },
    xml::is_char,
};

/// What a letter says. A DIGITALPOST gets a body with `text` as its main document and the
/// attachments as additional documents; a NEMSMS has no body.
#[derive(Debug, Clone)]
pub struct Letter {
    pub version: MemoVersion,
    pub message_type: MessageType,
    pub message_uuid: MessageUuid,
    pub message_id: Option<String>,
    pub label: String,
    pub notification: Option<String>,
    pub reply: bool,
    pub value_date: Option<Date>,
    pub mandatory: bool,
    pub legal_notification: bool,
    pub sender: LetterParty,
    pub recipient: LetterParty,
    /// The contact point of the recipient that the letter is for.
    pub contact_point: Option<Uuid>,
    pub created: Timestamp,
    pub text: String,
    pub attachments: Vec<LetterFile>,
    pub reply_to: Option<MessageUuid>,
    pub forward_of: Option<MessageUuid>,
}

/// Who sends or receives a letter.
#[derive(Debug, Clone)]
pub struct LetterParty {
    pub id: PartyId,
    pub label: String,
}

/// A file that goes with a letter.
#[derive(Debug, Clone)]
pub struct LetterFile {
    pub filename: String,
    pub encoding_format: String,
    pub content: Vec<u8>,
}

impl Letter {
    /// The letter as bytes in UTF-8.
    pub fn to_xml(&self) -> Vec<u8> {
        let mut xml = Vec::new();
        // Its texts have been made fit for XML, its contents are its own, and a Vec takes every
        // write: nothing is left that could go wrong.
        let _ = write(
            &self.to_message(),
            &mut Held::new(&self.contents()),
            &mut xml,
        );
        xml
    }

    /// The letter as a message, to be changed and written with its contents.
    pub fn to_message(&self) -> Message {
        Message {
            version: self.version,
            schema_version: match self.version {
                MemoVersion::V1_1 => Some("1.1.0".to_owned()),
                MemoVersion::V1_2 => None,
            },
            header: self.header(),
            body: match self.message_type {
                MessageType::DigitalPost => Some(self.body()),
                MessageType::NemSms => None,
            },
        }
    }

    /// The contents of its files, in the order of the message.
    pub fn contents(&self) -> Vec<&[u8]> {
        let attachments = self.attachments.iter().map(|file| file.content.as_slice());
        match self.message_type {
            MessageType::DigitalPost => std::iter::once(self.text.as_bytes())
                .chain(attachments)
                .collect(),
            MessageType::NemSms => Vec::new(),
        }
    }

    fn header(&self) -> MessageHeader {
        MessageHeader {
            message_type: self.message_type,
            message_uuid: self.message_uuid,
            message_id: self.message_id.as_deref().map(fit),
            message_code: None,
            label: fit(&self.label),
            notification: self.notification.as_deref().map(fit),
            additional_notification: None,
            reply: Some(self.reply),
            reply_by_date_time: None,
            do_not_deliver_until_date: self.value_date.map(|date| date.to_string()),
            mandatory: Some(self.mandatory),
            legal_notification: Some(self.legal_notification),
            post_type: None,
            sender: Sender {
                sender_id: self.sender.id.number().to_owned(),
                id_type: self.sender.id.id_type().to_string(),
                id_type_label: None,
                label: fit(&self.sender.label),
                attention_data: None,
                contact_point: None,
                representative: None,
            },
            recipient: Recipient {
                recipient_id: self.recipient.id.number().to_owned(),
                id_type: self.recipient.id.id_type().to_string(),
                id_type_label: None,
                label: Some(fit(&self.recipient.label)),
                attention_data: None,
                contact_point: self.contact_point.map(contact_point),
            },
            content_data: None,
            forward_data: self.forward_of.map(|uuid| ForwardData {
                message_uuid: uuid,
                original_message_date_time: date_time(self.created),
                original_sender: fit(&self.sender.label),
                original_content_responsible: None,
                original_representative: None,
                contact_point_id: None,
                comment: None,
            }),
            reply_data: self.reply_to.into_iter().map(reply_to).collect(),
        }
    }

    fn body(&self) -> MessageBody {
        let additional_documents = self.attachments.iter().map(|attachment| {
            let file = file(
                &attachment.encoding_format,
                &attachment.filename,
                &attachment.content,
            );
            document(None, file)
        });
        MessageBody {
            created_date_time: date_time(self.created),
            main_document: document(
                Some(fit(&self.label)),
                file("text/plain", "brev.txt", self.text.as_bytes()),
            ),
            additional_documents: additional_documents.collect(),
            technical_documents: Vec::new(),
        }
    }
}

/// Without what XML cannot hold.
pub(crate) fn fit(text: &str) -> String {
    text.chars()
        .filter(|&character| is_char(character))
        .collect()
}

fn contact_point(id: Uuid) -> ContactPoint {
    ContactPoint {
        contact_group: None,
        contact_point_id: id.hyphenated().to_string(),
        label: None,
        contact_info: Vec::new(),
    }
}

fn reply_to(message_uuid: MessageUuid) -> ReplyData {
    ReplyData {
        message_id: None,
        message_uuid,
        reply_uuid: None,
        sender_id: None,
        recipient_id: None,
        case_id: None,
        contact_point_id: None,
        generating_system_id: None,
        comment: None,
        additional_reply_data: Vec::new(),
    }
}

fn document(label: Option<String>, file: File) -> Document {
    Document {
        id: None,
        label,
        files: vec![file],
        actions: Vec::new(),
    }
}

fn file(format: &str, filename: &str, content: &[u8]) -> File {
    File {
        encoding_format: fit(format),
        filename: fit(filename),
        language: "da".to_owned(),
        content: ContentRef::of(content),
    }
}

/// An instant as MeMo writes it: in whole seconds, as most senders do, and always with the Z that
/// it asks for.
pub fn date_time(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
