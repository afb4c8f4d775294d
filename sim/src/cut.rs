//! A connection that can be cut on purpose: from then on nothing more is written to it, and when
//! it is let go of the other end sees a reset, not an orderly end. Knows nothing of HTTP.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The scissors of one connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cut(Arc<AtomicBool>);

impl Cut {
    /// Cuts the connection.
    pub(crate) fn now(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_cut(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A TCP connection with scissors to it.
#[derive(Debug)]
pub(crate) struct Cuttable {
    stream: TcpStream,
    cut: Cut,
}

impl Cuttable {
    pub(crate) fn new(stream: TcpStream, cut: Cut) -> Cuttable {
        Cuttable { stream, cut }
    }

    fn may_write(&self) -> io::Result<()> {
        if self.cut.is_cut() {
            Err(io::Error::new(
                io::ErrorKind::ConnectionReset,
                "cut on purpose",
            ))
        } else {
            Ok(())
        }
    }
}

impl Drop for Cuttable {
    fn drop(&mut self) {
        if self.cut.is_cut()
            && let Err(error) = self.stream.set_zero_linger()
        {
            tracing::debug!(%error, "a connection ends in order although it was cut");
        }
    }
}

impl AsyncRead for Cuttable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Cuttable {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.may_write()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // An orderly end would be seen before the reset.
        self.may_write()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.may_write()?;
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn what_was_written_arrives_and_then_the_other_end_sees_a_reset() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let mut far = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        let cut = Cut::default();
        let mut near = Cuttable::new(listener.accept().await.unwrap().0, cut.clone());
        near.write_all(b"half").await.unwrap();
        let mut half = [0; 4];
        far.read_exact(&mut half).await.unwrap();
        assert_eq!(&half, b"half");
        cut.now();
        assert!(near.write_all(b"more").await.is_err());
        drop(near);
        let end = far.read(&mut half).await.unwrap_err();
        assert_eq!(end.kind(), io::ErrorKind::ConnectionReset);
    }
}
