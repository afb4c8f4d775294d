//! The shape of a target file.

use std::collections::BTreeMap;

use serde::Deserialize;
use testpost_memo::MemoVersion;

use super::Part;
use crate::scenario::{Duration, LetterVersion, Placed, Protocol, System};

/// A target file as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetDocument {
    /// What the system under test is called in reports.
    pub target: Placed<String>,
    /// Where it receives, if it does.
    pub receiver: Option<ReceiverTarget>,
    /// How it sends, if it does.
    pub sender: Option<SenderTarget>,
    #[serde(default)]
    pub limits: Limits,
}

/// A receiver system under test.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiverTarget {
    #[serde(default = "rest_push")]
    pub protocol: Placed<Protocol>,
    /// The id and the key with which it calls Digital Post.
    pub system: Placed<String>,
    #[serde(rename = "apiKey")]
    pub api_key: Placed<String>,
    /// The CVR number of the organisation that it receives for; the scenarios' own unless said.
    pub cvr: Option<Placed<String>>,
    /// Where pushes go; a pull system has none.
    pub endpoint: Option<Placed<String>>,
    /// The version of MeMo it has chosen; 1.1 unless said. A scenario may choose another.
    #[serde(rename = "memoVersion")]
    pub memo_version: Option<LetterVersion>,
    #[serde(rename = "look-at")]
    pub look_at: Option<LookAt>,
    pub stop: Option<Way>,
    pub start: Option<Restart>,
    /// How a pull system is made to fetch what waits for it.
    pub fetch: Option<Way>,
}

/// A sender system under test.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SenderTarget {
    #[serde(default = "rest_push")]
    pub protocol: Placed<Protocol>,
    pub system: Placed<String>,
    #[serde(rename = "apiKey")]
    pub api_key: Placed<String>,
    /// The CVR number of the organisation that it sends for; the scenarios' own unless said.
    pub cvr: Option<Placed<String>>,
    /// Where receipts go; a pull system has none.
    #[serde(rename = "receiptEndpoint")]
    pub receipt_endpoint: Option<Placed<String>>,
    pub acts: Acts,
    #[serde(rename = "look-at")]
    pub look_at: Option<LookAt>,
}

/// How a sender is made to do what it does; what is left out it cannot be made to do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Acts {
    pub send: Way,
    pub recall: Option<Way>,
    pub fetch_receipts: Option<Way>,
    pub send_archive: Option<Way>,
}

/// How somebody or something is made to act.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// A call whose address, headers and body may hold `{{words}}`.
    Http(Box<HttpCall>),
    /// A program with its arguments, which may hold `{{words}}`; no shell is between.
    Command(Vec<String>),
    /// A person at the terminal is asked to do it.
    Prompt(String),
    /// It does so by itself.
    Nothing,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpCall {
    #[serde(default = "post")]
    pub method: String,
    pub url: String,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// JSON unless a Content-Type header says otherwise.
    pub body: Option<String>,
}

/// How it is started again, and how one sees that it is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restart {
    pub by: Way,
    /// An address that answers with a 2xx once it is there; otherwise it is there at once.
    pub ready: Option<String>,
}

/// An address that lists what the system has, as JSON, and how to read it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookAt {
    pub url: String,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// JSON pointer to the list of messages.
    #[serde(default = "messages")]
    pub messages: String,
    /// JSON pointers within an item.
    #[serde(default = "uuid")]
    pub uuid: String,
    #[serde(default = "state")]
    pub state: String,
    #[serde(default = "sha256")]
    pub sha256: String,
    /// What `state` says of a message that was refused.
    #[serde(default = "failed")]
    pub failed: Vec<String>,
}

/// Limits by the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// How long an act may take until its call arrives.
    pub act: Duration,
    /// How long the system may take for a receipt of its own.
    pub receipt: Duration,
    /// How long it may take to answer a push.
    pub push: Duration,
    /// How long a stop or start may take.
    pub restart: Duration,
    /// How long a person may take.
    pub prompt: Duration,
    /// How long nothing must come before it counts as not coming.
    pub quiet: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = |n| Duration::from(jiff::SignedDuration::from_secs(n));
        Self {
            act: seconds(30),
            receipt: seconds(5),
            push: seconds(2),
            restart: seconds(60),
            prompt: seconds(600),
            quiet: seconds(1),
        }
    }
}

impl Limits {
    /// Those of the reference vendor: it is in this process, and acts at once.
    pub(crate) fn in_process() -> Self {
        Self {
            act: Duration::from(jiff::SignedDuration::from_secs(5)),
            ..Self::default()
        }
    }
}

impl HttpCall {
    pub(crate) fn get(url: &str) -> Self {
        Self {
            method: "GET".to_owned(),
            url: url.to_owned(),
            headers: BTreeMap::new(),
            body: None,
        }
    }
}

impl LookAt {
    /// An address that lists messages as the reference vendor does.
    pub(crate) fn of(url: String) -> Self {
        Self {
            url,
            headers: BTreeMap::new(),
            messages: messages(),
            uuid: uuid(),
            state: state(),
            sha256: sha256(),
            failed: failed(),
        }
    }
}

impl TargetDocument {
    /// Stands for the reference vendor in a replay, where nobody asks it.
    pub(crate) fn absent(part: Part, system: &System) -> Self {
        let said = |text: &str| {
            let nowhere = serde_saphyr::Location::UNKNOWN;
            Placed::new(text.to_owned(), nowhere, nowhere)
        };
        let look_at = || Some(LookAt::of("http://127.0.0.1:9/".to_owned()));
        let receiver = || ReceiverTarget {
            protocol: Placed::new(
                system.protocol,
                serde_saphyr::Location::UNKNOWN,
                serde_saphyr::Location::UNKNOWN,
            ),
            system: said(&system.id),
            api_key: said(&system.api_key),
            cvr: None,
            endpoint: None,
            memo_version: None,
            look_at: look_at(),
            stop: None,
            start: None,
            fetch: None,
        };
        let sender = || SenderTarget {
            protocol: receiver().protocol,
            system: said(&system.id),
            api_key: said(&system.api_key),
            cvr: None,
            receipt_endpoint: None,
            acts: Acts {
                send: Way::Nothing,
                recall: None,
                fetch_receipts: None,
                send_archive: None,
            },
            look_at: look_at(),
        };
        Self {
            target: said("the reference vendor"),
            receiver: (part == Part::Receiver).then(receiver),
            sender: (part == Part::Sender).then(sender),
            limits: Limits::in_process(),
        }
    }
}

impl ReceiverTarget {
    #[must_use]
    pub fn version(&self) -> MemoVersion {
        self.memo_version
            .map_or(MemoVersion::V1_1, MemoVersion::from)
    }
}

fn rest_push() -> Placed<Protocol> {
    Placed::new(
        Protocol::RestPush,
        serde_saphyr::Location::UNKNOWN,
        serde_saphyr::Location::UNKNOWN,
    )
}

fn post() -> String {
    "POST".to_owned()
}

fn messages() -> String {
    "/messages".to_owned()
}

fn uuid() -> String {
    "/messageUUID".to_owned()
}

fn state() -> String {
    "/state".to_owned()
}

fn sha256() -> String {
    "/sha256".to_owned()
}

fn failed() -> Vec<String> {
    vec!["FAILED".to_owned()]
}
