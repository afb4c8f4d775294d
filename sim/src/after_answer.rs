//! What is to happen only once an answer has been written: kept with the connection, and let go
//! of when everything written to it has been handed to the operating system.
//!
//! An HTTP library is done with an answer's body when it has copied it, which is before the
//! caller can have it. Knows nothing of what is let go of.

use std::any::Any;
use std::fmt;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBufCursor, Write};

/// What waits for the answer of one connection to be written.
#[derive(Clone, Default)]
pub(crate) struct AfterAnswer(Arc<Mutex<Vec<Box<dyn Any + Send>>>>);

impl fmt::Debug for AfterAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AfterAnswer").finish_non_exhaustive()
    }
}

impl AfterAnswer {
    /// Keeps this until all that has been written so far is out.
    pub(crate) fn let_go_of(&self, kept: impl Any + Send) {
        self.lock().push(Box::new(kept));
    }

    fn now(&self) {
        // Taken out first: whatever happens when they go, happens outside the lock.
        let all = std::mem::take(&mut *self.lock());
        drop(all);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Box<dyn Any + Send>>> {
        // Nothing panics while it holds this lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that lets go when it has been flushed, or when it is gone.
#[derive(Debug)]
pub(crate) struct Flushing<S> {
    stream: S,
    after: AfterAnswer,
}

impl<S> Flushing<S> {
    pub(crate) fn new(stream: S, after: AfterAnswer) -> Flushing<S> {
        Flushing { stream, after }
    }
}

impl<S> Drop for Flushing<S> {
    fn drop(&mut self) {
        self.after.now();
    }
}

impl<S: Read + Unpin> Read for Flushing<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: Write + Unpin> Write for Flushing<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        self.after.now();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use hyper_util::rt::TokioIo;

    use super::*;

    #[tokio::test]
    async fn what_waits_goes_when_the_connection_is_flushed_and_not_before() {
        let (near, _far) = tokio::io::duplex(100);
        let after = AfterAnswer::default();
        let mut stream = Flushing::new(TokioIo::new(near), after.clone());
        let (kept, seen) = (Arc::new(()), Arc::new(()));
        let seen_from_outside = Arc::downgrade(&kept);
        after.let_go_of(kept);
        let written = poll_fn(|context| Pin::new(&mut stream).poll_write(context, b"answer"));
        written.await.unwrap();
        assert!(seen_from_outside.upgrade().is_some());
        poll_fn(|context| Pin::new(&mut stream).poll_flush(context))
            .await
            .unwrap();
        assert!(seen_from_outside.upgrade().is_none());
        let left = Arc::downgrade(&seen);
        after.let_go_of(seen);
        drop(stream);
        assert!(left.upgrade().is_none(), "it goes with the connection too");
    }
}
