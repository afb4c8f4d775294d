//! Validation of an accepted message: may it be delivered to whom it names (SEND-2, SEND-7,
//! MEMO-12 to MEMO-14, MEMO-17)? What follows is the business receipt, and then delivery or the
//! wait for the value date.

use testpost_memo::id::{MessageUuid, PartyId};
use testpost_memo::{Outline, PartyOutline, Severity};

use crate::calendar;
use crate::command::Origin;
use crate::delivery::{hold, receipt};
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
    fn new(status: ReceiptStatus, code: &str, clause: &str, reason: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            reason: reason.into(),
            clause: clause.to_owned(),
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
    Some(Refusal::new(
        ReceiptStatus::Invalid,
        &finding.code,
        finding.clause.as_deref().unwrap_or("SEND-2"),
        reason,
    ))
}

fn parties(turn: &Turn<'_>, message: &Message) -> Option<Refusal> {
    let outline = &message.outline;
    let sender = match number(&outline.sender, "sender") {
        Ok(sender) => sender,
        Err(refusal) => return Some(refusal),
    };
    let recipient = match number(&outline.recipient, "recipient") {
        Ok(recipient) => recipient,
        Err(refusal) => return Some(refusal),
    };
    own_sender(turn, message.origin, &sender)
        .or_else(|| direction(turn, &sender, &recipient))
        .or_else(|| special_rights(turn, outline, &sender))
        .or_else(|| reachable(turn, outline, &recipient))
}

/// MEMO-17.
fn number(party: &PartyOutline, whose: &str) -> Result<PartyId, Refusal> {
    let id = party.id.as_deref().unwrap_or_default();
    let id_type = party.id_type.as_deref().unwrap_or_default();
    PartyId::parse(id, id_type).map_err(|fault| {
        Refusal::new(
            ReceiptStatus::Invalid,
            &format!("{whose}.id.not.valid"),
            "MEMO-17",
            format!(
                "line {}, column {}: the {whose}'s id and idType '{id_type}' do not fit: {fault}",
                party.place.line, party.place.column
            ),
        )
    })
}

/// MEMO-14, first half: a system sends for the organisation it belongs to.
fn own_sender(turn: &Turn<'_>, origin: Origin, sender: &PartyId) -> Option<Refusal> {
    let Origin::System { system } = origin else {
        return None;
    };
    let owner = turn.state.systems.get(&system).map(|system| system.owner);
    if owner.map(PartyId::Cvr).as_ref() == Some(sender) {
        return None;
    }
    Some(Refusal::new(
        ReceiptStatus::NotAllowed,
        "sender.not.allowed",
        "MEMO-14",
        format!(
            "the sender is {sender}, but the sending system belongs to {}",
            owner.map_or_else(|| "nobody".to_owned(), |cvr| format!("CVR {cvr}"))
        ),
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
        ReceiptStatus::NotAllowed,
        "recipient.not.allowed",
        "MEMO-14",
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
    let refused = |code, what| {
        Some(Refusal::new(
            ReceiptStatus::NotAllowed,
            code,
            "MEMO-13",
            format!("{sender} may not send {what}"),
        ))
    };
    if outline.mandatory && !mandatory_allowed {
        return refused("mandatory.post.not.allowed", "mandatory mail");
    }
    if outline.legal_notification && !legal_allowed {
        return refused("legal.notification.not.allowed", "legal notifications");
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
            ReceiptStatus::NotAllowed,
            "recipient.not.registered",
            "SEND-7",
            format!("nobody is registered as {recipient}"),
        ));
    };
    let (code, clause, what) = match party.status() {
        RecipientStatus::Registered => return None,
        RecipientStatus::Exempt if outline.mandatory => return None,
        RecipientStatus::Exempt => (
            "recipient.is.exempt",
            "SEND-7",
            "is exempt, and the message is not mandatory mail",
        ),
        RecipientStatus::Unregistered => {
            ("recipient.not.registered", "SEND-7", "is not registered")
        }
        RecipientStatus::Closed => ("recipient.is.closed", "MEMO-12", "is closed"),
        RecipientStatus::Dead => ("recipient.is.closed", "MEMO-12", "is dead"),
    };
    Some(Refusal::new(
        ReceiptStatus::NotAllowed,
        code,
        clause,
        format!("{recipient} {what}"),
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
            "do.not.deliver.until.date.too.early",
            format!("lies before today, {today}"),
        )
    } else if date > furthest {
        (
            "do.not.deliver.until.date.too.late",
            format!("lies after {furthest}, the furthest allowed"),
        )
    } else {
        return None;
    };
    Some(Refusal::new(
        ReceiptStatus::Invalid,
        code,
        "MEMO-10",
        format!("doNotDeliverUntilDate {date} {what}"),
    ))
}
