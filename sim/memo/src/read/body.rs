//! Documents, files and actions out of their nodes.
use super::node::{FromNode, Node};
use crate::{
    model::{Action, Document, EntryPoint, File, MessageBody, Reservation},
    read::ReadFault,
};

/// The id of a document is called after its kind.
const DOCUMENT_IDS: [&str; 3] = [
    "mainDocumentID",
    "additionalDocumentID",
    "technicalDocumentID",
];

impl FromNode for MessageBody {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            created_date_time: node.text("createdDateTime")?,
            main_document: node.one("MainDocument")?,
            additional_documents: node.many("AdditionalDocument")?,
            technical_documents: node.many("TechnicalDocument")?,
        })
    }
}

impl FromNode for Document {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            id: DOCUMENT_IDS.iter().find_map(|name| node.text_opt(name)),
            label: node.text_opt("label"),
            files: node.many("File")?,
            actions: node.many("Action")?,
        })
    }
}

impl FromNode for File {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            encoding_format: node.text("encodingFormat")?,
            filename: node.text("filename")?,
            language: node.text("language")?,
            content: node.content("content")?,
        })
    }
}

impl FromNode for Action {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            label: node.text("label")?,
            action_code: node.text("actionCode")?,
            start_date_time: node.text_opt("startDateTime"),
            end_date_time: node.text_opt("endDateTime"),
            reservation: node.opt("Reservation")?,
            entry_point: node.opt("EntryPoint")?,
        })
    }
}

impl FromNode for Reservation {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            description: node.text("description")?,
            reservation_uuid: node.uuid("reservationUUID")?.as_uuid(),
            abstract_text: node.text("abstract")?,
            location: node.text("location")?,
            start_date_time: node.text("startDateTime")?,
            end_date_time: node.text("endDateTime")?,
            organizer_mail: node.text_opt("organizerMail"),
            organizer_name: node.text_opt("organizerName"),
        })
    }
}

impl FromNode for EntryPoint {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault> {
        Ok(Self {
            url: node.text("url")?,
        })
    }
}
