//! What a correct receiver says about a message it has kept: COMPLETED, INVALID when the MeMo
//! cannot be read or breaks the schema, NOT_ALLOWED when it is meant for somebody else.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use testpost_memo::Severity;
use testpost_memo::check::{self, Options};
use testpost_memo::id::{Cvr, MessageUuid};

use super::receipt::ReceiptStatus;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) status: ReceiptStatus,
    /// Whether the message is XML at all.
    pub(crate) well_formed: bool,
    pub(crate) message_id: Option<String>,
    pub(crate) error_code: Option<String>,
    pub(crate) error_message: Option<String>,
}

impl Judgement {
    pub(crate) fn plain(status: ReceiptStatus) -> Self {
        Self {
            status,
            well_formed: true,
            message_id: None,
            error_code: None,
            error_message: None,
        }
    }
}

/// Reads the kept file; blocks.
pub(crate) fn judge(file: &Path, uuid: MessageUuid, own: Option<&Cvr>) -> io::Result<Judgement> {
    let options = Options {
        version: None,
        limits: check::Limits::standard(),
        // Digital Post has seen to the rules before it hands a message on.
        rules: None,
    };
    let report = check::check(BufReader::new(File::open(file)?), &options)?;
    let outline = &report.outline;
    let judgement = |status, code: &str, message: String| Judgement {
        status,
        well_formed: report.well_formed,
        message_id: outline.message_id.clone(),
        error_code: Some(code.to_owned()),
        error_message: Some(message),
    };
    let fault = report
        .findings
        .iter()
        .find(|finding| finding.severity == Severity::Error);
    if let Some(fault) = fault {
        let place = format!("line {}, column {}", fault.line, fault.column);
        return Ok(judgement(
            ReceiptStatus::Invalid,
            &fault.code,
            format!("{} ({}, {place})", fault.message, fault.xpath),
        ));
    }
    if !report.well_formed {
        return Ok(judgement(
            ReceiptStatus::Invalid,
            "message.not.readable",
            "the message cannot be read to its end as XML".to_owned(),
        ));
    }
    if outline.message_uuid != Some(uuid) {
        return Ok(judgement(
            ReceiptStatus::Invalid,
            "message.uuid.mismatch",
            format!("the file is named {uuid}, and the message says another messageUUID"),
        ));
    }
    let addressee = outline.recipient.id.as_deref();
    if let Some(own) = own
        && addressee != Some(own.as_str())
    {
        return Ok(judgement(
            ReceiptStatus::NotAllowed,
            "recipient.not.ours",
            format!("the message is for another recipient than {own}"),
        ));
    }
    Ok(Judgement {
        message_id: outline.message_id.clone(),
        ..Judgement::plain(ReceiptStatus::Completed)
    })
}
