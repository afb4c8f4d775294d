//! Validation of an accepted message: may it be delivered to whom it names (SEND-2, SEND-7,
//! CS-3, MEMO-3, MEMO-10, MEMO-12 to MEMO-14)? What follows is the business receipt, and then delivery or the
//! wait for the value date.

use testpost_memo::id::{MessageUuid, PartyId};
use testpost_memo::{Code as FormatCode, MessageType, Outline, PartyOutline, Severity};

use crate::calendar;
use crate::code::{Answer, Code};
use crate::command::Origin;
use crate::delivery::{hold, receipt, route};
use crate::document::RecipientStatus;
use crate::effect::ReceiptStatus;
use crate::engine::Turn;
use crate::event::EventBody;
use crate::state::messages::Message;
use crate::state::registry::{OrganisationKind, Party};

/// Why a message is refused by receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: ReceiptStatus,
    pub(crate) code: String,
    pub(crate) reason: String,
    pub(crate) clause: String,
}

impl Refusal {
    /// Its status and clause are those of the code.
    fn new(code: Code, reason: impl Into<String>) -> Self {
        Self {
            status: match code.answer() {
                Answer::Receipt(status) => status,
                // A fault of the message that came this far by the profile's leave.
                Answer::Call(_) => ReceiptStatus::Invalid,
            },
            code: code.as_str().to_owned(),
            reason: reason.into(),
            clause: code.clause().to_owned(),
        }
    }
}

pub(crate) fn validate(turn: &mut Turn<'_>, uuid: MessageUuid) {
    let Some(message) = turn.state.messages.get(uuid) else {
        return;
    };
    let refusal = refusal(turn, message);
    let held_until = hold::until(turn, message);
    match (refusal, held_until) {
        (Some(refusal), _) => reject(turn, uuid, refusal),
        (None, Some(until)) => {
            turn.record(EventBody::DelayedMemoSendValidatedAwaitingDelay {
                message: uuid,
                until,
            });
            receipt::create(turn, uuid, ReceiptStatus::Completed, None);
        }
        (None, None) => {
            turn.record(EventBody::MemoSendValidated { message: uuid });
            receipt::create(turn, uuid, ReceiptStatus::Completed, None);
        }
    }
}

/// Refuses a message for good, with a receipt that says why.
pub(crate) fn reject(turn: &mut Turn<'_>, message: MessageUuid, refusal: Refusal) {
    let Refusal {
        status,
        code,
        reason,
        clause,
    } = refusal;
    turn.record(EventBody::MemoSendValidationFailed {
        message,
        status,
        code: code.clone(),
        reason: reason.clone(),
        clause,
    });
    receipt::create(turn, message, status, Some((code, reason)));
}

fn refusal(turn: &Turn<'_>, message: &Message) -> Option<Refusal> {
    schema(message)
        .or_else(|| parties(turn, message))
        .or_else(|| contact_point(turn, message))
        .or_else(|| value_date(turn, &message.outline))
}

/// The first fault that the format's check found.
fn schema(message: &Message) -> Option<Refusal> {
    let finding = message
        .findings
        .iter()
        .find(|finding| finding.severity == Severity::Error)?;
    let more = message.findings.len() - 1;
    let and_more = if more == 0 {
        String::new()
    } else {
        format!(" (and {more} more)")
    };
    let reason = format!(
        "line {}, column {}, {}: {}{and_more}",
        finding.line, finding.column, finding.xpath, finding.message
    );
    Some(Refusal {
        status: ReceiptStatus::Invalid,
        code: finding.code.clone(),
        reason,
        clause: finding
            .clause
            .clone()
            .unwrap_or_else(|| "SEND-2".to_owned()),
    })
}

fn parties(turn: &Turn<'_>, message: &Message) -> Option<Refusal> {
    let outline = &message.outline;
    let sender = match number(&outline.sender, FormatCode::SenderIdNotValid) {
        Ok(sender) => sender,
        Err(refusal) => return Some(refusal),
    };
    let recipient = match number(&outline.recipient, FormatCode::RecipientIdNotValid) {
        Ok(recipient) => recipient,
        Err(refusal) => return Some(refusal),
    };
    own_sender(turn, message.origin, &sender)
        .or_else(|| direction(turn, &sender, &recipient))
        .or_else(|| special_rights(turn, outline, &sender))
        .or_else(|| reachable(turn, outline, &recipient))
}

/// Who a party is. What does not fit is a finding of the format's check already (MEMO-17); this is
/// for a message that was not checked.
fn number(party: &PartyOutline, code: FormatCode) -> Result<PartyId, Refusal> {
    let id = party.id.as_deref().unwrap_or_default();
    let id_type = party.id_type.as_deref().unwrap_or_default();
    PartyId::parse(id, id_type).map_err(|_| Refusal::new(Code::Format(code), code.english()))
}

/// MEMO-14, first half: a system sends for the organisation it belongs to.
fn own_sender(turn: &Turn<'_>, origin: Origin, sender: &PartyId) -> Option<Refusal> {
    let (owner, whose) = match origin {
        Origin::Testportal => return None,
        Origin::System { system } => {
            let system = turn.state.systems.get(&system);
            (
                system.map(|system| PartyId::Cvr(system.owner)),
                "sending system",
            )
        }
        Origin::Mailbox { owner } => (Some(owner), "mailbox"),
    };
    if owner.as_ref() == Some(sender) {
        return None;
    }
    let owner = owner.map_or_else(|| "nobody".to_owned(), |owner| owner.to_string());
    Some(Refusal::new(
        Code::SenderNotAllowed,
        format!("the sender is {sender}, but the {whose} belongs to {owner}"),
    ))
}

/// MEMO-14, second half: mail has an authority at one end at least.
fn direction(turn: &Turn<'_>, sender: &PartyId, recipient: &PartyId) -> Option<Refusal> {
    let is_authority = |id: &PartyId| {
        turn.state
            .registry
            .party(id)
            .is_some_and(Party::is_authority)
    };
    if is_authority(sender) || is_authority(recipient) {
        return None;
    }
    Some(Refusal::new(
        Code::RecipientNotAllowed,
        format!(
            "neither {sender} nor {recipient} is an authority; mail goes between citizens or companies and authorities, and between authorities"
        ),
    ))
}

/// MEMO-13.
fn special_rights(turn: &Turn<'_>, outline: &Outline, sender: &PartyId) -> Option<Refusal> {
    let (mandatory_allowed, legal_allowed) = match turn.state.registry.party(sender) {
        Some(Party::Organisation(organisation)) => match organisation.kind {
            OrganisationKind::Authority {
                mandatory_post_allowed,
                legal_notification_allowed,
                ..
            } => (mandatory_post_allowed, legal_notification_allowed),
            OrganisationKind::Company { .. } => (false, false),
        },
        Some(Party::Citizen(_)) | None => (false, false),
    };
    let refused = |code, what| Some(Refusal::new(code, format!("{sender} may not send {what}")));
    if outline.mandatory && !mandatory_allowed {
        return refused(Code::MandatoryPostNotAllowed, "mandatory mail");
    }
    if outline.legal_notification && !legal_allowed {
        return refused(Code::LegalNotificationNotAllowed, "legal notifications");
    }
    None
}

/// SEND-7, MEMO-12: whether the recipient can have this mail.
pub(crate) fn reachable(
    turn: &Turn<'_>,
    outline: &Outline,
    recipient: &PartyId,
) -> Option<Refusal> {
    let Some(party) = turn.state.registry.party(recipient) else {
        return Some(Refusal::new(
            Code::RecipientNotRegistered,
            format!("nobody is registered as {recipient}"),
        ));
    };
    let (code, what) = match party.status() {
        RecipientStatus::Registered => return None,
        RecipientStatus::Exempt | RecipientStatus::Unregistered
            if outline.message_type == Some(MessageType::NemSms)
                && turn.profile.nem_sms_despite_exemption =>
        {
            return None;
        }
        RecipientStatus::Exempt
            if outline.mandatory
                || outline.legal_notification && turn.profile.exempt_get_legal_notifications =>
        {
            return None;
        }
        RecipientStatus::Exempt => (
            Code::RecipientIsExempt,
            "is exempt, and the message is not mandatory mail",
        ),
        RecipientStatus::Unregistered => (Code::RecipientNotRegistered, "is not registered"),
        RecipientStatus::Closed => (Code::RecipientIsClosed, "is closed"),
        RecipientStatus::Dead => (Code::RecipientIsClosed, "is dead"),
    };
    Some(Refusal::new(code, format!("{recipient} {what}")))
}

/// MEMO-3, CS-3: a contact point that takes the mail may take less of it. One that is named but
/// takes no mail sets no limits: the mail goes to the primary system (DEL-1).
fn contact_point(turn: &Turn<'_>, message: &Message) -> Option<Refusal> {
    let point = route::open_point(turn, &message.outline, message.recipient()?)?;
    let too_large = point
        .memo_size_threshold
        .filter(|most| message.body.size > most.bytes());
    if let Some(most) = too_large {
        return Some(Refusal::new(
            Code::ContactPointMessageTooLarge,
            format!(
                "the message weighs {} bytes; contact point '{}' takes at most {}",
                message.body.size,
                point.name,
                most.bytes()
            ),
        ));
    }
    let attachments = message.outline.additional_documents;
    let most = point
        .allowed_number_of_attachments
        .filter(|&most| attachments > most)?;
    Some(Refusal::new(
        Code::ContactPointAttachmentsTooMany,
        format!(
            "the message has {attachments} attachments; contact point '{}' takes at most {most}",
            point.name
        ),
    ))
}

/// MEMO-10.
fn value_date(turn: &Turn<'_>, outline: &Outline) -> Option<Refusal> {
    let date = outline.value_date?;
    let today = calendar::date_at(turn.now, &turn.profile.value_date_zone);
    let furthest = calendar::date_at(
        calendar::after(turn.now, turn.profile.value_date_furthest),
        &turn.profile.value_date_zone,
    );
    let (code, what) = if date < today {
        (
            Code::DoNotDeliverUntilDateTooEarly,
            format!("lies before today, {today}"),
        )
    } else if date > furthest {
        (
            Code::DoNotDeliverUntilDateTooLate,
            format!("lies after {furthest}, the furthest allowed"),
        )
    } else {
        return None;
    };
    Some(Refusal::new(
        code,
        format!("doNotDeliverUntilDate {date} {what}"),
    ))
}
