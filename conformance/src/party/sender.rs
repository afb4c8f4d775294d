//! A sender system in this process: it sends messages, and takes the receipts for them at its
//! endpoint or fetches them (SEND-1, SEND-3, SEND-6).
//!
//! After 503 or no answer the same UUID goes out again with the same bytes. After a 201 a
//! message is never sent again, and after a refusal not by itself.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::{Method, Request};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use testpost_memo::id::MessageUuid;
use testpost_memo::write::LetterParty;

use super::answers::{Answer, AnswerStatus, Answers, Script};
use super::archive;
use super::door::{Desk, Door, Lifetime, Reply, Turn};
use super::flaw::SenderFlaw;
use super::memo_content::Memo;
use super::missend;
use super::order::{ArchiveOrder, Order, OrderFault};
use super::receipt::Receipt;
use super::receipt_desk::{RECEIPT_PATH, ReceiptDesk};
use super::receiver::{PartyFault, PartyLimits, growing_pauses};
use super::seen::{HeldState, MessageHeld, MessageSent, Record, Seen};
use super::service::{CallFault, Content, Credentials, DigitalPost, Handing, ServiceAnswer};
use super::transmission::TransmissionIds;

/// The pause of a sender that knows only one.
const STEADY: Duration = Duration::from_millis(150);

/// No order comes near it.
const ORDER_LIMIT: usize = 1024 * 1024;

#[derive(Clone, Debug)]
pub struct SenderConfig {
    pub listen: SocketAddr,
    /// The service's base address, without `/apis/v1`.
    pub service: String,
    pub credentials: Credentials,
    /// What its receipt endpoint answers.
    pub answers: Answers,
    /// Before the second, third … attempt to send a message.
    pub pauses: Vec<Duration>,
    /// How long the service may take to answer.
    pub patience: Duration,
    pub limits: PartyLimits,
    /// Whom it sends for; without it, it takes no orders.
    pub own: Option<LetterParty>,
    /// What it does wrong on purpose.
    pub flaw: Option<SenderFlaw>,
    /// Of the UUIDs of the messages that are ordered.
    pub seed: u64,
    pub now: fn() -> Timestamp,
}

impl SenderConfig {
    /// A correct sender whose receipt endpoint is on a free loopback port.
    pub fn correct(
        service: impl Into<String>,
        credentials: Credentials,
        now: fn() -> Timestamp,
    ) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            service: service.into(),
            credentials,
            answers: Answers::accepting(),
            pauses: growing_pauses(),
            patience: Duration::from_secs(60),
            limits: PartyLimits::STANDARD,
            own: None,
            flaw: None,
            seed: 0,
            now,
        }
    }
}

/// A message the service has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub uuid: MessageUuid,
    /// Of the technical receipt; none when it could not be read.
    pub transmission_id: Option<String>,
    pub attempts: u32,
}

#[derive(Debug, thiserror::Error)]
pub enum SendFault {
    #[error("the service refused message {uuid} with status {status}: {said}")]
    Refused {
        uuid: MessageUuid,
        status: u16,
        said: String,
    },
    #[error("message {uuid} was not accepted in {attempts} attempts; the last: {last}")]
    NotAccepted {
        uuid: MessageUuid,
        attempts: u32,
        last: String,
    },
    #[error(
        "message UUID {0} was accepted before with other content; give the new message a UUID of its own"
    )]
    UuidUsed(MessageUuid),
    #[error("the sender was stopped")]
    Stopped,
}

#[derive(Debug, thiserror::Error)]
pub enum PullFault {
    #[error(transparent)]
    Call(#[from] CallFault),
    #[error("the service answered {status} when receipts were {what}: {said}")]
    Answer {
        what: &'static str,
        status: u16,
        said: String,
    },
    #[error("the service's list of receipts cannot be read: {0}")]
    List(serde_json::Error),
    #[error("receipt {id} cannot be read: {source}")]
    Receipt {
        id: String,
        source: serde_json::Error,
    },
}

/// A running sender; dropping it stops it at once.
#[derive(Debug)]
pub struct Sender {
    door: Door,
    desk: Arc<SenderDesk>,
}

#[derive(Debug)]
struct SenderDesk {
    receipts: ReceiptDesk,
    service: DigitalPost,
    pauses: Vec<Duration>,
    accepted: Mutex<BTreeMap<MessageUuid, (String, Accepted)>>,
    own: Option<LetterParty>,
    flaw: Option<SenderFlaw>,
    ids: TransmissionIds,
    first_id: MessageUuid,
    /// Only a faulty sender looks back into them.
    orders: Mutex<BTreeMap<MessageUuid, Order>>,
}

pub async fn start(config: SenderConfig) -> Result<Sender, PartyFault> {
    let lifetime = Lifetime::new();
    let mut answers = config.answers;
    if config.flaw == Some(SenderFlaw::RefusesReceipts) {
        answers = Answers::always(Answer::Status(AnswerStatus::SERVER_ERROR));
    }
    let ids = TransmissionIds::new(config.seed);
    let desk = Arc::new(SenderDesk {
        receipts: ReceiptDesk {
            record: Arc::new(Record::new(config.limits.entries)),
            script: Script::new(answers),
            lifetime: lifetime.clone(),
            now: config.now,
            follows: config.flaw != Some(SenderFlaw::IgnoresRefusal),
            flaw: config.flaw,
        },
        service: DigitalPost::new(&config.service, &config.credentials, config.patience)?,
        pauses: match config.flaw {
            Some(SenderFlaw::SteadyPauses) => config.pauses.iter().map(|_| STEADY).collect(),
            Some(_) | None => config.pauses,
        },
        accepted: Mutex::default(),
        own: config.own,
        flaw: config.flaw,
        first_id: ids.message_uuid(),
        ids,
        orders: Mutex::default(),
    });
    Ok(Sender {
        door: Door::open(config.listen, lifetime, Arc::clone(&desk)).await?,
        desk,
    })
}

impl Desk for SenderDesk {
    async fn serve(self: Arc<Self>, request: Request<Incoming>) -> Turn {
        match (request.method(), request.uri().path()) {
            (&Method::GET, "/seen") => Turn::Answer(Reply::json(200, &self.receipts.record.seen())),
            (&Method::POST, RECEIPT_PATH) => {
                let turn = self.receipts.take(request).await;
                self.resend_refused();
                turn
            }
            (&Method::POST, "/send") => Turn::Answer(self.order(request).await),
            (&Method::POST, "/send-archive") => Turn::Answer(self.order_archive(request).await),
            (&Method::POST, "/fetch-receipts") => Turn::Answer(match self.pull().await {
                Ok(fetched) => Reply::json(200, &json!({ "fetched": fetched })),
                Err(fault) => Reply::text(502, format!("{fault}\n")),
            }),
            (&Method::POST, path) if path.starts_with("/recall/") => {
                let uuid = path.trim_start_matches("/recall/").to_owned();
                Turn::Answer(self.recall(&uuid).await)
            }
            _ => Turn::Answer(Reply::text(
                404,
                "a sender takes receipts at POST /sender-system/receipt and orders at POST /send, \
                 /send-archive, /recall/{uuid} and /fetch-receipts; GET /seen lists what it has seen\n",
            )),
        }
    }
}

impl Sender {
    pub fn address(&self) -> SocketAddr {
        self.door.address()
    }

    /// Where it takes receipts.
    pub fn receipt_url(&self) -> String {
        format!("http://{}{RECEIPT_PATH}", self.door.address())
    }

    /// What its receipt endpoint answers, from the next receipt on.
    pub fn set_answers(&self, answers: Answers) {
        self.desk.receipts.script.replace(answers);
    }

    pub fn seen(&self) -> Seen {
        self.desk.receipts.record.seen()
    }

    /// Waits until what was seen fulfils the condition; the caller sets the time limit.
    pub async fn seen_until(&self, condition: impl Fn(&Seen) -> bool) -> Seen {
        self.desk.receipts.record.until(condition).await
    }

    /// Takes no more receipts.
    pub async fn stop(self) {
        self.door.close().await;
    }

    /// Sends the message until it is accepted, refused, or the attempts are used up.
    pub async fn send(&self, memo: &Memo) -> Result<Accepted, SendFault> {
        self.desk.send(memo).await
    }

    /// Lists, fetches and deletes receipts until none is left; says how many came.
    pub async fn pull(&self) -> Result<usize, PullFault> {
        self.desk.pull().await
    }
}

impl SenderDesk {
    /// Takes an order, answers at once, and sends the message then.
    async fn order(self: Arc<Self>, request: Request<Incoming>) -> Reply {
        let order: Order = match read_order(request).await {
            Ok(order) => order,
            Err(reply) => return reply,
        };
        match self.take_order(&order) {
            Ok(uuid) => Reply::json(202, &json!({ "messageUUID": uuid.to_string() })),
            Err(fault) => Reply::text(400, format!("{fault}\n")),
        }
    }

    /// Writes the message and sends it in a task of its own.
    fn take_order(self: &Arc<Self>, order: &Order) -> Result<MessageUuid, OrderFault> {
        let memo = self.compose(order)?;
        let uuid = memo.uuid();
        if self.flaw == Some(SenderFlaw::ResendsRefused) {
            let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
            orders.insert(uuid, order.clone());
        }
        let desk = Arc::clone(self);
        self.receipts.lifetime.spawn(async move {
            if let Err(fault) = desk.send(&memo).await {
                tracing::warn!(%fault, "an ordered message was not sent");
            }
            if desk.flaw == Some(SenderFlaw::SendsAgainAfter201)
                && let Err(fault) = desk.hand_in(&memo).await
            {
                tracing::warn!(%fault, "what was accepted was not sent again");
            }
        });
        Ok(uuid)
    }

    /// The message that is ordered, under a UUID of this sender's own.
    fn compose(&self, order: &Order) -> Result<Memo, OrderFault> {
        let own = self.own.as_ref().ok_or_else(OrderFault::nobody)?;
        let uuid = match self.flaw {
            Some(SenderFlaw::SameUuid) => self.first_id,
            Some(_) | None => self.ids.message_uuid(),
        };
        let order = missend::understood(order, self.flaw);
        let letter = order.letter(uuid, own, (self.receipts.now)(), self.flaw)?;
        let link = order.link(self.flaw);
        let xml = missend::written(letter, self.flaw, link.as_deref());
        Ok(Memo::with_uuid(uuid, xml))
    }

    /// Takes an order of several messages, and sends them as one archive.
    async fn order_archive(self: Arc<Self>, request: Request<Incoming>) -> Reply {
        let order: ArchiveOrder = match read_order(request).await {
            Ok(order) => order,
            Err(reply) => return reply,
        };
        let memos: Result<Vec<Memo>, OrderFault> = order
            .orders()
            .iter()
            .map(|order| self.compose(order))
            .collect();
        let memos = match memos {
            Ok(memos) => memos,
            Err(fault) => return Reply::text(400, format!("{fault}\n")),
        };
        let archive = match archive::packed(&memos, self.flaw) {
            Ok(archive) => Content::Bytes(archive.into()),
            Err(fault) => return Reply::text(500, format!("no archive can be made: {fault}\n")),
        };
        let handing = Handing {
            named: None,
            media_type: match self.flaw {
                Some(SenderFlaw::ArchiveAsXml) => "application/xml",
                Some(_) | None => "application/x-lzma",
            },
        };
        match self.service.hand_in(handing, &archive).await {
            Ok(answer) => Reply::json(202, &json!({ "answered": answer.status })),
            Err(fault) => Reply::text(502, format!("{fault}\n")),
        }
    }

    /// A refused message goes out anew, once, where the flaw says so.
    fn resend_refused(self: &Arc<Self>) {
        let failed: Vec<String> = self
            .receipts
            .record
            .seen()
            .messages
            .into_iter()
            .filter(|message| message.state == HeldState::Failed)
            .map(|message| message.message_uuid)
            .collect();
        for uuid in failed
            .iter()
            .filter_map(|uuid| MessageUuid::parse(uuid).ok())
        {
            let order = {
                let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
                orders.remove(&uuid)
            };
            if let Some(order) = order
                && let Err(fault) = self.take_order(&order)
            {
                tracing::warn!(%fault, "a refused message was not sent anew");
            }
        }
    }

    async fn recall(&self, uuid: &str) -> Reply {
        let Ok(uuid) = MessageUuid::parse(uuid) else {
            return Reply::text(400, format!("`{uuid}` is no message UUID\n"));
        };
        if self.flaw == Some(SenderFlaw::RecallsNothing) {
            return Reply::text(200, "recalled\n");
        }
        match self.service.delete_memo(uuid).await {
            Ok(answer) => Reply::text(
                if (200..300).contains(&answer.status) {
                    200
                } else {
                    502
                },
                format!("Digital Post answered {}\n", answer.status),
            ),
            Err(fault) => Reply::text(502, format!("{fault}\n")),
        }
    }

    /// Sends the message until it is accepted, refused, or the attempts are used up.
    async fn send(&self, memo: &Memo) -> Result<Accepted, SendFault> {
        let uuid = memo.uuid();
        if let Some((sha256, accepted)) = self.accepted().get(&uuid) {
            return if sha256 == memo.sha256() {
                Ok(accepted.clone())
            } else {
                Err(SendFault::UuidUsed(uuid))
            };
        }
        self.receipts.record.hold(MessageHeld {
            message_uuid: uuid.to_string(),
            state: HeldState::Pending,
            sha256: memo.sha256().to_owned(),
        });
        let sent = self.send_until_taken(memo).await;
        let state = match &sent {
            Ok(_) => HeldState::Accepted,
            Err(SendFault::Refused { .. } | SendFault::NotAccepted { .. }) => HeldState::Failed,
            Err(SendFault::UuidUsed(_) | SendFault::Stopped) => HeldState::Pending,
        };
        self.receipts.record.held_is(&uuid.to_string(), state);
        sent
    }

    async fn send_until_taken(&self, memo: &Memo) -> Result<Accepted, SendFault> {
        let mut memo = memo.clone();
        let mut attempts = 0;
        let mut pauses = self.pauses.iter();
        loop {
            let uuid = memo.uuid();
            attempts += 1;
            let (again, fault) = match self.hand_in(&memo).await {
                Ok(answer) if answer.status == 201 => {
                    return Ok(self.keep(&memo, &answer, attempts));
                }
                Ok(answer) => {
                    let said = said(&answer);
                    let fault = format!("status {}: {said}", answer.status);
                    self.record(
                        &memo,
                        attempts,
                        Some(answer.status),
                        None,
                        Some(fault.clone()),
                    );
                    let tries_again = match self.flaw {
                        Some(SenderFlaw::RetriesRefused) => true,
                        Some(SenderFlaw::GivesUpAt503) => false,
                        Some(_) | None => matches!(answer.status, 502..=504),
                    };
                    if tries_again {
                        memo = self.remade(memo, SenderFlaw::NewUuidAfter503);
                    } else {
                        return Err(SendFault::Refused {
                            uuid,
                            status: answer.status,
                            said,
                        });
                    }
                    (true, fault)
                }
                Err(fault) => {
                    let again = match &fault {
                        CallFault::Connect(_) | CallFault::Timeout | CallFault::Broken(_) => {
                            self.flaw != Some(SenderFlaw::GivesUpWithoutAnswer)
                        }
                        CallFault::File { .. } => false,
                    };
                    self.record(&memo, attempts, None, None, Some(fault.to_string()));
                    memo = self.remade(memo, SenderFlaw::NewUuidWithoutAnswer);
                    (again, fault.to_string())
                }
            };
            let Some(pause) = pauses.next().filter(|_| again) else {
                return Err(SendFault::NotAccepted {
                    uuid,
                    attempts,
                    last: fault,
                });
            };
            tracing::info!(%uuid, attempts, fault, "the message will be sent again");
            self.receipts
                .lifetime
                .closing
                .run_until_cancelled(tokio::time::sleep(*pause))
                .await
                .ok_or(SendFault::Stopped)?;
        }
    }

    /// One call of SendMemo.
    async fn hand_in(&self, memo: &Memo) -> Result<ServiceAnswer, CallFault> {
        let mut named = Some(memo.uuid().to_string());
        let mut media_type = "application/xml";
        let mut service = self.service.clone();
        match self.flaw {
            Some(SenderFlaw::OtherUuidInRequest) => {
                named = Some(self.ids.message_uuid().to_string())
            }
            Some(SenderFlaw::NoUuidInRequest) => named = None,
            Some(SenderFlaw::UuidOfVersion1) => {
                named = named.as_deref().map(missend::of_version_1);
            }
            Some(SenderFlaw::TextPlain) => media_type = "text/plain",
            Some(SenderFlaw::NoIdentification) => service = service.anonymous(),
            Some(_) | None => {}
        }
        let handing = Handing {
            named: named.as_deref(),
            media_type,
        };
        service.hand_in(handing, memo.content()).await
    }

    /// The message for another attempt: the same, unless a flaw has it made anew.
    fn remade(&self, memo: Memo, at: SenderFlaw) -> Memo {
        let Content::Bytes(bytes) = memo.content() else {
            return memo;
        };
        let text = String::from_utf8_lossy(bytes);
        match self.flaw {
            Some(flaw) if flaw == at => {
                let uuid = self.ids.message_uuid();
                let text = text.replace(&memo.uuid().to_string(), &uuid.to_string());
                Memo::with_uuid(uuid, text.into_bytes())
            }
            Some(SenderFlaw::OtherBytesAfter503) => {
                let text = text.replacen("</memo:label>", " (igen)</memo:label>", 1);
                Memo::with_uuid(memo.uuid(), text.into_bytes())
            }
            Some(_) | None => memo,
        }
    }

    /// Lists, fetches and deletes receipts until none is left; says how many came.
    async fn pull(&self) -> Result<usize, PullFault> {
        let mut pulled = 0;
        loop {
            let list = self.service.list_receipts().await?;
            let list = expect(list, &[200], "listed")?;
            let page: ReceiptPage = serde_json::from_slice(&list.body).map_err(PullFault::List)?;
            if page.content.is_empty() {
                return Ok(pulled);
            }
            let leaves = self.flaw == Some(SenderFlaw::LeavesReceipts);
            for id in page.content {
                let receipt = self.service.fetch_receipt(&id).await?;
                let receipt = expect(receipt, &[200, 201], "fetched")?;
                self.receipts
                    .keep(&receipt.body)
                    .map_err(|source| PullFault::Receipt {
                        id: id.clone(),
                        source,
                    })?;
                if self.flaw == Some(SenderFlaw::FetchesOneReceipt) {
                    return Ok(1);
                }
                if self.flaw == Some(SenderFlaw::LeavesReceipts) {
                    pulled += 1;
                    continue;
                }
                // Deleted only once it is kept. 404: somebody else was faster.
                let deleted = self.service.delete_receipt(&id).await?;
                expect(deleted, &[200, 204, 404], "deleted")?;
                pulled += 1;
            }
            // What is never deleted would be listed for ever.
            if leaves {
                return Ok(pulled);
            }
        }
    }

    fn keep(&self, memo: &Memo, answer: &ServiceAnswer, attempts: u32) -> Accepted {
        let receipt: Option<Receipt> = serde_json::from_slice(&answer.body).ok();
        if receipt.is_none() {
            tracing::warn!(uuid = %memo.uuid(), "accepted, but the technical receipt cannot be read");
        }
        let accepted = Accepted {
            uuid: memo.uuid(),
            transmission_id: receipt.and_then(|receipt| receipt.transmission_id),
            attempts,
        };
        self.record(
            memo,
            attempts,
            Some(answer.status),
            accepted.transmission_id.clone(),
            None,
        );
        self.accepted()
            .insert(memo.uuid(), (memo.sha256().to_owned(), accepted.clone()));
        accepted
    }

    fn record(
        &self,
        memo: &Memo,
        attempts: u32,
        status: Option<u16>,
        transmission_id: Option<String>,
        error: Option<String>,
    ) {
        self.receipts.record.sent(MessageSent {
            at: (self.receipts.now)(),
            message_uuid: memo.uuid().to_string(),
            size: memo.content().size(),
            sha256: memo.sha256().to_owned(),
            attempts,
            status,
            transmission_id,
            error,
        });
    }

    fn accepted(&self) -> std::sync::MutexGuard<'_, BTreeMap<MessageUuid, (String, Accepted)>> {
        self.accepted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The order in a call's body, or the answer that says what is wrong with it.
async fn read_order<T: serde::de::DeserializeOwned>(
    request: Request<Incoming>,
) -> Result<T, Reply> {
    let body = Limited::new(request.into_body(), ORDER_LIMIT)
        .collect()
        .await
        .map_err(|fault| Reply::text(400, format!("the order did not arrive: {fault}\n")))?;
    serde_json::from_slice(&body.to_bytes())
        .map_err(|fault| Reply::text(400, format!("the order cannot be read: {fault}\n")))
}

/// What the list of receipts says that a sender needs.
#[derive(Debug, Deserialize)]
struct ReceiptPage {
    #[serde(default)]
    content: Vec<String>,
}

fn expect(
    answer: ServiceAnswer,
    statuses: &[u16],
    what: &'static str,
) -> Result<ServiceAnswer, PullFault> {
    if statuses.contains(&answer.status) {
        Ok(answer)
    } else {
        Err(PullFault::Answer {
            what,
            status: answer.status,
            said: said(&answer),
        })
    }
}

fn said(answer: &ServiceAnswer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}
