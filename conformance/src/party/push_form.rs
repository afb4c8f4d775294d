//! Reads a push: multipart/form-data with exactly one part `file`, whose file name is the bare
//! message UUID (DEL-5).
//!
//! The content is streamed to a file and hashed on the way. A caller that did something wrong
//! is heard out, within bounds, so that it sees the answer and not a broken pipe.

use std::io;
use std::path::Path;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{Request, header};
use multer::{Field, Multipart};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use testpost_memo::id::MessageUuid;
use tokio::io::AsyncWriteExt;

/// A message as it came, not kept yet.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) uuid: MessageUuid,
    pub(crate) file: NamedTempFile,
    pub(crate) size: u64,
    pub(crate) sha256: String,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum PushFault {
    #[error("the body ended before it was whole: {0}")]
    Cut(String),
    #[error("{0}")]
    Form(String),
    #[error("the message is larger than {0} bytes")]
    TooLarge(u64),
    #[error("the message could not be stored: {0}")]
    Store(#[from] io::Error),
}

impl PushFault {
    /// What the caller is told; nothing when it is gone.
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Cut(_) => None,
            Self::Form(_) => Some(400),
            Self::TooLarge(_) => Some(413),
            Self::Store(_) => Some(500),
        }
    }
}

/// What becomes of a message that breaks off in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Halves {
    Dropped,
    /// A correct receiver never does that.
    Kept,
}

/// Reads the whole push, and what is left of a wrong one.
pub(crate) async fn read(
    request: Request<Incoming>,
    folder: &Path,
    limit: u64,
    halves: Halves,
) -> Result<Arrived, PushFault> {
    let content_type = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let mut body = request.into_body().into_data_stream();
    let read = match multer::parse_boundary(&content_type) {
        Ok(boundary) => {
            let form = Multipart::new(body.by_ref().map_err(io::Error::other), boundary);
            read_form(form, folder, limit, halves).await
        }
        Err(_) => Err(PushFault::Form(format!(
            "Content-Type is '{content_type}'; a push is multipart/form-data with a boundary"
        ))),
    };
    if read.is_err() {
        hear_out(&mut body, limit.saturating_mul(2)).await;
    }
    read
}

async fn read_form(
    mut form: Multipart<'_>,
    folder: &Path,
    limit: u64,
    halves: Halves,
) -> Result<Arrived, PushFault> {
    let part = form.next_field().await.map_err(form_fault)?;
    let Some(part) = part else {
        return Err(PushFault::Form("the form has no part 'file'".to_owned()));
    };
    let uuid = part_uuid(&part)?;
    let (arrived, is_whole) = store(part, uuid, folder, limit, halves).await?;
    if !is_whole {
        return Ok(arrived);
    }
    match form.next_field().await.map_err(form_fault)? {
        None => Ok(arrived),
        Some(more) => Err(PushFault::Form(format!(
            "the form has a second part '{}'; a push has one part, 'file'",
            more.name().unwrap_or_default()
        ))),
    }
}

fn part_uuid(part: &Field<'_>) -> Result<MessageUuid, PushFault> {
    let name = part.name().unwrap_or_default();
    if name != "file" {
        return Err(PushFault::Form(format!(
            "the part is named '{name}'; its name is 'file'"
        )));
    }
    let file_name = part.file_name().unwrap_or_default();
    MessageUuid::parse(file_name).map_err(|_| {
        PushFault::Form(format!(
            "the file name is '{file_name}'; it is the bare message UUID, version 4"
        ))
    })
}

async fn store(
    mut part: Field<'_>,
    uuid: MessageUuid,
    folder: &Path,
    limit: u64,
    halves: Halves,
) -> Result<(Arrived, bool), PushFault> {
    let mut draft = Draft::new(folder)?;
    let is_whole = loop {
        match part.chunk().await.map_err(form_fault) {
            Ok(Some(chunk)) if draft.size + chunk.len() as u64 > limit => {
                return Err(PushFault::TooLarge(limit));
            }
            Ok(Some(chunk)) => draft.write(&chunk).await?,
            Ok(None) => break true,
            Err(PushFault::Cut(_)) if halves == Halves::Kept => break false,
            Err(fault) => return Err(fault),
        }
    };
    Ok((draft.finish(uuid).await?, is_whole))
}

/// A message that is still coming.
#[derive(Debug)]
pub(crate) struct Draft {
    file: NamedTempFile,
    writer: tokio::fs::File,
    hasher: Sha256,
    size: u64,
}

impl Draft {
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        let file = NamedTempFile::new_in(folder)?;
        let writer = tokio::fs::File::from_std(file.reopen()?);
        Ok(Self {
            file,
            writer,
            hasher: Sha256::new(),
            size: 0,
        })
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    pub(crate) async fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.size += chunk.len() as u64;
        self.hasher.update(chunk);
        self.writer.write_all(chunk).await
    }

    pub(crate) async fn finish(mut self, uuid: MessageUuid) -> io::Result<Arrived> {
        self.writer.flush().await?;
        Ok(Arrived {
            uuid,
            file: self.file,
            size: self.size,
            sha256: hex(&self.hasher.finalize()),
        })
    }
}

/// Reads on and discards, up to a bound; what goes wrong here changes nothing any more.
pub(crate) async fn hear_out<E>(
    body: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin),
    limit: u64,
) {
    let mut heard = 0_u64;
    while let Some(Ok(chunk)) = body.next().await {
        heard += chunk.len() as u64;
        if heard > limit {
            return;
        }
    }
}

fn form_fault(fault: multer::Error) -> PushFault {
    // Only what the stream itself reports means that the caller is gone.
    if let multer::Error::StreamReadFailed(cause) = fault {
        PushFault::Cut(cause.to_string())
    } else {
        PushFault::Form(format!("the form cannot be read: {fault}"))
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
