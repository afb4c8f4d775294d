//! `send-archive`: several letters, and what is none, handed in as one file (SEND-8, SEND-11); and
//! what may be expected of it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    LetterFault, LetterType, LetterUuid, LetterVersion, Placed, Send, StatusExpected, ValueDate,
};

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendArchive {
    /// An organisation, by name or CVR.
    pub from: Placed<String>,
    /// Which of its sender systems; otherwise the first active one.
    pub via: Option<Placed<String>>,
    /// What expectations call the archive.
    #[serde(rename = "as")]
    pub name: Option<Placed<String>>,
    /// In this order.
    pub entries: Vec<Placed<ArchivePart>>,
    /// Breaks the whole file off in the middle.
    #[serde(default)]
    pub cut: bool,
    /// The status that the call must answer; 201 unless said.
    #[serde(rename = "expect-status")]
    pub expect_status: Option<Placed<StatusExpected>>,
}

/// One file in an archive.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ArchivePart {
    Letter(Box<ArchiveLetter>),
    /// A file that is no letter.
    File(ArchiveFile),
}

/// A letter in an archive: what `send` says of one, without what it says of the call.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveLetter {
    pub to: Placed<String>,
    #[serde(rename = "as")]
    pub name: Option<Placed<String>>,
    #[serde(rename = "contactPoint")]
    pub contact_point: Option<Placed<String>>,
    #[serde(rename = "type")]
    pub message_type: Option<LetterType>,
    pub version: Option<LetterVersion>,
    pub label: Option<String>,
    pub text: Option<String>,
    #[serde(rename = "valueDate")]
    pub value_date: Option<Placed<ValueDate>>,
    pub mandatory: Option<bool>,
    pub uuid: Option<Placed<LetterUuid>>,
    pub attachments: Option<u32>,
    pub fault: Option<Placed<LetterFault>>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveFile {
    pub name: String,
    pub text: String,
}

impl SendArchive {
    /// A letter of it as if it were sent alone.
    #[must_use]
    pub fn alone(&self, letter: &ArchiveLetter) -> Send {
        let letter = letter.clone();
        Send {
            from: self.from.clone(),
            via: self.via.clone(),
            to: Some(letter.to),
            contact_point: letter.contact_point,
            name: letter.name,
            message_type: letter.message_type,
            version: letter.version,
            label: letter.label,
            notification: None,
            text: letter.text,
            message_id: None,
            value_date: letter.value_date,
            mandatory: letter.mandatory,
            legal_notification: None,
            reply: None,
            uuid: letter.uuid,
            attachments: letter.attachments,
            elements: None,
            encoding: None,
            prefix: None,
            size: None,
            memo: None,
            fault: letter.fault,
            expect_status: None,
        }
    }
}

impl LetterFault {
    /// Whether it makes the call wrong, and not the letter alone.
    #[must_use]
    pub fn is_of_the_call(&self) -> bool {
        self.request_uuid.is_some() || self.content_type.is_some() || self.credentials.is_some()
    }
}

/// What became of an archive. Its letters have receipts of their own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveExpected {
    pub of: Placed<String>,
    /// The code for which it failed as a whole (Fejlet), or `none`.
    pub fails: Option<String>,
    /// The files that were refused as no messages, all of them.
    pub refused: Option<Vec<RefusedEntry>>,
    /// Whether the receipts for what failed or was refused have reached the sender; they must have
    /// unless said.
    pub reached: Option<bool>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusedEntry {
    /// Its place in the archive, from 1.
    pub entry: u64,
    #[serde(rename = "errorCode")]
    pub error_code: Option<String>,
}
