//! Archives at the call: several messages in one file (SEND-8, SEND-11, SEND-12).
//!
//! The call has one technical receipt. Each entry that is a MeMo becomes a message like any other;
//! one that is none has a negative receipt of its own, and so has an archive that is broken.

use testpost_memo::check::Report;
use testpost_memo::id::MessageUuid;
use testpost_memo::{Code as FormatCode, Severity};

use crate::chance::Lane;
use crate::code::Code;
use crate::command::{
    ArchiveAccepted, ArchiveContent, ArchiveEntry, Body, EntryContent, Origin, Repeat, Reply,
};
use crate::delivery::{accept, receipt};
use crate::effect::{Receipt, ReceiptStatus};
use crate::engine::Turn;
use crate::event::EventBody;
use crate::id::{ReceiptId, SystemId, TransmissionId};
use crate::profile::ArchiveTransmission;
use crate::rejection::Rejection;

pub(crate) fn accept(
    turn: &mut Turn<'_>,
    system: SystemId,
    archive: Body,
    content: ArchiveContent,
) -> Result<Reply, Rejection> {
    accept::may_send(turn, system)?;
    let transmission = TransmissionId::from_uuid(turn.draw(Lane::Transmission));
    let entries = match content {
        ArchiveContent::Entries(entries) => entries,
        ArchiveContent::Broken { code, reason } => {
            let receipt = ReceiptId::from_uuid(turn.draw(Lane::Receipt));
            turn.record(EventBody::MemoArchiveRejected {
                system,
                transmission,
                archive,
                receipt,
                code: code.as_str().to_owned(),
                reason,
            });
            receipt::call_back(turn, None, receipt);
            return Ok(accepted(turn, transmission, Vec::new(), Repeat::First));
        }
    };
    if let Some(transmission) = turn.state.archives.transmission(system, archive.hash) {
        return Ok(accepted(turn, transmission, Vec::new(), Repeat::Again));
    }
    turn.record(EventBody::MemoArchiveReceived {
        system,
        transmission,
        archive,
        entries: entries.len() as u64,
    });
    let mut messages = Vec::new();
    for entry in entries {
        messages.extend(take(turn, system, transmission, entry));
    }
    Ok(accepted(turn, transmission, messages, Repeat::First))
}

fn accepted(
    turn: &Turn<'_>,
    transmission_id: TransmissionId,
    messages: Vec<MessageUuid>,
    repeat: Repeat,
) -> Reply {
    Reply::ArchiveAccepted(ArchiveAccepted {
        receipt: Receipt {
            transmission_id,
            message_uuid: None,
            message_id: None,
            error_code: None,
            error_message: None,
            time_stamp: turn.now,
            receipt_status: ReceiptStatus::Received,
        },
        messages,
        repeat,
    })
}

/// An entry that is a message of its own.
struct Memo {
    uuid: MessageUuid,
    report: Box<Report>,
    body: Body,
}

/// Why an entry is none.
struct NoMessage {
    named: Option<MessageUuid>,
    code: String,
    reason: String,
    clause: &'static str,
}

/// The message that an entry is, if it is a new one.
fn take(
    turn: &mut Turn<'_>,
    system: SystemId,
    transmission: TransmissionId,
    ArchiveEntry {
        number,
        name,
        content,
    }: ArchiveEntry,
) -> Option<MessageUuid> {
    match look_at(turn, Origin::System { system }, content) {
        Ok(Some(memo)) => {
            let transmission = match turn.profile.archive_transmission {
                ArchiveTransmission::Shared => transmission,
                ArchiveTransmission::Own => {
                    TransmissionId::from_uuid(turn.draw(Lane::Transmission))
                }
            };
            let Memo { uuid, report, body } = memo;
            accept::record(
                turn,
                uuid,
                Origin::System { system },
                transmission,
                *report,
                body,
            );
            Some(uuid)
        }
        // SEND-12.
        Ok(None) => None,
        Err(NoMessage {
            named,
            code,
            reason,
            clause,
        }) => {
            let receipt = ReceiptId::from_uuid(turn.draw(Lane::Receipt));
            turn.record(EventBody::MemoSendFailed {
                system,
                transmission,
                receipt,
                entry: number,
                reason: format!("entry {number}, {name}: {reason}"),
                file: name,
                named,
                code,
                clause: clause.to_owned(),
            });
            receipt::call_back(turn, None, receipt);
            None
        }
    }
}

/// The message in an entry; none where it has been accepted before, in the same bytes.
fn look_at(
    turn: &Turn<'_>,
    origin: Origin,
    content: EntryContent,
) -> Result<Option<Memo>, NoMessage> {
    let (report, body) = match content {
        EntryContent::File { report, body } => (report, body),
        EntryContent::Refused { code, reason } => {
            return Err(NoMessage {
                named: None,
                code: code.as_str().to_owned(),
                reason,
                clause: code.clause(),
            });
        }
    };
    let Some(uuid) = report.outline.message_uuid else {
        return Err(nameless(&report));
    };
    match turn.state.messages.get(uuid) {
        None => Ok(Some(Memo { uuid, report, body })),
        Some(known) if known.origin == origin && known.body == body => Ok(None),
        Some(_) => Err(NoMessage {
            named: Some(uuid),
            code: Code::MessageUuidAlreadyUsed.as_str().to_owned(),
            reason: format!(
                "message {uuid} has been accepted before, with other content or from another system"
            ),
            clause: Code::MessageUuidAlreadyUsed.clause(),
        }),
    }
}

/// A file without a usable messageUUID: the first thing that is wrong with it.
fn nameless(report: &Report) -> NoMessage {
    let first = report
        .findings
        .iter()
        .find(|finding| finding.severity == Severity::Error);
    let (code, reason) = match first {
        Some(finding) => (
            finding.code.clone(),
            format!(
                "line {}, column {}: {}",
                finding.line, finding.column, finding.message
            ),
        ),
        None => (
            FormatCode::SchemaElementMissing.as_str().to_owned(),
            "the message has no messageUUID".to_owned(),
        ),
    };
    NoMessage {
        named: None,
        code,
        reason,
        clause: "SEND-11",
    }
}
