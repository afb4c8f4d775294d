//! Writes down every call on the service port as an exchange, refused ones too, and keeps the
//! call open in its world until the answer has been written.
//!
//! The exchange is there before the answer goes out, so that whoever has the answer can look
//! the call up. What a handler learns about the call (its world, its system) it notes here.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::MethodRouter;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt;
use jiff::Timestamp;
use tokio::time::Instant;

use super::ServicePort;
use super::faults::{self, Strike};
use super::request_body::Passing;
use crate::after_answer::AfterAnswer;
use crate::clock::wall_now;
use crate::exchanges::{Direction, ExchangeKind, NewExchange, RecordedBody, RecordedPart};
use crate::http::parameters::{QueryText, in_path};
use crate::http::refused::Refused;
use crate::world::{OpenCall, World};

/// What is known of a call while it is handled.
#[derive(Debug, Clone, Default)]
pub(super) struct CallLog(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    world: Option<(World, Arc<OpenCall>)>,
    at: Option<Timestamp>,
    system: Option<String>,
    message: Option<String>,
    /// What went wrong on purpose.
    fault: Option<String>,
}

impl CallLog {
    /// The call belongs to this world, and is open in it from now on.
    pub(super) fn enter(&self, world: &World) -> Arc<OpenCall> {
        let open = Arc::new(world.open_call());
        self.note(|noted| noted.world = Some((world.clone(), Arc::clone(&open))));
        open
    }

    pub(super) fn note_time(&self, at: Timestamp) {
        self.note(|noted| noted.at = Some(at));
    }

    pub(super) fn note_system(&self, system: String) {
        self.note(|noted| noted.system = Some(system));
    }

    pub(super) fn note_message(&self, message: String) {
        self.note(|noted| noted.message = Some(message));
    }

    pub(super) fn note_fault(&self, fault: String) {
        self.note(|noted| noted.fault = Some(fault));
    }

    fn note<T>(&self, note: impl FnOnce(&mut Noted) -> T) -> T {
        // Nothing panics while it holds this lock.
        note(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The address as the caller wrote it; routing cuts off what it has matched.
#[derive(Debug, Clone)]
pub(super) struct AsCalled(pub(super) Uri);

/// These routes, written down as exchanges of this kind.
pub(in crate::http) fn recorded(
    kind: ExchangeKind,
    routes: MethodRouter<ServicePort>,
) -> MethodRouter<ServicePort> {
    routes.route_layer(from_fn(move |request, next| record(kind, request, next)))
}

/// What the exchange keeps of the request's head.
struct Head {
    kind: ExchangeKind,
    method: Method,
    url: String,
    headers: HeaderMap,
    wall: Timestamp,
    started: Instant,
    /// What waits for the answer to be written.
    after: Option<AfterAnswer>,
}

async fn record(kind: ExchangeKind, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let head = Head {
        kind,
        method: parts.method.clone(),
        url: url(&parts),
        headers: parts.headers.clone(),
        wall: wall_now(),
        started: Instant::now(),
        after: parts.extensions.get().cloned(),
    };
    let log = CallLog::default();
    if let Some(message) = message_named(kind, &mut parts).await {
        log.note_message(message);
    }
    parts.extensions.insert(log.clone());
    let passing = Passing::default();
    let body = passing.watch(body);
    let strike = faults::strike(&mut parts, &log).await;
    if let Some(strike) = &strike {
        log.note_fault(strike.in_words());
    }
    let response = match strike.as_ref().and_then(Strike::instead) {
        Some(response) => {
            // What the caller sends is read on below.
            drop(body);
            response
        }
        None => next.run(Request::from_parts(parts, body)).await,
    };
    let waits_for_leave = head.headers.contains_key(header::EXPECT) && passing.is_untouched();
    let is_reset = strike.as_ref().is_some_and(Strike::resets_at_once);
    if !waits_for_leave && !is_reset {
        passing.read_rest().await;
    }
    let response = write_down(&log, head, passing.recorded(), response).await;
    match strike {
        Some(strike) => strike.on_its_way(response),
        None => response,
    }
}

/// The message that a call is about, as the caller names it.
async fn message_named(kind: ExchangeKind, parts: &mut Parts) -> Option<String> {
    if kind == ExchangeKind::Send {
        return QueryText::of(parts)
            .text("memo-message-uuid")
            .map(ToOwned::to_owned);
    }
    if parts.uri.path().contains("/memos/") {
        in_path(parts, "id").await
    } else {
        None
    }
}

fn url(parts: &Parts) -> String {
    let host = parts
        .headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let uri = parts
        .extensions
        .get()
        .map_or(&parts.uri, |AsCalled(uri)| uri);
    match host {
        Some(host) => format!("http://{host}{uri}"),
        None => uri.to_string(),
    }
}

async fn write_down(
    log: &CallLog,
    head: Head,
    request: RecordedBody,
    response: Response,
) -> Response {
    let (mut parts, body) = response.into_parts();
    // A handler that streams says itself how its body begins.
    let (recorded, body) = match parts.extensions.remove::<RecordedBody>() {
        Some(recorded) => (recorded, body),
        None => {
            let bytes = body
                .collect()
                .await
                .map_or_else(|_| bytes::Bytes::new(), |collected| collected.to_bytes());
            (RecordedBody::of(&bytes), Body::from(bytes))
        }
    };
    let refused = parts.extensions.remove::<Refused>();
    let Noted {
        world,
        at,
        system,
        message,
        fault,
    } = log.note(std::mem::take);
    let Some((world, open)) = world else {
        tracing::debug!(method = %head.method, status = %parts.status, "a call that belongs to no world");
        return Response::from_parts(parts, body);
    };
    let exchange = NewExchange {
        at: at.unwrap_or(head.wall),
        wall: head.wall,
        direction: Direction::In,
        kind: head.kind,
        method: head.method.to_string(),
        url: head.url,
        status: Some(parts.status.as_u16()),
        error: match (fault, refused) {
            (None, None) => None,
            (Some(fault), _) => Some(fault),
            (None, Some(refused)) => Some(refused.in_short()),
        },
        attempt: None,
        message,
        system,
        duration_ms: u64::try_from(head.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        request: RecordedPart::new(&head.headers, request),
        response: RecordedPart::new(&parts.headers, recorded),
    };
    world.record(&open, exchange);
    // Nothing about the call starts before its answer is out.
    let body = Body::new(Answer {
        body,
        open: Some(open),
        after: head.after,
    });
    Response::from_parts(parts, body)
}

/// An answer's body. When it has been taken, the call is over as soon as all is written.
struct Answer {
    body: Body,
    open: Option<Arc<OpenCall>>,
    after: Option<AfterAnswer>,
}

impl HttpBody for Answer {
    type Data = bytes::Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<bytes::Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        if let (Some(open), Some(after)) = (self.open.take(), &self.after) {
            after.let_go_of(open);
        }
    }
}
