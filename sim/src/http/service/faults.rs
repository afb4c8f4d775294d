//! What goes wrong on purpose with calls of the service port: the one place where the rules
//! about calls are carried out on the wire.
//!
//! Before the call is looked at it may wait, be answered 429 or 503, or lose its connection;
//! after it has been carried out its answer may be lost, whole or half. A list that lags is told
//! so (`Lag`). Which of these strikes is decided elsewhere (`CallFaults`).

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use jiff::{SignedDuration, Timestamp};
use testpost_engine::faults::Fault;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use super::call::{shown, world_of};
use super::call_log::CallLog;
use super::error_message::ErrorMessage;
use super::{ServicePort, operations, unavailable};
use crate::after_answer::AfterAnswer;
use crate::cut::Cut;
use crate::http::parameters::{QueryText, in_path};
use crate::http::refused::Refused;
use crate::world::StruckCall;

/// How far the list of this call lags behind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lag(pub(super) SignedDuration);

/// What strikes a call, with what it takes to carry it out.
pub(super) struct Strike {
    struck: StruckCall,
    now: Timestamp,
    is_send: bool,
    message: Option<String>,
    cut: Cut,
    after: AfterAnswer,
}

/// Decides what strikes this call, and lets it wait if it is to.
pub(super) async fn strike(parts: &mut Parts, log: &CallLog) -> Option<Strike> {
    let port = parts.extensions.get::<ServicePort>()?.clone();
    let system = shown(&parts.headers).ok().map(|(system, _)| system);
    let named = in_path(parts, "w").await;
    let world = world_of(&port, named.as_deref(), system).ok()??;
    let faults = world.call_faults();
    if faults.is_calm() {
        return None;
    }
    let operation = operations::called(parts)?;
    let now = world.query_at(|_, now| now).await.ok()?;
    let struck = faults.strike(now, system, operation)?;
    log.enter(&world);
    log.note_time(now);
    if let Some(system) = system {
        log.note_system(system.to_string());
    }
    tokio::time::sleep(struck.wait).await;
    if struck.lag.is_positive() {
        parts.extensions.insert(Lag(struck.lag));
    }
    let is_send = operation == "SendMemo";
    let message = QueryText::of(parts)
        .text("memo-message-uuid")
        .map(ToOwned::to_owned);
    Some(Strike {
        struck,
        now,
        is_send,
        message: message.filter(|_| is_send),
        cut: parts.extensions.get().cloned().unwrap_or_default(),
        after: parts.extensions.get().cloned().unwrap_or_default(),
    })
}

impl Strike {
    /// The answer in place of the call's own, where the call is not to be carried out.
    pub(super) fn instead(&self) -> Option<Response> {
        let (fault, measure) = self.struck.answer?;
        match fault {
            Fault::TooManyRequests => {
                let refused = Refused::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "too.many.requests",
                    "too many calls (fault too-many-requests)",
                    "wait as Retry-After says, then call again",
                );
                let response = ErrorMessage(refused).into_response();
                Some(retry_after(response, measure))
            }
            Fault::Unavailable => Some(retry_after(self.closed(fault), measure)),
            Fault::ServiceWindow => Some(self.closed(fault)),
            Fault::ConnectionReset => Some(StatusCode::SERVICE_UNAVAILABLE.into_response()),
            Fault::Latency
            | Fault::QueryLag
            | Fault::AnswerLost
            | Fault::HalfBody
            | Fault::ReceiptLate
            | Fault::ReceiptReordered
            | Fault::ReceiptDoubled
            | Fault::PushLate
            | Fault::PushReordered
            | Fault::PushDoubled
            | Fault::PushCut
            | Fault::PushUnreadable
            | Fault::PushInvalid
            | Fault::PushMisdirected
            | Fault::ExpiredCertificate => None,
        }
    }

    fn closed(&self, fault: Fault) -> Response {
        let why = format!("the service is closed or too busy (fault {})", fault.name());
        if self.is_send {
            unavailable::receipt(&why, self.message.as_deref(), self.now)
        } else {
            unavailable::error_message(&why)
        }
    }

    /// Whether the connection goes without a look at the call.
    pub(super) fn resets_at_once(&self) -> bool {
        self.decides(Fault::ConnectionReset)
    }

    fn decides(&self, fault: Fault) -> bool {
        self.struck
            .answer
            .is_some_and(|(answer, _)| answer == fault)
    }

    /// For the exchange.
    pub(super) fn in_words(&self) -> String {
        let names: Vec<&str> = self
            .struck
            .faults
            .iter()
            .map(|fault| fault.name())
            .collect();
        format!("fault {}", names.join(", "))
    }

    /// What becomes of the answer on its way out.
    pub(super) fn on_its_way(self, response: Response) -> Response {
        if self.decides(Fault::ConnectionReset) || self.decides(Fault::AnswerLost) {
            self.cut.now();
            return response;
        }
        if !self.decides(Fault::HalfBody) {
            return response;
        }
        response.map(|body| {
            let whole = body.size_hint().lower();
            Body::new(Halved {
                body,
                left: whole / 2,
                cut: self.cut,
                after: self.after,
                flushed: None,
            })
        })
    }
}

fn retry_after(mut response: Response, measure: SignedDuration) -> Response {
    let seconds = measure.as_secs().max(0);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// A body of which only so much is written; then the connection is cut.
struct Halved {
    body: Body,
    left: u64,
    cut: Cut,
    after: AfterAnswer,
    flushed: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
}

impl HttpBody for Halved {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.left > 0
            && let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(context))
        {
            let Ok(mut piece) = frame?.into_data() else {
                return Poll::Ready(None);
            };
            piece.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
            self.left -= piece.len() as u64;
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        // What was written must be out before the connection is cut.
        let after = self.after.clone();
        let flushed = self.flushed.get_or_insert_with(|| {
            let written = CancellationToken::new();
            after.let_go_of(written.clone().drop_guard());
            Box::pin(written.cancelled_owned())
        });
        ready!(flushed.as_mut().poll(context));
        self.cut.now();
        Poll::Ready(Some(Err(axum::Error::new(std::io::Error::other(
            "cut on purpose",
        )))))
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
