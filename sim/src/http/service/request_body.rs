//! The body of a call as it passes: how it begins is kept for the exchange, how long it may take
//! is bounded, and what a refusal leaves unread is read on and thrown away.
//!
//! A call is open in its world while its body comes, and settling waits for it: a sender that
//! falls silent, or dribbles, is not waited for without end.
//!
//! A sender that is refused in the middle of its body sees a broken pipe and never the answer,
//! so the answer waits for the rest: so much of it, and so long, as the limits here allow. A
//! client that waits for 100 Continue has sent nothing yet and gets its answer at once.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::exchanges::RecordedBody;
use crate::limits::{LIMITS, ReceivingLimits};

/// The body was not waited for any longer.
#[derive(Debug, thiserror::Error)]
#[error(
    "it came too slowly; a sender may be silent for {} s, and the whole takes at most {} s, or {} s and one more for each {} bytes",
    .0.silence.as_secs(), .0.whole.as_secs(), .0.grace.as_secs(), .0.slowest
)]
struct TooSlow(ReceivingLimits);

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
        self.watch_within(body, LIMITS.receiving)
    }

    fn watch_within(&self, body: Body, limits: ReceivingLimits) -> Body {
        Body::new(Watched {
            body: Some(body),
            passing: self.clone(),
            limits,
            times: None,
        })
    }

    /// Reads on what was left.
    pub(super) async fn read_rest(&self) {
        let Some(mut rest) = self.with(|passed| passed.rest.take()) else {
            return;
        };
        let reading = async {
            while self.with(|passed| passed.recorded.size()) <= LIMITS.receiving.bytes {
                let Some(Ok(frame)) = rest.frame().await else {
                    break;
                };
                if let Some(piece) = frame.data_ref() {
                    self.with(|passed| passed.recorded.push(piece));
                }
            }
        };
        // Whatever is still to come then is not waited for.
        let _ = tokio::time::timeout(LIMITS.receiving.rest, reading).await;
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
    limits: ReceivingLimits,
    /// From the first look at the body on.
    times: Option<Times>,
}

struct Times {
    started: Instant,
    /// When the body is waited for no longer, if nothing comes.
    end: Pin<Box<Sleep>>,
}

impl Watched {
    /// Whether the time for this body is over; notes when it will be.
    fn is_over(&mut self, came: Came, context: &mut Context<'_>) -> bool {
        let now = Instant::now();
        let seen = self.passing.with(|passed| passed.recorded.size());
        let times = self.times.get_or_insert_with(|| Times {
            started: now,
            end: Box::pin(sleep_until(now + self.limits.silence)),
        });
        let whole = times.started + self.limits.time_for(seen);
        match came {
            Came::Something => {
                times
                    .end
                    .as_mut()
                    .reset(whole.min(now + self.limits.silence));
                now > whole
            }
            Came::Nothing => times.end.as_mut().poll(context).is_ready(),
        }
    }
}

enum Came {
    Something,
    Nothing,
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
        let frame = Pin::new(body).poll_frame(context);
        let came = match &frame {
            Poll::Pending => Came::Nothing,
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(piece) = frame.data_ref() {
                    self.passing.with(|passed| passed.recorded.push(piece));
                }
                Came::Something
            }
            Poll::Ready(Some(Err(_)) | None) => {
                self.body = None;
                return frame;
            }
        };
        if self.is_over(came, context) {
            // Nothing more is read of it, not even to throw it away.
            self.body = None;
            let fault = axum::Error::new(TooSlow(self.limits));
            return Poll::Ready(Some(Err(fault)));
        }
        frame
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

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Duration;

    use futures_util::{StreamExt, stream};

    use super::*;

    const BRIEF: Duration = Duration::from_millis(50);

    /// Far from any limit.
    fn patient() -> ReceivingLimits {
        LIMITS.receiving
    }

    /// Bytes without end, as fast as they are taken.
    fn endless() -> Body {
        Body::from_stream(stream::repeat_with(|| {
            io::Result::Ok(Bytes::from_static(b"x"))
        }))
    }

    async fn fault(body: Body, limits: ReceivingLimits) -> String {
        let passing = Passing::default();
        let mut watched = passing.watch_within(body, limits).into_data_stream();
        loop {
            match watched.next().await {
                Some(Ok(_)) => {}
                Some(Err(fault)) => {
                    drop(watched);
                    passing.read_rest().await;
                    return fault.to_string();
                }
                None => panic!("it ended"),
            }
        }
    }

    #[tokio::test]
    async fn a_sender_that_falls_silent_is_not_waited_for_without_end() {
        let silent = stream::iter([io::Result::Ok(Bytes::from_static(b"x"))]);
        let body = Body::from_stream(silent.chain(stream::pending()));
        let limits = ReceivingLimits {
            silence: BRIEF,
            ..patient()
        };
        assert!(fault(body, limits).await.contains("too slowly"));
    }

    #[tokio::test]
    async fn a_sender_that_dribbles_is_not_waited_for_without_end() {
        let limits = ReceivingLimits {
            grace: BRIEF,
            slowest: u64::MAX,
            ..patient()
        };
        assert!(fault(endless(), limits).await.contains("too slowly"));
    }

    #[tokio::test]
    async fn a_body_takes_no_longer_than_the_whole_time_however_fast_it_comes() {
        let limits = ReceivingLimits {
            whole: BRIEF,
            ..patient()
        };
        assert!(fault(endless(), limits).await.contains("too slowly"));
    }

    #[tokio::test]
    async fn a_body_in_time_passes_unchanged() {
        let passing = Passing::default();
        let watched = passing.watch(Body::from("abc"));
        let all = axum::body::to_bytes(watched, 10).await.unwrap();
        assert_eq!(&all[..], b"abc");
        assert_eq!(passing.recorded().kept(), b"abc");
    }
}
