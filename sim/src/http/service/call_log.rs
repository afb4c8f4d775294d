//! Writes down every call on the service port as an exchange, refused ones too, and keeps the
//! call open in its world until the answer has been written.
//!
//! The exchange is there before the answer goes out, so that whoever has the answer can look
//! the call up. What a handler learns about the call (its world, its system) it notes here.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::MethodRouter;
use http_body::Body as HttpBody;
use http_body_util::BodyExt;
use jiff::Timestamp;
use tokio::time::Instant;

use super::ServicePort;
use super::request_body::Passing;
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

    fn note<T>(&self, note: impl FnOnce(&mut Noted) -> T) -> T {
        // Nothing panics while it holds this lock.
        note(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

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
    };
    let log = CallLog::default();
    if let Some(message) = message_named(kind, &mut parts).await {
        log.note_message(message);
    }
    parts.extensions.insert(log.clone());
    let passing = Passing::default();
    let response = next
        .run(Request::from_parts(parts, passing.watch(body)))
        .await;
    let waits_for_leave = head.headers.contains_key(header::EXPECT) && passing.is_untouched();
    if !waits_for_leave {
        passing.read_rest().await;
    }
    write_down(&log, head, passing.recorded(), response).await
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
    match host {
        Some(host) => format!("http://{host}{}", parts.uri),
        None => parts.uri.to_string(),
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
    let (world, at, system, message) = log.note(|noted| {
        (
            noted.world.take(),
            noted.at,
            noted.system.take(),
            noted.message.take(),
        )
    });
    let Some((world, open)) = world else {
        tracing::debug!(method = %head.method, status = %parts.status, "a call that belongs to no world");
        return Response::from_parts(parts, body);
    };
    world.exchanges().record(NewExchange {
        at: at.unwrap_or(head.wall),
        wall: head.wall,
        direction: Direction::In,
        kind: head.kind,
        method: head.method.to_string(),
        url: head.url,
        status: Some(parts.status.as_u16()),
        error: refused.map(|refused| refused.in_short()),
        attempt: None,
        message,
        system,
        duration_ms: u64::try_from(head.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        request: RecordedPart::new(&head.headers, request),
        response: RecordedPart::new(&parts.headers, recorded),
    });
    // The guard below hides how long the body is: said here, so that nothing goes out chunked
    // that need not.
    if let Some(length) = HttpBody::size_hint(&body).exact()
        && parts.status != StatusCode::NO_CONTENT
    {
        parts
            .headers
            .entry(header::CONTENT_LENGTH)
            .or_insert(length.into());
    }
    // The call is over when the last of the answer has been taken.
    let body = Body::new(body.map_frame(move |frame| {
        let _ = &open;
        frame
    }));
    Response::from_parts(parts, body)
}
