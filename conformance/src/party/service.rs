//! Digital Post as a vendor sees it: an address, its own system id and key, and the calls of
//! the REST interface 1.68.0 that a sender and a receiver make (SYS-14, SEND-1, SEND-3, DEL-5).
//!
//! One call, one fresh connection, no redirects, no proxy. What an answer means is decided by
//! whoever calls.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::{Client, Method, RequestBuilder, Url, header};
use testpost_memo::id::MessageUuid;
use tokio_util::io::ReaderStream;

use super::push_form::{Arrived, Draft};
use super::receipt::Receipt;
use crate::outward::{self, AddressFault};

/// An answer longer than this is cut off: no answer of the interface that a vendor reads is.
const ANSWER_LIMIT: usize = 4 * 1024 * 1024;

/// How many waiting messages it asks for at a time.
const MEMO_PAGE: &str = "20";

/// Which system calls, and its key.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub system: String,
    pub api_key: String,
}

impl Credentials {
    /// The Basic header of SYS-14.
    pub fn authorization(&self) -> String {
        let pair = format!("{}:{}", self.system, self.api_key);
        format!("Basic {}", STANDARD.encode(pair))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({}, key hidden)", self.system)
    }
}

/// A message as it will be sent: the same bytes at every attempt.
#[derive(Clone, Debug)]
pub enum Content {
    Bytes(Bytes),
    File { path: PathBuf, size: u64 },
}

impl Content {
    pub fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { size, .. } => *size,
        }
    }
}

/// What the service answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAnswer {
    pub status: u16,
    pub body: Bytes,
}

#[derive(Debug, thiserror::Error)]
pub enum ServiceFault {
    #[error(
        "'{address}' is no address of a service: {source}; write one such as http://127.0.0.1:8460"
    )]
    Address {
        address: String,
        source: AddressFault,
    },
    #[error("the calls cannot be made ready: {0}")]
    Client(String),
}

/// A call that got no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    #[error("no connection: {0}")]
    Connect(String),
    #[error("no answer in time")]
    Timeout,
    #[error("the exchange broke off: {0}")]
    Broken(String),
    #[error("{path} cannot be read: {reason}")]
    File { path: String, reason: String },
}

#[derive(Clone, Debug)]
pub struct DigitalPost {
    base: Url,
    /// None for whoever does not say who it is.
    authorization: Option<String>,
    client: Client,
}

/// How a message is sent: what a correct sender says, or what a faulty one does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handing<'a> {
    pub(crate) named: Option<&'a str>,
    pub(crate) media_type: &'a str,
}

impl DigitalPost {
    /// `address` is the base without `/apis/v1`, with or without `/worlds/NAME`.
    pub fn new(
        address: &str,
        credentials: &Credentials,
        patience: Duration,
    ) -> Result<Self, ServiceFault> {
        let base = outward::base(address, "/apis/v1/").map_err(|source| ServiceFault::Address {
            address: address.to_owned(),
            source,
        })?;
        let client = outward::vendor_client(&base)
            .timeout(patience)
            .build()
            .map_err(|cause| ServiceFault::Client(chain(&cause)))?;
        Ok(Self {
            base,
            authorization: Some(credentials.authorization()),
            client,
        })
    }

    /// The same, not saying which system it is.
    pub(crate) fn anonymous(&self) -> Self {
        Self {
            authorization: None,
            ..self.clone()
        }
    }

    pub async fn send_memo(
        &self,
        uuid: MessageUuid,
        content: &Content,
    ) -> Result<ServiceAnswer, CallFault> {
        let uuid = uuid.to_string();
        let handing = Handing {
            named: Some(&uuid),
            media_type: "application/xml",
        };
        self.hand_in(handing, content).await
    }

    /// SendMemo with whatever is said of it.
    pub(crate) async fn hand_in(
        &self,
        handing: Handing<'_>,
        content: &Content,
    ) -> Result<ServiceAnswer, CallFault> {
        let query: Vec<(&str, &str)> = handing
            .named
            .map(|uuid| ("memo-message-uuid", uuid))
            .into_iter()
            .collect();
        let request = self
            .request(Method::POST, &["memos", ""], &query)?
            .header(header::CONTENT_TYPE, handing.media_type);
        let request = match content {
            Content::Bytes(bytes) => request.body(bytes.clone()),
            Content::File { path, size } => {
                let file = open(path).await?;
                // A stream has no length of its own, and the interface demands one.
                request
                    .header(header::CONTENT_LENGTH, *size)
                    .body(reqwest::Body::wrap_stream(ReaderStream::new(file)))
            }
        };
        answer(request).await
    }

    /// One page of the messages that wait (DEL-6).
    pub(crate) async fn list_memos(&self, page: u32) -> Result<ServiceAnswer, CallFault> {
        let page = page.to_string();
        let query = [("page", page.as_str()), ("size", MEMO_PAGE)];
        answer(self.request(Method::GET, &["memos", ""], &query)?).await
    }

    pub async fn create_receipt(
        &self,
        uuid: MessageUuid,
        receipt: &Receipt,
    ) -> Result<ServiceAnswer, CallFault> {
        let path = ["memos", &uuid.to_string(), "receipt"];
        answer(self.request(Method::POST, &path, &[])?.json(receipt)).await
    }

    /// A message that waits, streamed into a file in this folder.
    pub(crate) async fn fetch_memo(
        &self,
        uuid: MessageUuid,
        folder: &Path,
        limit: u64,
    ) -> Result<Arrived, CallFault> {
        let request = self.request(Method::GET, &["memos", &uuid.to_string()], &[])?;
        let mut response = request.send().await.map_err(|fault| call_fault(&fault))?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(CallFault::Broken(format!("the answer is {status}")));
        }
        let mut draft = Draft::new(folder).map_err(|fault| kept(folder, &fault))?;
        while let Some(chunk) = response.chunk().await.map_err(|fault| call_fault(&fault))? {
            if draft.size() + chunk.len() as u64 > limit {
                return Err(CallFault::Broken(format!(
                    "it is larger than {limit} bytes"
                )));
            }
            let written = draft.write(&chunk).await;
            written.map_err(|fault| kept(folder, &fault))?;
        }
        let arrived = draft.finish(uuid).await;
        arrived.map_err(|fault| kept(folder, &fault))
    }

    pub async fn list_receipts(&self) -> Result<ServiceAnswer, CallFault> {
        let query = [("page", "0"), ("size", "100")];
        answer(self.request(Method::GET, &["receipts", ""], &query)?).await
    }

    pub async fn fetch_receipt(&self, id: &str) -> Result<ServiceAnswer, CallFault> {
        answer(self.request(Method::GET, &["receipts", id], &[])?).await
    }

    /// RECALL-3.
    pub async fn delete_memo(&self, uuid: MessageUuid) -> Result<ServiceAnswer, CallFault> {
        let uuid = uuid.to_string();
        answer(self.request(Method::DELETE, &["memos", &uuid], &[])?).await
    }

    pub async fn delete_receipt(&self, id: &str) -> Result<ServiceAnswer, CallFault> {
        answer(self.request(Method::DELETE, &["receipts", id], &[])?).await
    }

    fn request(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<RequestBuilder, CallFault> {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| CallFault::Connect(format!("{} carries no path", self.base)))?
            .pop_if_empty()
            .extend(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let request = self
            .client
            .request(method, url)
            .header(header::ACCEPT, "application/json");
        Ok(match &self.authorization {
            Some(authorization) => request.header(header::AUTHORIZATION, authorization),
            None => request,
        })
    }
}

/// What could not be written.
fn kept(folder: &Path, fault: &std::io::Error) -> CallFault {
    CallFault::File {
        path: folder.display().to_string(),
        reason: fault.to_string(),
    }
}

async fn open(path: &Path) -> Result<tokio::fs::File, CallFault> {
    tokio::fs::File::open(path)
        .await
        .map_err(|fault| CallFault::File {
            path: path.display().to_string(),
            reason: fault.to_string(),
        })
}

async fn answer(request: RequestBuilder) -> Result<ServiceAnswer, CallFault> {
    let mut response = request.send().await.map_err(|fault| call_fault(&fault))?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|fault| call_fault(&fault))? {
        let room = ANSWER_LIMIT - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() == ANSWER_LIMIT {
            break;
        }
    }
    Ok(ServiceAnswer {
        status,
        body: body.into(),
    })
}

fn call_fault(fault: &reqwest::Error) -> CallFault {
    if fault.is_timeout() {
        CallFault::Timeout
    } else if fault.is_connect() {
        CallFault::Connect(chain(fault))
    } else {
        CallFault::Broken(chain(fault))
    }
}

/// The innermost causes say what happened; the outer ones only that something did.
fn chain(fault: &dyn std::error::Error) -> String {
    let mut text = fault.to_string();
    let mut cause = fault.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
