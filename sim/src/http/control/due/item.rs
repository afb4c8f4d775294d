//! One thing that will happen by itself, and why.

use serde::Serialize;
use testpost_engine::Engine;
use testpost_engine::command::Origin;
use testpost_engine::event::{Destination, Stage};
use testpost_engine::id::{ExemptionId, SystemId};
use testpost_engine::state::agenda::{Slot, Step};
use testpost_engine::state::messages::Message;
use utoipa::ToSchema;

use crate::http::control::times::show;

/// Something due.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DueItem {
    at: String,
    /// VALIDATE, REACH_VALUE_DATE, CALL_RECEIPT_BACK, ATTEMPT, HAND_OVER_TO_PRIMARY,
    /// WARN_TECHNICAL_CONTACT, DEACTIVATE_SYSTEM,
    /// END_NEM_SMS_PERIOD or END_EXEMPTION
    #[serde(rename = "type")]
    kind: String,
    message: Option<String>,
    system: Option<String>,
    clause: String,
    pub(in crate::http::control) why: String,
}

impl DueItem {
    pub(in crate::http::control) fn of(engine: &Engine, slot: Slot, step: Step) -> DueItem {
        let message = step
            .message()
            .and_then(|uuid| engine.state().messages.get(uuid));
        let system = step
            .system()
            .or_else(|| message.and_then(|message| system_of(message, step)))
            .or_else(|| unattached(engine, step));
        let (clause, why) = reason(engine, step, message, system);
        DueItem {
            at: show(slot.at),
            kind: step.name().to_owned(),
            message: step.message().map(|uuid| uuid.to_string()),
            system: system.map(|id| id.to_string()),
            clause: clause.to_owned(),
            why,
        }
    }
}

/// The system that a step about a message calls.
fn system_of(message: &Message, step: Step) -> Option<SystemId> {
    match step {
        Step::CallReceiptBack { .. } => match message.origin {
            Origin::System { system } => Some(system),
            Origin::Testportal | Origin::Mailbox { .. } => None,
        },
        Step::Attempt { .. } | Step::HandOver { .. } => {
            match message.delivery.as_ref().map(|way| &way.destination) {
                Some(Destination::System { system }) => Some(*system),
                Some(Destination::Mailbox { .. }) | None => None,
            }
        }
        Step::Validate { .. }
        | Step::ReachValueDate { .. }
        | Step::EndNemSmsPeriod { .. }
        | Step::EndExemption { .. }
        | Step::BeginWindow { .. }
        | Step::EndWindow { .. }
        | Step::Warn { .. }
        | Step::Deactivate { .. } => None,
    }
}

/// The system that a receipt about no message goes to.
fn unattached(engine: &Engine, step: Step) -> Option<SystemId> {
    match step {
        Step::CallReceiptBack { receipt, .. } => {
            Some(engine.state().receipts.unattached(receipt)?.system)
        }
        Step::Attempt { .. }
        | Step::HandOver { .. }
        | Step::Validate { .. }
        | Step::ReachValueDate { .. }
        | Step::EndNemSmsPeriod { .. }
        | Step::EndExemption { .. }
        | Step::BeginWindow { .. }
        | Step::EndWindow { .. }
        | Step::Warn { .. }
        | Step::Deactivate { .. } => None,
    }
}

fn reason(
    engine: &Engine,
    step: Step,
    message: Option<&Message>,
    system: Option<SystemId>,
) -> (&'static str, String) {
    let name = system.map_or_else(String::new, |id| name(engine, id));
    let delivery = message.and_then(|message| message.delivery.as_ref());
    let last = delivery
        .and_then(|way| way.attempts.last())
        .and_then(|attempt| attempt.outcome)
        .map_or_else(String::new, |outcome| {
            format!(", the one before: {outcome}")
        });
    match step {
        Step::Validate { .. } => ("SEND-2", "an accepted message is looked at".to_owned()),
        Step::ReachValueDate { .. } => ("VALUE-1", "its value date begins".to_owned()),
        Step::CallReceiptBack { .. } => (
            "SEND-4",
            format!("the business receipt did not reach {name} and is tried again"),
        ),
        Step::Attempt { .. } => {
            let number = delivery.map_or(1, |way| way.attempts.len() + 1);
            let of_stage = delivery.map_or(0, |way| way.stage_attempts);
            let first_day = engine.profile().retry_first_day.len();
            let clause = match delivery.map(|way| way.stage) {
                Some(Stage::Primary) => "RETRY-5",
                Some(Stage::Schedule) if of_stage >= first_day => "RETRY-3",
                Some(Stage::Schedule) | None => "RETRY-2",
            };
            (clause, format!("attempt {number} at {name}{last}"))
        }
        Step::HandOver { .. } => (
            "RETRY-4",
            format!("the attempts at {name} end and the primary system takes over{last}"),
        ),
        Step::EndNemSmsPeriod { .. } => (
            "SMS-2",
            "nobody has signed up for NemSMS in its period, and it fails".to_owned(),
        ),
        Step::EndExemption { exemption } => exemption_end(engine, exemption),
        Step::BeginWindow { .. } => ("SYS-7", format!("the time of activation of {name} begins")),
        Step::EndWindow { .. } => (
            "SYS-7",
            format!("the time of activation of {name} ends; its waiting mail goes to the primary"),
        ),
        Step::Warn { .. } => (
            "RETRY-9",
            format!("{name} can receive nothing; its technical contact is warned"),
        ),
        Step::Deactivate { .. } => (
            "RETRY-8",
            format!("{name} could receive nothing at all for so long that it is deactivated"),
        ),
    }
}

fn exemption_end(engine: &Engine, id: ExemptionId) -> (&'static str, String) {
    let Some(exemption) = engine.state().exemptions.get(id) else {
        return ("EX-1", "an exemption ends".to_owned());
    };
    let party = exemption.party;
    match exemption.lifting {
        Some(_) => (
            "EX-5",
            format!("the lifting of the exemption of {party} takes effect"),
        ),
        None => (
            "EX-1",
            format!("the exemption of {party} ends by itself, for it was not renewed"),
        ),
    }
}

pub(in crate::http::control) fn name(engine: &Engine, id: SystemId) -> String {
    match engine.state().systems.get(&id) {
        Some(system) => format!("system '{}'", system.name),
        None => format!("system {id}"),
    }
}
