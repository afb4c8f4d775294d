//! A small valid message composed from a few facts: what a test, a scenario or a tour sends.
//!
//! The same letter is the same bytes. Texts are written as they are, so a letter with a label
//! of 300 characters is a way to make an invalid message.
use std::io::{self, Write};

use base64::{display::Base64Display, engine::general_purpose::STANDARD};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::escape::write_text;
use crate::{
    MemoVersion, MessageType,
    id::{MessageUuid, PartyId},
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
        // A Vec takes every write.
        let _ = write_letter(self, &mut xml);
        xml
    }
}

/// Writes the letter as a MeMo message.
pub fn write_letter(letter: &Letter, out: &mut impl Write) -> io::Result<()> {
    let mut xml = Xml { out, depth: 0 };
    xml.out
        .write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    let schema_version = match letter.version {
        MemoVersion::V1_1 => " memoSchVersion=\"1.1.0\"",
        MemoVersion::V1_2 => "",
    };
    writeln!(
        xml.out,
        "<memo:Message xmlns:memo=\"https://DigitalPost.dk/MeMo-1\" memoVersion=\"{}\"{schema_version}>",
        letter.version
    )?;
    xml.depth = 1;
    xml.element("MessageHeader", |xml| header(letter, xml))?;
    match letter.message_type {
        MessageType::DigitalPost => xml.element("MessageBody", |xml| body(letter, xml))?,
        MessageType::NemSms => {}
    }
    xml.out.write_all(b"</memo:Message>\n")
}

fn header<W: Write>(letter: &Letter, xml: &mut Xml<'_, W>) -> io::Result<()> {
    xml.text("messageType", letter.message_type.as_str())?;
    xml.text("messageUUID", &letter.message_uuid.to_string())?;
    xml.optional("messageID", letter.message_id.as_deref())?;
    xml.text("label", &letter.label)?;
    xml.optional("notification", letter.notification.as_deref())?;
    xml.text("reply", boolean(letter.reply))?;
    let value_date = letter.value_date.map(|date| date.to_string());
    xml.optional("doNotDeliverUntilDate", value_date.as_deref())?;
    xml.text("mandatory", boolean(letter.mandatory))?;
    xml.text("legalNotification", boolean(letter.legal_notification))?;
    xml.element("Sender", |xml| {
        xml.text("senderID", letter.sender.id.number())?;
        xml.text("idType", letter.sender.id.id_type().as_str())?;
        xml.text("label", &letter.sender.label)
    })?;
    xml.element("Recipient", |xml| {
        xml.text("recipientID", letter.recipient.id.number())?;
        xml.text("idType", letter.recipient.id.id_type().as_str())?;
        xml.text("label", &letter.recipient.label)?;
        match letter.contact_point {
            Some(id) => xml.element("ContactPoint", |xml| {
                xml.text("contactPointID", &id.hyphenated().to_string())
            }),
            None => Ok(()),
        }
    })?;
    if let Some(uuid) = letter.forward_of {
        xml.element("ForwardData", |xml| {
            xml.text("messageUUID", &uuid.to_string())?;
            xml.text("originalMessageDateTime", &date_time(letter.created))?;
            xml.text("originalSender", &letter.sender.label)
        })?;
    }
    if let Some(uuid) = letter.reply_to {
        xml.element("ReplyData", |xml| {
            xml.text("messageUUID", &uuid.to_string())
        })?;
    }
    Ok(())
}

fn body<W: Write>(letter: &Letter, xml: &mut Xml<'_, W>) -> io::Result<()> {
    xml.text("createdDateTime", &date_time(letter.created))?;
    xml.element("MainDocument", |xml| {
        xml.text("label", &letter.label)?;
        xml.file("text/plain", "brev.txt", letter.text.as_bytes())
    })?;
    for file in &letter.attachments {
        xml.element("AdditionalDocument", |xml| {
            xml.file(&file.encoding_format, &file.filename, &file.content)
        })?;
    }
    Ok(())
}

fn boolean(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// Whole seconds, as most senders write them, and always with the Z that MeMo asks for.
fn date_time(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The elements of a message, indented by their depth.
struct Xml<'a, W> {
    out: &'a mut W,
    depth: usize,
}

impl<W: Write> Xml<'_, W> {
    fn indent(&mut self) -> io::Result<()> {
        write!(self.out, "{:width$}", "", width = self.depth * 2)
    }

    fn element(
        &mut self,
        name: &str,
        content: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.indent()?;
        writeln!(self.out, "<memo:{name}>")?;
        self.depth += 1;
        content(self)?;
        self.depth -= 1;
        self.indent()?;
        writeln!(self.out, "</memo:{name}>")
    }

    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.indent()?;
        write!(self.out, "<memo:{name}>")?;
        write_text(text, self.out)?;
        writeln!(self.out, "</memo:{name}>")
    }

    fn optional(&mut self, name: &str, text: Option<&str>) -> io::Result<()> {
        text.map_or(Ok(()), |text| self.text(name, text))
    }

    fn file(&mut self, format: &str, filename: &str, content: &[u8]) -> io::Result<()> {
        self.element("File", |xml| {
            xml.text("encodingFormat", format)?;
            xml.text("filename", filename)?;
            xml.text("language", "da")?;
            xml.indent()?;
            // Written piece by piece: a large file is never held a second time as base64.
            writeln!(
                xml.out,
                "<memo:content>{}</memo:content>",
                Base64Display::new(content, &STANDARD)
            )
        })
    }
}
