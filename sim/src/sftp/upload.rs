//! A file that is being uploaded: its pieces go to the spool as they come, in their order. Only
//! when it is closed does it become a body; dropped before that, it leaves nothing behind.

use bytes::Bytes;
use futures_util::stream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::exchanges::RecordedBody;
use crate::spool::{Spool, SpoolFault, SpooledBody};

/// How many pieces may wait for the disk.
const WAITING: usize = 4;

/// Why no more is taken of a file.
#[derive(Debug, thiserror::Error)]
pub(super) enum UploadFault {
    #[error(
        "a piece for byte {offset} came after {size} bytes: a file is written from its beginning to its end, and an upload that was broken off begins anew"
    )]
    Order { offset: u64, size: u64 },
    #[error(transparent)]
    Spool(SpoolFault),
    #[error("the spool ended early")]
    Ended,
}

type Piece = Result<Bytes, &'static str>;

#[derive(Debug)]
pub(super) struct Upload {
    pieces: Option<mpsc::Sender<Piece>>,
    spooling: JoinHandle<Result<SpooledBody, SpoolFault>>,
    recorded: RecordedBody,
    fault: Option<UploadFault>,
}

impl Upload {
    /// Begins a file of at most `limit` bytes.
    pub(super) fn begin(spool: &Spool, limit: u64) -> Upload {
        let (pieces, waiting) = mpsc::channel::<Piece>(WAITING);
        let spool = spool.clone();
        let spooling = tokio::spawn(async move {
            let body = stream::unfold(waiting, |mut waiting| async move {
                waiting.recv().await.map(|piece| (piece, waiting))
            });
            spool.receive(body, limit).await
        });
        Upload {
            pieces: Some(pieces),
            spooling,
            recorded: RecordedBody::default(),
            fault: None,
        }
    }

    /// How much of it has come.
    pub(super) fn size(&self) -> u64 {
        self.recorded.size()
    }

    /// How it begins.
    pub(super) fn recorded(&self) -> RecordedBody {
        self.recorded.clone()
    }

    /// Takes the next piece. After a fault nothing is taken any more.
    pub(super) async fn write(&mut self, offset: u64, data: Vec<u8>) -> Result<(), &UploadFault> {
        if self.fault.is_none() {
            self.fault = self.take(offset, data).await.err();
        }
        self.fault.as_ref().map_or(Ok(()), Err)
    }

    async fn take(&mut self, offset: u64, data: Vec<u8>) -> Result<(), UploadFault> {
        let size = self.size();
        if offset != size {
            return Err(UploadFault::Order { offset, size });
        }
        self.recorded.push(&data);
        let Some(pieces) = &self.pieces else {
            return Err(UploadFault::Ended);
        };
        if pieces.send(Ok(Bytes::from(data))).await.is_ok() {
            return Ok(());
        }
        // The spool takes no more, and says why.
        self.pieces = None;
        match (&mut self.spooling).await {
            Ok(Err(fault)) => Err(UploadFault::Spool(fault)),
            Ok(Ok(_)) | Err(_) => Err(UploadFault::Ended),
        }
    }

    /// The file is whole.
    pub(super) async fn close(mut self) -> Result<SpooledBody, UploadFault> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        self.pieces = None;
        match (&mut self.spooling).await {
            Ok(Ok(body)) => Ok(body),
            Ok(Err(fault)) => Err(UploadFault::Spool(fault)),
            Err(_) => Err(UploadFault::Ended),
        }
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // What was spooled goes with the task.
        self.spooling.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::SpoolStore;

    #[tokio::test]
    async fn a_file_is_what_was_written_in_its_order() {
        let store = SpoolStore::open(None).unwrap();
        let spool = store.for_world();
        let mut upload = Upload::begin(&spool, 10);
        upload.write(0, b"12345".to_vec()).await.unwrap();
        upload.write(5, b"67890".to_vec()).await.unwrap();
        let whole = upload.close().await.unwrap();
        assert_eq!(whole.hash(), spool.put("1234567890").hash());
        let mut upload = Upload::begin(&spool, 10);
        upload.write(0, b"12345".to_vec()).await.unwrap();
        let fault = upload.write(3, b"x".to_vec()).await.unwrap_err();
        assert!(matches!(fault, UploadFault::Order { offset: 3, size: 5 }));
        assert!(upload.write(5, b"x".to_vec()).await.is_err());
        assert!(upload.close().await.is_err());
    }

    #[tokio::test]
    async fn a_file_that_is_too_large_is_not_taken() {
        let store = SpoolStore::open(None).unwrap();
        let mut upload = Upload::begin(&store.for_world(), 10);
        upload.write(0, vec![0; 11]).await.unwrap();
        let fault = upload.close().await.unwrap_err();
        let UploadFault::Spool(SpoolFault::TooLarge { limit, seen }) = fault else {
            panic!("{fault}");
        };
        assert_eq!((limit, seen), (10, 11));
    }
}
