//! Files of SFTP senders (SYS-4, SEND-3). A file is taken as a send would be; there is nobody to
//! answer, so the answer becomes a file in the sender's receipt folder: the technical receipt, or
//! why the file was refused. Business receipts lie there too, as what a pull sender would list.

use testpost_memo::check::Report;
use testpost_memo::id::MessageUuid;

use crate::chance::Lane;
use crate::code::Code;
use crate::command::{AfterFetch, Body, FileContent, Origin, Reply};
use crate::delivery::{accept, archive, receipt};
use crate::effect::{Receipt, ReceiptStatus};
use crate::engine::Turn;
use crate::event::EventBody;
use crate::file_name::{shown, stem};
use crate::id::{ReceiptId, SystemId, TransmissionId};
use crate::profile::FileNameRule;
use crate::rejection::{Rejection, RejectionClass};
use crate::state::receipt_files::ReceiptKind;

/// Takes a file that was handed in whole.
pub(crate) fn take(
    turn: &mut Turn<'_>,
    system: SystemId,
    name: &str,
    content: FileContent,
) -> Result<Reply, Rejection> {
    accept::may_send(turn, system)?;
    let (message, answer) = match content {
        FileContent::Memo { report, body } => {
            let message = report.outline.message_uuid;
            (message, take_memo(turn, system, name, *report, body))
        }
        FileContent::Archive {
            archive: body,
            content,
        } => (None, archive::accept(turn, system, body, content)),
        FileContent::Refused(rejection) => (None, Err(*rejection)),
    };
    match answer {
        Ok(reply) => {
            let technical = if let Reply::Accepted(accepted) = &reply {
                Some(accepted.receipt.clone())
            } else if let Reply::ArchiveAccepted(accepted) = &reply {
                Some(accepted.receipt.clone())
            } else {
                None
            };
            if let Some(technical) = technical {
                file(turn, system, name, ReceiptKind::Technical, technical);
            }
            Ok(reply)
        }
        Err(rejection) => {
            let refusal = refusal(turn, name, message, &rejection);
            file(turn, system, name, ReceiptKind::Refused, refusal);
            Ok(Reply::FileRefused(Box::new(rejection)))
        }
    }
}

/// MEMO-6: there is no parameter that names the message; its header does, or the file's name.
fn take_memo(
    turn: &mut Turn<'_>,
    system: SystemId,
    name: &str,
    report: Report,
    body: Body,
) -> Result<Reply, Rejection> {
    let stem = stem(name, turn.profile);
    let named = match turn.profile.sftp_file_name {
        FileNameRule::Uuid => Some(stem.to_owned()),
        FileNameRule::Free => report
            .outline
            .message_uuid
            .map(|uuid| uuid.to_string())
            .or_else(|| MessageUuid::parse(stem).is_ok().then(|| stem.to_owned())),
    };
    if named.is_none() && report.well_formed {
        return Err(Rejection::new(
            Code::MemoMessageUuidMissing,
            "neither the message's header nor the file's name says which message it is",
            "write a version 4 UUID into messageUUID",
        ));
    }
    let origin = Origin::System { system };
    accept::accept(turn, origin, named.as_deref(), report, body)
}

fn refusal(
    turn: &Turn<'_>,
    name: &str,
    message: Option<MessageUuid>,
    rejection: &Rejection,
) -> Receipt {
    Receipt {
        transmission_id: TransmissionId::from_uuid(turn.draw(Lane::Transmission)),
        message_uuid: message,
        message_id: None,
        error_code: Some(rejection.code.to_owned()),
        error_message: Some(format!(
            "{}: {}; {}",
            shown(name),
            rejection.message,
            rejection.remedy
        )),
        time_stamp: turn.now,
        receipt_status: match rejection.class {
            RejectionClass::Forbidden | RejectionClass::Unauthenticated => {
                ReceiptStatus::NotAllowed
            }
            RejectionClass::Malformed
            | RejectionClass::Unknown
            | RejectionClass::Conflict
            | RejectionClass::Unprocessable => ReceiptStatus::Invalid,
        },
    }
}

fn file(turn: &mut Turn<'_>, system: SystemId, name: &str, kind: ReceiptKind, receipt: Receipt) {
    let id = ReceiptId::from_uuid(turn.draw(Lane::Receipt));
    turn.record(EventBody::FileAnswered {
        system,
        file: shown(name),
        kind,
        receipt: id,
        content: Box::new(receipt),
    });
}

/// A sender system reads a receipt's file.
pub(crate) fn read(turn: &mut Turn<'_>, system: SystemId, name: &str) -> Result<Reply, Rejection> {
    let (id, kind, content) = known(turn, system, name)?;
    match kind {
        ReceiptKind::Business => receipt::fetch(turn, system, id, AfterFetch::Keep),
        ReceiptKind::Technical | ReceiptKind::Refused => Ok(Reply::Receipt(content)),
    }
}

/// A sender system removes a receipt's file.
pub(crate) fn remove(
    turn: &mut Turn<'_>,
    system: SystemId,
    name: &str,
) -> Result<Reply, Rejection> {
    let (id, kind, _) = known(turn, system, name)?;
    match kind {
        ReceiptKind::Business => receipt::delete(turn, system, id),
        ReceiptKind::Technical | ReceiptKind::Refused => {
            turn.record(EventBody::FileAnswerRemoved {
                system,
                receipt: id,
            });
            Ok(Reply::Done)
        }
    }
}

fn known(
    turn: &Turn<'_>,
    system: SystemId,
    name: &str,
) -> Result<(ReceiptId, ReceiptKind, Receipt), Rejection> {
    let file = turn.state.receipt_file(system, name).ok_or_else(|| {
        Rejection::new(
            Code::ReceiptNotFound,
            format!("there is no receipt '{}'", shown(name)),
            "list the receipts; a deleted one is gone",
        )
    })?;
    Ok((file.id, file.kind, file.receipt.clone()))
}
