//! What a message carries: documents, their files, and what the reader is asked to do.
use uuid::Uuid;

use super::ContentRef;

/// The documents of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageBody {
    pub created_date_time: String,
    pub main_document: Document,
    pub additional_documents: Vec<Document>,
    pub technical_documents: Vec<Document>,
}

/// A document in one or more files that say the same. A technical document has no actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// mainDocumentID, additionalDocumentID or technicalDocumentID.
    pub id: Option<String>,
    pub label: Option<String>,
    pub files: Vec<File>,
    pub actions: Vec<Action>,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub encoding_format: String,
    pub filename: String,
    pub language: String,
    pub content: ContentRef,
}

/// What the reader can do, at most one of a reservation and an entry point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    pub label: String,
    pub action_code: String,
    pub start_date_time: Option<String>,
    pub end_date_time: Option<String>,
    pub reservation: Option<Reservation>,
    pub entry_point: Option<EntryPoint>,
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    pub description: String,
    pub reservation_uuid: Uuid,
    /// abstract, a word that Rust keeps for itself.
    pub abstract_text: String,
    pub location: String,
    pub start_date_time: String,
    pub end_date_time: String,
    pub organizer_mail: Option<String>,
    pub organizer_name: Option<String>,
}

/// An address to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPoint {
    pub url: String,
}
