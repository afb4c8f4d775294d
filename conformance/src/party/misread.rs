//! How a faulty receiver misreads a message: what it keeps of it, and what it says about it.
//!
//! A correct receiver passes through here unchanged. Nothing is streamed: a flaw is shown with a
//! message of a few kilobytes.

use std::fs;
use std::io;
use std::path::Path;

use super::flaw::ReceiverFlaw;
use super::judge::Judgement;
use super::push_form::{Arrived, Draft};
use super::receipt::ReceiptStatus;

/// The message as a receiver with this flaw takes it in.
pub(super) async fn taken_in(
    arrived: Arrived,
    flaw: Option<ReceiverFlaw>,
    folder: &Path,
) -> io::Result<Arrived> {
    let change: fn(&[u8]) -> Vec<u8> = match flaw {
        Some(ReceiverFlaw::TrimsContent) => |content| {
            content
                .get(..content.len() - 2)
                .unwrap_or_default()
                .to_vec()
        },
        Some(ReceiverFlaw::KeepsForm) => |content| {
            [
                &b"--graense\r\nContent-Type: application/xml\r\n\r\n"[..],
                content,
                b"\r\n--graense--\r\n",
            ]
            .concat()
        },
        Some(ReceiverFlaw::ReadsAsLatin1) => |content| {
            content
                .iter()
                .copied()
                .map(char::from)
                .collect::<String>()
                .into_bytes()
        },
        Some(_) | None => return Ok(arrived),
    };
    let content = tokio::fs::read(arrived.file.path()).await?;
    let mut draft = Draft::new(folder)?;
    draft.write(&change(&content)).await?;
    draft.finish(arrived.uuid).await
}

/// What a receiver with this flaw says of a message, where a correct one says `right`. Blocks.
pub(super) fn judged(
    file: &Path,
    right: Judgement,
    flaw: Option<ReceiverFlaw>,
) -> io::Result<Judgement> {
    let is_invalid = right.status == ReceiptStatus::Invalid;
    let status = match flaw {
        Some(ReceiverFlaw::AlwaysCompleted) => Some(ReceiptStatus::Completed),
        Some(ReceiverFlaw::NoSchemaCheck) if is_invalid && right.well_formed => {
            Some(ReceiptStatus::Completed)
        }
        Some(ReceiverFlaw::TakesForOthers) if right.status == ReceiptStatus::NotAllowed => {
            Some(ReceiptStatus::Completed)
        }
        Some(ReceiverFlaw::InvalidForOthers) if right.status == ReceiptStatus::NotAllowed => {
            Some(ReceiptStatus::Invalid)
        }
        Some(_) | None => stumbles(file, flaw)?.then_some(ReceiptStatus::Invalid),
    };
    Ok(match status {
        Some(status) => Judgement { status, ..right },
        None => right,
    })
}

/// Whether there is something in the message that this flaw makes it stumble over.
fn stumbles(file: &Path, flaw: Option<ReceiverFlaw>) -> io::Result<bool> {
    let over: fn(&str) -> bool = match flaw {
        Some(ReceiverFlaw::Only11) => |text| !text.contains("memoVersion=\"1.1\""),
        Some(ReceiverFlaw::Only12) => |text| !text.contains("memoVersion=\"1.2\""),
        Some(ReceiverFlaw::RefusesAnswers) => |text| text.contains("ReplyData>"),
        Some(ReceiverFlaw::RefusesForwarded) => |text| text.contains("ForwardData>"),
        Some(ReceiverFlaw::DemandsLabel) => |text| {
            let document = text.split("MainDocument>").nth(1).unwrap_or_default();
            !document.contains("label>")
        },
        Some(ReceiverFlaw::Utf8Only) => |text| text.contains('\u{fffd}') || text.contains('\0'),
        Some(ReceiverFlaw::MemoPrefixOnly) => |text| !text.contains("<memo:Message "),
        Some(ReceiverFlaw::FiveAttachments) => {
            |text| text.matches("<memo:AdditionalDocument>").count() > 5
        }
        Some(_) | None => return Ok(false),
    };
    Ok(over(&String::from_utf8_lossy(&fs::read(file)?)))
}
