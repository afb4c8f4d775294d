//! A receiver system in this process: started with a configuration, steered by its handle.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use testpost_memo::id::Cvr;

use super::answers::{Answers, Script};
use super::door::{Door, DoorFault, Lifetime};
use super::flaw::ReceiverFlaw;
use super::message_shelf::Shelf;
use super::receipt::ReceiptStatus;
use super::receipt_desk::ReceiptDesk;
use super::receiver_desk::ReceiverDesk;
use super::seen::{Record, Seen};
use super::service::{Credentials, DigitalPost, ServiceFault};
use super::transmission::TransmissionIds;

/// Which business receipt a receiver sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptChoice {
    /// What its own check of the message says.
    AsChecked,
    /// This one, whatever the message is.
    Always(ReceiptStatus),
    Never,
}

/// When a receiver sends its business receipt; DEL-5 allows both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptTiming {
    /// Once the answer to the push has been written.
    AfterAnswer,
    /// While the push is still waiting for its answer.
    InsidePush,
}

/// What a vendor takes at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartyLimits {
    /// Bytes of one message.
    pub body: u64,
    /// Entries kept of each kind; older ones make room and are counted.
    pub entries: usize,
}

impl PartyLimits {
    pub const STANDARD: Self = Self {
        body: 110_000_000,
        entries: 10_000,
    };
}

#[derive(Clone, Debug)]
pub struct ReceiverConfig {
    pub listen: SocketAddr,
    /// The service's base address, without `/apis/v1`.
    pub service: String,
    pub credentials: Credentials,
    /// With it, messages for somebody else are answered NOT_ALLOWED.
    pub own_cvr: Option<Cvr>,
    pub answers: Answers,
    pub receipt: ReceiptChoice,
    pub timing: ReceiptTiming,
    /// Before the second, third … attempt to send a receipt.
    pub pauses: Vec<Duration>,
    /// How long the service may take to answer.
    pub patience: Duration,
    /// Where messages are kept; without one, in a folder that goes with the receiver.
    pub keep: Option<PathBuf>,
    pub limits: PartyLimits,
    /// Whether it fetches what waits for it when POST `/fetch` tells it to.
    pub pulls: bool,
    /// What it does wrong on purpose.
    pub flaw: Option<ReceiverFlaw>,
    /// Of the transmission ids.
    pub seed: u64,
    pub now: fn() -> Timestamp,
}

impl ReceiverConfig {
    /// A correct receiver on a free loopback port.
    pub fn correct(
        service: impl Into<String>,
        credentials: Credentials,
        seed: u64,
        now: fn() -> Timestamp,
    ) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            service: service.into(),
            credentials,
            own_cvr: None,
            answers: Answers::accepting(),
            receipt: ReceiptChoice::AsChecked,
            timing: ReceiptTiming::AfterAnswer,
            pauses: growing_pauses(),
            patience: Duration::from_secs(30),
            keep: None,
            limits: PartyLimits::STANDARD,
            pulls: false,
            flaw: None,
            seed,
            now,
        }
    }
}

/// A tenth of a second, then four times as long each time: five attempts in nine seconds.
pub(crate) fn growing_pauses() -> Vec<Duration> {
    [100, 400, 1_600, 6_400].map(Duration::from_millis).to_vec()
}

#[derive(Debug, thiserror::Error)]
pub enum PartyFault {
    #[error(transparent)]
    Door(#[from] DoorFault),
    #[error(transparent)]
    Service(#[from] ServiceFault),
    #[error("messages cannot be kept: {0}; name a folder that can be written to")]
    Shelf(#[from] std::io::Error),
    #[error("no key can be made for a system with SFTP: {0}")]
    Key(String),
}

/// A running receiver; dropping it stops it at once.
#[derive(Debug)]
pub struct Receiver {
    door: Door,
    desk: Arc<ReceiverDesk>,
}

pub async fn start(config: ReceiverConfig) -> Result<Receiver, PartyFault> {
    let lifetime = Lifetime::new();
    let keep = match config.flaw {
        Some(ReceiverFlaw::MemoryOnly) => None,
        Some(_) | None => config.keep,
    };
    let body_limit = match config.flaw {
        Some(ReceiverFlaw::TwoMegabytes) => 2_000_000,
        Some(ReceiverFlaw::SixtyMegabytes) => 60_000_000,
        Some(_) | None => config.limits.body,
    };
    let desk = Arc::new(ReceiverDesk {
        script: Script::new(config.answers),
        shelf: Arc::new(Shelf::new(keep, config.limits.entries)?),
        receipts: ReceiptDesk {
            record: Arc::new(Record::new(config.limits.entries)),
            script: Script::new(Answers::accepting()),
            lifetime: lifetime.clone(),
            now: config.now,
            follows: true,
            flaw: None,
        },
        receipt: Mutex::new(config.receipt),
        timing: config.timing,
        own_cvr: config.own_cvr,
        service: DigitalPost::new(&config.service, &config.credentials, config.patience)?,
        ids: TransmissionIds::new(config.seed),
        pauses: config.pauses,
        body_limit,
        pulls: config.pulls,
        flaw: config.flaw,
        under_way: AtomicUsize::new(0),
        was_cut: AtomicBool::new(false),
        lifetime: lifetime.clone(),
    });
    let door = Door::open(config.listen, lifetime, Arc::clone(&desk)).await?;
    desk.take_up_receipts();
    Ok(Receiver { door, desk })
}

impl Receiver {
    /// Where it takes pushes: every path below it will do.
    pub fn url(&self) -> String {
        format!("http://{}/recipient-system", self.door.address())
    }

    /// Where it takes the receipts of messages that its own organisation sent.
    pub fn receipt_url(&self) -> String {
        format!(
            "http://{}{}",
            self.door.address(),
            super::receipt_desk::RECEIPT_PATH
        )
    }

    pub fn address(&self) -> SocketAddr {
        self.door.address()
    }

    /// From the next push on.
    pub fn set_answers(&self, answers: Answers) {
        self.desk.script.replace(answers);
    }

    /// From the next push on.
    pub fn set_receipt(&self, receipt: ReceiptChoice) {
        *self
            .desk
            .receipt
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = receipt;
    }

    pub fn seen(&self) -> Seen {
        self.desk.receipts.record.seen()
    }

    /// Waits until what was seen fulfils the condition; the caller sets the time limit.
    pub async fn seen_until(&self, condition: impl Fn(&Seen) -> bool) -> Seen {
        self.desk.receipts.record.until(condition).await
    }

    /// Takes no more pushes, and lets the receipts under way end.
    pub async fn stop(self) {
        self.door.close().await;
    }
}
