//! The body of a call as it passes: how it begins is kept for the exchange, and what a refusal
//! leaves unread is read on and thrown away.
//!
//! A sender that is refused in the middle of its body sees a broken pipe and never the answer,
//! so the answer waits for the rest: so much of it, and so long, as the limits here allow. A
//! client that waits for 100 Continue has sent nothing yet and gets its answer at once.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt;

use crate::exchanges::RecordedBody;

/// How much of one body is read at most, in all: twice what a message may weigh.
const READ_AT_MOST: u64 = 200_000_000;

/// How long the rest of a refused body is read at most.
const READ_FOR: Duration = Duration::from_secs(30);

/// What both ends know of a passing body.
#[derive(Debug, Clone, Default)]
pub(super) struct Passing(Arc<Mutex<Passed>>);

#[derive(Debug, Default)]
struct Passed {
    recorded: RecordedBody,
    /// What whoever took the body left of it.
    rest: Option<Body>,
}

impl Passing {
    /// The body, watched.
    pub(super) fn watch(&self, body: Body) -> Body {
        Body::new(Watched {
            body: Some(body),
            passing: self.clone(),
        })
    }

    /// Reads on what was left.
    pub(super) async fn read_rest(&self) {
        let Some(mut rest) = self.with(|passed| passed.rest.take()) else {
            return;
        };
        let reading = async {
            while self.with(|passed| passed.recorded.size()) <= READ_AT_MOST {
                let Some(Ok(frame)) = rest.frame().await else {
                    break;
                };
                if let Some(piece) = frame.data_ref() {
                    self.with(|passed| passed.recorded.push(piece));
                }
            }
        };
        // Whatever is still to come then is not waited for.
        let _ = tokio::time::timeout(READ_FOR, reading).await;
    }

    pub(super) fn is_untouched(&self) -> bool {
        self.with(|passed| passed.recorded.size() == 0)
    }

    pub(super) fn recorded(&self) -> RecordedBody {
        self.with(|passed| std::mem::take(&mut passed.recorded))
    }

    fn with<T>(&self, look: impl FnOnce(&mut Passed) -> T) -> T {
        // Nothing panics while it holds this lock.
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

struct Watched {
    body: Option<Body>,
    passing: Passing,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let frame = ready!(Pin::new(body).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(piece) = frame.data_ref() {
                    self.passing.with(|passed| passed.recorded.push(piece));
                }
            }
            Some(Err(_)) | None => self.body = None,
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(body) = self.body.take()
            && !body.is_end_stream()
        {
            self.passing.with(|passed| passed.rest = Some(body));
        }
    }
}
