//! Why a message stands where it stands, in words.

use testpost_engine::Engine;
use testpost_engine::event::Destination;
use testpost_engine::state::messages::{Message, Progress};

use crate::http::control::due::item::{DueItem, name};
use crate::http::control::times::show;

pub(super) fn why(engine: &Engine, message: &Message, next: Option<&DueItem>) -> Option<String> {
    let delivery = message.delivery.as_ref();
    let to = match delivery.map(|way| &way.destination) {
        Some(Destination::System { system }) => name(engine, *system),
        Some(Destination::Mailbox { .. }) => "the recipient's mailbox".to_owned(),
        None => "nowhere yet".to_owned(),
    };
    let last = delivery.and_then(|way| way.attempts.last());
    match message.progress {
        Progress::Received => Some("it is accepted and has not been looked at yet".to_owned()),
        Progress::Validated => Some(
            "it is in order; delivery begins when its business receipt has been sent".to_owned(),
        ),
        Progress::Rejected => {
            let receipt = &message.receipt.as_ref()?.receipt;
            Some(format!(
                "refused by receipt, {}: {}: {}",
                receipt.receipt_status,
                receipt.error_code.as_deref().unwrap_or("no code"),
                receipt.error_message.as_deref().unwrap_or("no reason")
            ))
        }
        Progress::AwaitingValueDate { until } => {
            Some(format!("it is held until its value date, {}", show(until)))
        }
        Progress::Recalled => Some("its sender recalled it before its value date".to_owned()),
        Progress::Delivering => Some(match (last.and_then(|last| last.outcome), next) {
            (Some(outcome), Some(next)) => {
                format!("the last attempt at {to}: {outcome}; next: {}", next.why)
            }
            (Some(outcome), None) => format!("the last attempt at {to}: {outcome}"),
            (None, _) => format!("it is on its way to {to}"),
        }),
        Progress::AwaitingSignUp { until } => Some(format!(
            "a NemSMS whose recipient is not signed up; it waits for that until {}",
            show(until)
        )),
        Progress::Failed => Some(
            "a NemSMS whose recipient was not signed up within its value period (NemSMS fejlet)"
                .to_owned(),
        ),
        Progress::AwaitingFetch => Some(format!("{to} has not fetched and receipted it yet")),
        Progress::Held => Some(format!(
            "every attempt failed, the last at {to}: {}; it can still be fetched",
            last.and_then(|last| last.outcome)
                .map_or_else(|| "no answer".to_owned(), |outcome| outcome.to_string())
        )),
        Progress::Delivered => None,
    }
}
