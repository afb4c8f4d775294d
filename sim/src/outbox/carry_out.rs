//! From an effect of the engine to its outcome: builds the call, makes it, records the exchange.
//!
//! How many calls to one system are open at once is bounded here, for each kind of call apart: a
//! vendor may wait inside its pushes for its receipts. The order of the outcomes is the world's
//! affair. Decides nothing: what an outcome means is for the engine to say.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Serialize;
use testpost_engine::id::SystemId;
use testpost_engine::profile::Profile;
use testpost_engine::{CallOutcome, Effect, FailureReason};
use testpost_memo::id::MessageUuid;
use tokio::sync::Semaphore;

use crate::limits::LIMITS;

use crate::clock::wall_now;
use crate::exchanges::{Direction, ExchangeKind, NewExchange, RecordedPart};
use crate::outbox::smtp::{Mail, Mailer, Record};
use crate::outbox::{publish, receipt_callback, spoilt};
use crate::outgoing::{Outgoing, OutgoingBody, OutgoingCall};
use crate::spool::Spool;
use crate::versions::handed_over;

/// One world's way out.
#[derive(Debug)]
pub struct Outbox {
    outgoing: Outgoing,
    mailer: Option<Mailer>,
    spool: Spool,
    rooms: Mutex<BTreeMap<(SystemId, Way), Arc<Semaphore>>>,
}

/// The kinds of calls whose number is bounded apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Push,
    Receipt,
}

impl Way {
    fn of(effect: &Effect) -> (SystemId, Way) {
        match effect {
            Effect::Push { system, .. } | Effect::Notify { system, .. } => (*system, Way::Push),
            Effect::ReceiptCallback { system, .. } => (*system, Way::Receipt),
        }
    }
}

/// What the world's profile says about calls.
#[derive(Debug, Clone)]
pub struct CallSettings {
    /// Wall time.
    pub timeout: Duration,
    /// memoSchVersion of messages that are converted to 1.1.
    pub memo_schema_version: String,
}

impl CallSettings {
    pub fn of(profile: &Profile) -> CallSettings {
        CallSettings {
            timeout: Duration::try_from(profile.push_timeout).unwrap_or_default(),
            memo_schema_version: profile.memo_schema_version.clone(),
        }
    }
}

/// How an effect went, and its exchange.
#[derive(Debug)]
pub struct CarriedOut {
    pub outcome: CallOutcome,
    pub exchange: NewExchange,
}

/// What a call needs beyond its address.
pub(super) struct Letter {
    pub(super) headers: HeaderMap,
    pub(super) body: OutgoingBody,
}

impl Letter {
    pub(super) fn json(body: &impl Serialize) -> serde_json::Result<Letter> {
        let body = serde_json::to_vec(body)?;
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Ok(Letter {
            headers,
            body: OutgoingBody::Bytes(Bytes::from(body)),
        })
    }
}

/// What the exchange says about the effect.
struct Subject<'a> {
    kind: ExchangeKind,
    message: Option<MessageUuid>,
    system: SystemId,
    attempt: u32,
    endpoint: &'a str,
}

impl Outbox {
    pub fn new(outgoing: Outgoing, mailer: Option<Mailer>, spool: Spool) -> Outbox {
        Outbox {
            outgoing,
            mailer,
            spool,
            rooms: Mutex::default(),
        }
    }

    /// Sends a mail on to the SMTP server, where there is one; never waits for it.
    pub fn mail(&self, mail: Mail, record: Record) {
        if let Some(mailer) = &self.mailer {
            mailer.post(mail, record);
        }
    }

    /// `at` is the world's time.
    pub async fn carry_out(
        &self,
        effect: &Effect,
        at: Timestamp,
        settings: &CallSettings,
    ) -> CarriedOut {
        // The semaphore is never closed; if it were, the calls would only be unbounded.
        let _room = self.room(Way::of(effect)).acquire_owned().await.ok();
        match effect {
            Effect::Push {
                id: _,
                message,
                system,
                attempt,
                endpoint,
                body,
                version,
                marks,
                times: _,
                spoilt,
            } => {
                let subject = Subject {
                    kind: ExchangeKind::Push,
                    message: Some(*message),
                    system: *system,
                    attempt: *attempt,
                    endpoint,
                };
                let letter = match self.spool.get(body) {
                    Some(body) => {
                        let schema_version = &settings.memo_schema_version;
                        let marks = marks.clone();
                        match handed_over(&self.spool, &body, *version, schema_version, marks).await
                        {
                            Ok(body) => spoilt::letter(&self.spool, *message, body, *spoilt).await,
                            Err(fault) => Err(fault.to_string()),
                        }
                    }
                    None => Err(format!("the body {body} is no longer in the spool")),
                };
                self.call(subject, letter, at, settings.timeout).await
            }
            Effect::Notify {
                id: _,
                message,
                system,
                attempt,
                endpoint,
                times: _,
            } => {
                let subject = Subject {
                    kind: ExchangeKind::Notify,
                    message: Some(*message),
                    system: *system,
                    attempt: *attempt,
                    endpoint,
                };
                let letter = publish::letter(*message).map_err(|error| error.to_string());
                self.call(subject, letter, at, settings.timeout).await
            }
            Effect::ReceiptCallback {
                id: _,
                message,
                system,
                attempt,
                endpoint,
                receipt,
                times: _,
            } => {
                let subject = Subject {
                    kind: ExchangeKind::Receipt,
                    message: *message,
                    system: *system,
                    attempt: *attempt,
                    endpoint,
                };
                let letter = receipt_callback::letter(receipt).map_err(|error| error.to_string());
                self.call(subject, letter, at, settings.timeout).await
            }
        }
    }

    fn room(&self, way: (SystemId, Way)) -> Arc<Semaphore> {
        // Nothing panics while it holds this lock.
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let room = rooms
            .entry(way)
            .or_insert_with(|| Arc::new(Semaphore::new(LIMITS.calls_at_once)));
        Arc::clone(room)
    }

    async fn call(
        &self,
        subject: Subject<'_>,
        letter: Result<Letter, String>,
        at: Timestamp,
        timeout: Duration,
    ) -> CarriedOut {
        let mut exchange = NewExchange {
            at,
            wall: wall_now(),
            direction: Direction::Out,
            kind: subject.kind,
            method: "POST".to_owned(),
            url: without_password(subject.endpoint),
            status: None,
            error: None,
            attempt: Some(subject.attempt),
            message: subject.message.map(|uuid| uuid.to_string()),
            system: Some(subject.system.to_string()),
            duration_ms: 0,
            request: RecordedPart::default(),
            response: RecordedPart::default(),
        };
        let letter = match letter {
            Ok(letter) => letter,
            Err(error) => {
                exchange.error = Some(error);
                return CarriedOut {
                    outcome: CallOutcome::Failed {
                        reason: FailureReason::Other,
                    },
                    exchange,
                };
            }
        };
        let called = self
            .outgoing
            .call(OutgoingCall {
                method: reqwest::Method::POST,
                url: subject.endpoint.to_owned(),
                headers: letter.headers,
                body: letter.body,
                timeout,
            })
            .await;
        exchange.duration_ms = u64::try_from(called.duration.as_millis()).unwrap_or(u64::MAX);
        exchange.request = called.request;
        exchange.response = called.response;
        let outcome = match called.outcome {
            Ok(status) => {
                exchange.status = Some(status);
                CallOutcome::Answered { status }
            }
            Err((reason, words)) => {
                exchange.error = Some(words);
                CallOutcome::Failed { reason }
            }
        };
        CarriedOut { outcome, exchange }
    }
}

/// An endpoint may carry a name and a password; exchanges do not show the latter.
fn without_password(endpoint: &str) -> String {
    match reqwest::Url::parse(endpoint) {
        Ok(mut url) if url.password().is_some() => {
            // Fails only for addresses that cannot have a password.
            let _ = url.set_password(Some("****"));
            url.into()
        }
        Ok(_) | Err(_) => endpoint.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_shown_as_it_was_written_and_without_its_password() {
        for (endpoint, shown) in [
            ("http://127.0.0.1:1/a", "http://127.0.0.1:1/a"),
            ("http://127.0.0.1:1", "http://127.0.0.1:1"),
            ("http://a:secret@127.0.0.1/", "http://a:****@127.0.0.1/"),
            ("no address", "no address"),
        ] {
            assert_eq!(without_password(endpoint), shown);
        }
    }
}
