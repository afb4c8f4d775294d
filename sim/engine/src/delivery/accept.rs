//! Acceptance at the call: the 201 with its technical receipt, or a 400 that leaves no trace
//! (SEND-1, SEND-11, SEND-12, MEMO-6, MEMO-18).

use testpost_memo::check::Report;
use testpost_memo::id::MessageUuid;
use testpost_memo::{Code as FormatCode, FindingKind};

use crate::chance::Lane;
use crate::code::Code;
use crate::command::{Accepted, Body, Origin, Repeat, Reply};
use crate::delivery::mailbox;
use crate::document::Role;
use crate::effect::{Receipt, ReceiptStatus};
use crate::engine::Turn;
use crate::event::EventBody;
use crate::id::TransmissionId;
use crate::profile::CallFault;
use crate::rejection::Rejection;

/// How many findings an accepted message keeps for its receipt and its reader.
const KEPT_FINDINGS: usize = 20;

pub(crate) fn accept(
    turn: &mut Turn<'_>,
    origin: Origin,
    uuid_parameter: Option<&str>,
    report: Report,
    body: Body,
) -> Result<Reply, Rejection> {
    match origin {
        Origin::System { system } => may_send(turn, system)?,
        Origin::Mailbox { owner } => mailbox::may_write(turn, &owner, &report.outline)?,
        Origin::Testportal => {}
    }
    let refuses = |fault| turn.profile.refuse_at_call.contains(&fault);
    if !report.well_formed && refuses(CallFault::NotWellFormed) {
        return Err(refuse_findings(
            report,
            Code::Format(FormatCode::XmlNotWellFormed),
            "the body is not well-formed XML",
        ));
    }
    let message = match uuid(uuid_parameter, &report) {
        Ok(uuid) => uuid,
        Err(rejection) if refuses(CallFault::Uuid) => return Err(rejection),
        // Not refused here: then the header's own id, or the parameter's, names the message.
        Err(rejection) => report
            .outline
            .message_uuid
            .or_else(|| uuid_parameter.and_then(|text| MessageUuid::parse(text).ok()))
            .ok_or(rejection)?,
    };
    let has = |kind| report.findings.iter().any(|finding| finding.kind == kind);
    if has(FindingKind::Schema) && refuses(CallFault::Schema) {
        return Err(refuse_findings(
            report,
            Code::SchemaInvalid,
            "the message does not follow its schema",
        ));
    }
    if has(FindingKind::Rule) && refuses(CallFault::Rules) {
        return Err(refuse_findings(
            report,
            Code::RuleBroken,
            "the message breaks a rule beyond its schema",
        ));
    }
    if let Some(known) = turn.state.messages.get(message) {
        // SEND-12.
        if known.origin == origin && known.body == body {
            return Ok(accepted(
                message,
                known.transmission,
                known.outline.message_id.clone(),
                known.accepted_at,
                Repeat::Again,
            ));
        }
        return Err(Rejection::new(
            Code::MessageUuidAlreadyUsed,
            format!(
                "message {message} has been accepted before, with other content or from another system"
            ),
            "give every message a new version 4 UUID; repeat one only with the same bytes",
        ));
    }
    let transmission = TransmissionId::from_uuid(turn.draw(Lane::Transmission));
    let message_id = report.outline.message_id.clone();
    record(turn, message, origin, transmission, report, body);
    Ok(accepted(
        message,
        transmission,
        message_id,
        turn.now,
        Repeat::First,
    ))
}

/// A message is accepted.
pub(crate) fn record(
    turn: &mut Turn<'_>,
    message: MessageUuid,
    origin: Origin,
    transmission: TransmissionId,
    report: Report,
    body: Body,
) {
    let mut findings = report.findings;
    findings.truncate(KEPT_FINDINGS);
    let earlier = report.outline.reply_to.or(report.outline.forward_of);
    turn.record(EventBody::TechnicalReceiptSent {
        message,
        origin,
        transmission,
        outline: Box::new(report.outline),
        body,
        findings,
    });
    if let (Origin::Mailbox { owner }, Some(earlier)) = (origin, earlier) {
        mailbox::handled_by_writing(turn, owner, earlier);
    }
}

fn accepted(
    message: MessageUuid,
    transmission: TransmissionId,
    message_id: Option<String>,
    at: jiff::Timestamp,
    repeat: Repeat,
) -> Reply {
    Reply::Accepted(Accepted {
        receipt: Receipt {
            transmission_id: transmission,
            message_uuid: Some(message),
            message_id,
            error_code: None,
            error_message: None,
            time_stamp: at,
            receipt_status: ReceiptStatus::Received,
        },
        message,
        repeat,
        at,
    })
}

/// SYS-1: only a sender system sends.
pub(crate) fn may_send(turn: &Turn<'_>, system: crate::id::SystemId) -> Result<(), Rejection> {
    match turn.state.systems.get(&system) {
        Some(system) if system.has_role(Role::Sender) => Ok(()),
        Some(system) => Err(Rejection::new(
            Code::SystemNotASender,
            format!("system '{}' receives only", system.name),
            "send with a system that has the role SENDER",
        )),
        None => Err(Rejection::new(
            Code::AuthenticationFailed,
            "there is no such system",
            "look at the world's systems",
        )),
    }
}

/// MEMO-6: the parameter and the header name the same message.
fn uuid(parameter: Option<&str>, report: &Report) -> Result<MessageUuid, Rejection> {
    let wrong = |code, message: String, remedy: &str| Rejection::new(code, message, remedy);
    let Some(text) = parameter else {
        return Err(wrong(
            Code::MemoMessageUuidMissing,
            "the query parameter memo-message-uuid is missing".into(),
            "add ?memo-message-uuid= with the messageUUID of the message's header",
        ));
    };
    let parameter = MessageUuid::parse(text).map_err(|fault| {
        wrong(
            Code::MemoMessageUuidInvalid,
            format!("memo-message-uuid: {fault}"),
            "write the version 4 UUID that stands in messageUUID",
        )
    })?;
    match (
        report.outline.message_uuid,
        &report.outline.message_uuid_text,
    ) {
        (Some(header), _) if header == parameter => Ok(parameter),
        (Some(header), _) => Err(wrong(
            Code::MemoMessageUuidMismatch,
            format!("memo-message-uuid is {parameter}, but the header's messageUUID is {header}"),
            "let both name the same message",
        )),
        // A header without a usable id is a fault of the message and answered by receipt.
        (None, _) => Ok(parameter),
    }
}

fn refuse_findings(report: Report, code: Code, what: &str) -> Rejection {
    let first = report.findings.first().map_or_else(String::new, |finding| {
        format!(
            ": line {}, column {}: {}",
            finding.line, finding.column, finding.message
        )
    });
    let remedy = report
        .findings
        .first()
        .map_or("check the message with 'testpost memo check'", |finding| {
            finding.remedy.as_str()
        })
        .to_owned();
    let mut rejection = Rejection::new(code, format!("{what}{first}"), remedy);
    rejection.findings = report.findings;
    rejection
}
