//! What a scenario's world went through, as events for the picture in a report: its journal,
//! with the names that the world and the scenario give to systems, people and letters.

use testpost_reports::{Happening, HappeningKind, Timeline, Tone};

use super::control_views::JournalItem;
use super::{ControlFault, Letters, Stage};

/// How many events a report keeps of one scenario.
const MOST: usize = 500;

/// Where what Digital Post does by itself stands.
const DIGITAL_POST: &str = "Digital Post";

pub(crate) async fn timeline(stage: &Stage, letters: &Letters) -> Result<Timeline, ControlFault> {
    let journal = stage.control.journal(&stage.world).await?;
    let happenings: Vec<Happening> = journal
        .items
        .iter()
        .filter_map(|item| happening(item, stage, letters))
        .collect();
    let unseen = happenings.len().saturating_sub(MOST) as u64;
    Ok(Timeline {
        happenings: happenings.into_iter().take(MOST).collect(),
        left_out: unseen + journal.dropped,
    })
}

/// None for what is only the other half of an event that is shown.
fn happening(item: &JournalItem, stage: &Stage, letters: &Letters) -> Option<Happening> {
    use HappeningKind::{Attempt, Delivered, Mail, Note, Receipt, Sent};
    use Tone::{Bad, Good, Plain};
    let (kind, tone) = match item.kind.as_str() {
        "TECHNICAL_RECEIPT_SENT" => (Sent, Good),
        "MEMO_SEND_VALIDATED"
        | "DELAYED_MEMO_SEND_VALIDATED_AWAITING_DELAY"
        | "DELAYED_MEMO_SEND_SENT" => (Note, Good),
        "MEMO_SEND_VALIDATION_FAILED" | "MEMO_SEND_FAILED" | "MEMO_ARCHIVE_REJECTED" => (Note, Bad),
        "BUSINESS_RECEIPT_SEND_TO_SENDER_SYSTEM" | "BUSINESS_RECEIPT_FETCHED" => (Receipt, Good),
        "BUSINESS_RECEIPT_SEND_TO_SENDER_SYSTEM_FAILED" | "BUSINESS_RECEIPT_GIVEN_UP" => {
            (Receipt, Bad)
        }
        "BUSINESS_RECEIPT_RECEIVED_BY_RECIPIENT_SYSTEM" => {
            let completed = item.text("status") == Some("COMPLETED");
            (Receipt, if completed { Good } else { Bad })
        }
        "MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM" => (Attempt, Good),
        "MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM_FAILED" => (Attempt, Bad),
        "MEMO_AVAILABLE_TO_RECIPIENT" | "MEMO_SEND_FETCHED_BY_RECIPIENT_SYSTEM" => {
            (Delivered, Good)
        }
        "MEMO_SEND_RECALLED" | "MEMO_SEND_HANDED_TO_PRIMARY" => (Note, Plain),
        "MEMO_SEND_HELD" | "NEM_SMS_SEND_FAILED" => (Note, Bad),
        "SYSTEM_WARNED" => (Mail, Plain),
        "SYSTEM_DEACTIVATED" => (Mail, Bad),
        // Beginnings of what is shown when it ends, and bookkeeping.
        "MEMO_SEND_ATTEMPT_STARTED"
        | "BUSINESS_RECEIPT_ATTEMPT_STARTED"
        | "BUSINESS_RECEIPT_CREATED"
        | "BUSINESS_RECEIPT_DELETED"
        | "MEMO_SEND_ROUTED"
        | "SYSTEM_REACHABLE"
        | "CLOCK_MOVED" => return None,
        _ => (Note, Plain),
    };
    Some(Happening {
        at: item.at,
        place: place_of(item, stage, kind),
        kind,
        tone,
        words: words_of(item),
        message: item
            .message
            .as_ref()
            .map(|uuid| letters.name_of(uuid).to_owned()),
        clause: item.clause.clone(),
    })
}

fn place_of(item: &JournalItem, stage: &Stage, kind: HappeningKind) -> String {
    let system_id = item
        .system
        .as_deref()
        .or_else(|| item.nested("origin", "system"))
        .or_else(|| item.nested("destination", "system"));
    if let Some(id) = system_id {
        let mut systems = stage.directory.systems();
        let known = systems.find(|system| system.id.eq_ignore_ascii_case(id));
        return known.map_or_else(|| id.to_owned(), |system| system.name.clone());
    }
    if let Some(owner) = item.nested("destination", "owner") {
        let party = stage.directory.party(owner).found();
        return party.map_or_else(
            || format!("mailbox of {owner}"),
            |party| format!("mailbox of {}", party.name()),
        );
    }
    match (kind, item.text("to")) {
        (HappeningKind::Mail, Some(to)) => to.to_owned(),
        _ => DIGITAL_POST.to_owned(),
    }
}

fn words_of(item: &JournalItem) -> String {
    let mut words = match &item.name {
        Some(name) => name.clone(),
        None => item.kind.to_lowercase().replace('_', " "),
    };
    for detail in ["code", "reason", "status", "subject"] {
        if let Some(text) = item.text(detail) {
            words.push_str(": ");
            words.push_str(text);
            break;
        }
    }
    if let Some(outcome) = item.own.get("outcome") {
        let status = outcome.get("status").and_then(serde_json::Value::as_u64);
        let reason = outcome.get("reason").and_then(serde_json::Value::as_str);
        match (status, reason) {
            (Some(status), _) => words.push_str(&format!(": answered {status}")),
            (None, Some(reason)) => words.push_str(&format!(": {reason}")),
            (None, None) => {}
        }
    }
    words
}
