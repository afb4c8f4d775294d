//! The calls that have come in to a world and are not yet answered.
//!
//! Settling waits for them. And what a send sets going starts only when its own call is over:
//! a sender must have its 201 before the receipt about it arrives.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

use super::task::Request;
use crate::exchanges::Life;

/// How many calls are open.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenCalls(Arc<AtomicUsize>);

impl OpenCalls {
    pub(super) fn none(&self) -> bool {
        self.0.load(Ordering::Acquire) == 0
    }
}

/// While this lives, the world has an incoming call open. Let it go when the answer has been
/// written: the HTTP side puts it into the answer's body.
pub struct OpenCall {
    count: OpenCalls,
    life: Life,
    over: CancellationToken,
    requests: UnboundedSender<Request>,
}

impl OpenCall {
    pub(super) fn new(
        count: &OpenCalls,
        life: Life,
        requests: &UnboundedSender<Request>,
    ) -> OpenCall {
        count.0.fetch_add(1, Ordering::AcqRel);
        OpenCall {
            count: count.clone(),
            life,
            over: CancellationToken::new(),
            requests: requests.clone(),
        }
    }

    /// The world's life in which the call came in.
    pub(super) fn life(&self) -> Life {
        self.life
    }

    /// What is cancelled when the call is over.
    pub(super) fn over(&self) -> CancellationToken {
        self.over.clone()
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        self.count.0.fetch_sub(1, Ordering::AcqRel);
        self.over.cancel();
        // A world that is gone has nobody left to tell.
        let _ = self.requests.send(Request::CallOver);
    }
}

impl fmt::Debug for OpenCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenCall").finish_non_exhaustive()
    }
}
