//! The documents of a message as XML, the contents of their files encoded piece by piece.
use std::io::{self, Read, Write};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    ContentSource, WriteFault,
    xml::{WriteChildren, Xml},
};
use crate::{
    model::{Action, ContentHasher, Document, EntryPoint, File, MessageBody, Reservation},
    schema::MEMO,
};

/// Bytes of a content that are held at a time: a multiple of three, so that base64 pads only
/// the last of them.
const PIECE: usize = 3 * 8 * 1024;

pub(super) fn write_body(
    body: &MessageBody,
    contents: &mut impl ContentSource,
    xml: &mut Xml<'_, impl Write>,
) -> Result<(), WriteFault> {
    xml.text("createdDateTime", &body.created_date_time)?;
    xml.element(MEMO, "MainDocument", 1, |xml| {
        write_document("mainDocumentID", &body.main_document, contents, xml)
    })?;
    for (at, document) in body.additional_documents.iter().enumerate() {
        xml.element(MEMO, "AdditionalDocument", at + 1, |xml| {
            write_document("additionalDocumentID", document, contents, xml)
        })?;
    }
    for (at, document) in body.technical_documents.iter().enumerate() {
        xml.element(MEMO, "TechnicalDocument", at + 1, |xml| {
            if !document.actions.is_empty() {
                let xpath = xml.xpath();
                return Err(WriteFault::TechnicalAction { xpath });
            }
            write_document("technicalDocumentID", document, contents, xml)
        })?;
    }
    Ok(())
}

fn write_document(
    id_name: &str,
    document: &Document,
    contents: &mut impl ContentSource,
    xml: &mut Xml<'_, impl Write>,
) -> Result<(), WriteFault> {
    xml.text_opt(id_name, document.id.as_deref())?;
    xml.text_opt("label", document.label.as_deref())?;
    for (at, file) in document.files.iter().enumerate() {
        xml.element(MEMO, "File", at + 1, |xml| write_file(file, contents, xml))?;
    }
    xml.many(MEMO, "Action", &document.actions)
}

fn write_file(
    file: &File,
    contents: &mut impl ContentSource,
    xml: &mut Xml<'_, impl Write>,
) -> Result<(), WriteFault> {
    xml.text("encodingFormat", &file.encoding_format)?;
    xml.text("filename", &file.filename)?;
    xml.text("language", &file.language)?;
    xml.start("content")?;
    let unreadable = |error| WriteFault::ContentUnreadable {
        filename: file.filename.clone(),
        error,
    };
    let mut content = contents.next(&file.content).map_err(unreadable)?;
    let mut hasher = ContentHasher::default();
    let mut bytes = vec![0; PIECE];
    let mut text = String::with_capacity(PIECE / 3 * 4);
    loop {
        let length = fill(&mut content, &mut bytes).map_err(unreadable)?;
        hasher.update(&bytes[..length]);
        text.clear();
        STANDARD.encode_string(&bytes[..length], &mut text);
        xml.out.write_all(text.as_bytes())?;
        if length < PIECE {
            break;
        }
    }
    let found = hasher.finish();
    if found != file.content {
        return Err(WriteFault::OtherContent {
            filename: file.filename.clone(),
            named: file.content,
            found,
        });
    }
    xml.end("content")
}

/// Reads until the buffer is full or the content ends.
fn fill(content: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match content.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

impl WriteChildren for Action {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("label", &self.label)?;
        xml.text("actionCode", &self.action_code)?;
        xml.text_opt("startDateTime", self.start_date_time.as_deref())?;
        xml.text_opt("endDateTime", self.end_date_time.as_deref())?;
        xml.opt(MEMO, "Reservation", self.reservation.as_ref())?;
        xml.opt(MEMO, "EntryPoint", self.entry_point.as_ref())
    }
}

impl WriteChildren for Reservation {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("description", &self.description)?;
        xml.text("reservationUUID", &self.reservation_uuid.to_string())?;
        xml.text("abstract", &self.abstract_text)?;
        xml.text("location", &self.location)?;
        xml.text("startDateTime", &self.start_date_time)?;
        xml.text("endDateTime", &self.end_date_time)?;
        xml.text_opt("organizerMail", self.organizer_mail.as_deref())?;
        xml.text_opt("organizerName", self.organizer_name.as_deref())
    }
}

impl WriteChildren for EntryPoint {
    fn write_children(&self, xml: &mut Xml<'_, impl Write>) -> Result<(), WriteFault> {
        xml.text("url", &self.url)
    }
}
