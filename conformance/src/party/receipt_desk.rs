//! The receipt endpoint: POST `/sender-system/receipt` takes a Receipt as JSON and answers 200,
//! or what its script says (SEND-3, SEND-4). A receipt that comes twice is answered the same
//! way and listed once (SEND-5).

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use http_body_util::{BodyExt, Limited};
use hyper::Request;
use hyper::body::Incoming;
use jiff::Timestamp;

use super::answers::{Answer, AnswerStatus, SLOW, Script};
use super::door::{Lifetime, Reply, Turn};
use super::flaw::SenderFlaw;
use super::push_form;
use super::receipt::{Receipt, ReceiptStatus};
use super::seen::{HeldState, ReceiptSeen, Record};

pub(crate) const RECEIPT_PATH: &str = "/sender-system/receipt";
/// No receipt comes near it.
const RECEIPT_LIMIT: usize = 1024 * 1024;

#[derive(Debug)]
pub(crate) struct ReceiptDesk {
    pub(crate) record: Arc<Record>,
    pub(crate) script: Script,
    pub(crate) lifetime: Lifetime,
    pub(crate) now: fn() -> Timestamp,
    /// Whether a receipt decides how its message stands.
    pub(crate) follows: bool,
    /// What a sender does wrong with receipts.
    pub(crate) flaw: Option<SenderFlaw>,
}

impl ReceiptDesk {
    pub(crate) async fn take(&self, request: Request<Incoming>) -> Turn {
        let status = match self.script.next() {
            Answer::Refuse => return Turn::Reset,
            Answer::HangUp => {
                drop(request.into_body().into_data_stream().next().await);
                return Turn::HangUp;
            }
            Answer::Reset => {
                drop(request.into_body().into_data_stream().next().await);
                return Turn::Reset;
            }
            Answer::AcceptThenHangUp => {
                let body = Limited::new(request.into_body(), RECEIPT_LIMIT);
                if let Ok(body) = body.collect().await
                    && let Err(fault) = self.keep(&body.to_bytes())
                {
                    tracing::warn!(%fault, "what came was no receipt");
                }
                return Turn::HangUp;
            }
            Answer::Slow => {
                tokio::time::sleep(SLOW).await;
                AnswerStatus::OK
            }
            Answer::Timeout => {
                let mut body = request.into_body().into_data_stream();
                push_form::hear_out(&mut body, RECEIPT_LIMIT as u64).await;
                self.lifetime.closing.cancelled().await;
                return Turn::HangUp;
            }
            Answer::Status(status) => status,
        };
        let body = match Limited::new(request.into_body(), RECEIPT_LIMIT)
            .collect()
            .await
        {
            Ok(body) => body.to_bytes(),
            Err(fault) => {
                tracing::warn!(%fault, "a receipt did not arrive whole");
                return Turn::HangUp;
            }
        };
        if !status.accepts() {
            return Turn::Answer(Reply::empty(status.code()));
        }
        if let Some(status) = self.refused(&body) {
            return Turn::Answer(Reply::empty(status));
        }
        Turn::Answer(match self.keep(&body) {
            Ok(()) => Reply::empty(status.code()),
            Err(fault) => Reply::text(400, format!("the body is no Receipt: {fault}")),
        })
    }

    /// How a faulty sender refuses a receipt that a correct one takes.
    fn refused(&self, body: &Bytes) -> Option<u16> {
        self.flaw?;
        let receipt: Receipt = serde_json::from_slice(body).ok()?;
        let seen = self.record.seen();
        match self.flaw {
            Some(SenderFlaw::RefusesDoubled) => {
                let again = |known: &ReceiptSeen| known.receipt == receipt;
                seen.receipts.iter().any(again).then_some(409)
            }
            Some(SenderFlaw::RefusesOlder) => {
                let place = |uuid: Option<&str>| {
                    let mut messages = seen.messages.iter();
                    messages.position(|held| Some(held.message_uuid.as_str()) == uuid)
                };
                let own = place(receipt.message_uuid.as_deref())?;
                let known = seen.receipts.iter();
                let newest = known
                    .filter_map(|known| place(known.receipt.message_uuid.as_deref()))
                    .max()?;
                (newest > own).then_some(409)
            }
            Some(SenderFlaw::RefusesLate) => {
                let time = |receipt: &Receipt| receipt.time_stamp.as_ref()?.parse().ok();
                let own: Timestamp = time(&receipt)?;
                let newest = seen
                    .receipts
                    .iter()
                    .filter_map(|r| time(&r.receipt))
                    .max()?;
                let age = newest.duration_since(own);
                (age > jiff::SignedDuration::from_hours(1)).then_some(410)
            }
            Some(_) | None => None,
        }
    }

    pub(crate) fn keep(&self, body: &Bytes) -> Result<(), serde_json::Error> {
        let receipt: Receipt = serde_json::from_slice(body)?;
        if let Some(uuid) = receipt.message_uuid.as_deref().filter(|_| self.follows) {
            let state = match receipt.receipt_status {
                ReceiptStatus::Received => HeldState::Accepted,
                ReceiptStatus::Completed => HeldState::Completed,
                ReceiptStatus::Invalid | ReceiptStatus::NotAllowed => HeldState::Failed,
            };
            self.record.held_is(uuid, state);
        }
        self.record.receipt((self.now)(), receipt);
        Ok(())
    }
}
