//! What a receiver does with a call: takes in a push, keeps the message, and answers (DEL-5,
//! DEL-7). What it then does by itself is its errand.

use std::io::BufReader;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{Method, Request};
use serde_json::json;
use testpost_memo::MemoVersion;
use testpost_memo::id::{Cvr, MessageUuid};
use testpost_memo::read::read_version;

use super::answers::{Answer, AnswerStatus, SLOW, Script};
use super::door::{Desk, Lifetime, Reply, Turn};
use super::flaw::ReceiverFlaw;
use super::message_shelf::{Placed, Shelf};
use super::misread;
use super::notification;
use super::push_form::{self, Arrived, Halves, PushFault};
use super::receipt_desk::{RECEIPT_PATH, ReceiptDesk};
use super::receiver::{ReceiptChoice, ReceiptTiming};
use super::seen::{HeldState, MessageHeld, PushSeen};
use super::service::DigitalPost;
use super::transmission::TransmissionIds;

/// Longer than Digital Post waits in a run.
const TOO_LATE: Duration = Duration::from_millis(2_500);

/// Long enough for another push to come meanwhile.
const AT_WORK: Duration = Duration::from_millis(50);

/// Where a receiver that pulls is told to.
const FETCH_PATH: &str = "/fetch";

#[derive(Debug)]
pub(crate) struct ReceiverDesk {
    pub(crate) script: Script,
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) receipts: ReceiptDesk,
    pub(crate) receipt: std::sync::Mutex<ReceiptChoice>,
    pub(crate) timing: ReceiptTiming,
    pub(crate) own_cvr: Option<Cvr>,
    pub(crate) service: DigitalPost,
    pub(crate) ids: TransmissionIds,
    pub(crate) pauses: Vec<Duration>,
    pub(crate) body_limit: u64,
    /// Whether it fetches its messages instead of being pushed to.
    pub(crate) pulls: bool,
    pub(crate) flaw: Option<ReceiverFlaw>,
    /// How many pushes are being taken in.
    pub(crate) under_way: AtomicUsize,
    /// Whether a push was cut off.
    pub(crate) was_cut: AtomicBool,
    pub(crate) lifetime: Lifetime,
}

impl Desk for ReceiverDesk {
    async fn serve(self: Arc<Self>, request: Request<Incoming>) -> Turn {
        let path = request.uri().path();
        if request.method() == Method::GET && path == "/seen" {
            Turn::Answer(Reply::json(200, &self.receipts.record.seen()))
        } else if request.method() == Method::POST && path == FETCH_PATH && self.pulls {
            Turn::Answer(match self.fetch_waiting().await {
                Ok(fetched) => Reply::json(200, &json!({ "fetched": fetched })),
                Err(fault) => Reply::text(502, format!("{fault}\n")),
            })
        } else if request.method() != Method::POST {
            Turn::Answer(Reply::text(
                405,
                "a receiver takes pushes by POST, and GET /seen lists them\n",
            ))
        } else if path == RECEIPT_PATH {
            self.receipts.take(request).await
        } else {
            self.push(request).await
        }
    }
}

impl ReceiverDesk {
    async fn push(self: Arc<Self>, request: Request<Incoming>) -> Turn {
        let answer = self.script.next();
        let mut entry = PushSeen {
            at: (self.receipts.now)(),
            path: request.uri().path().to_owned(),
            message_uuid: None,
            status: None,
            answer: answer.to_string(),
            size: None,
            sha256: None,
            memo_version: None,
            notification: is_json(&request),
            repeat: false,
            fault: None,
            receipt: None,
        };
        match answer {
            Answer::Refuse => {
                self.receipts.record.push(entry);
                return Turn::Reset;
            }
            Answer::HangUp => {
                drop(request.into_body().into_data_stream().next().await);
                self.receipts.record.push(entry);
                return Turn::HangUp;
            }
            Answer::Reset => {
                drop(request.into_body().into_data_stream().next().await);
                self.receipts.record.push(entry);
                return Turn::Reset;
            }
            Answer::Slow => tokio::time::sleep(SLOW).await,
            Answer::Timeout | Answer::AcceptThenHangUp | Answer::Status(_) => {}
        }
        if entry.notification {
            return self.notified(request, answer, entry).await;
        }
        let halves = if self.has(ReceiverFlaw::KeepsHalf) {
            Halves::Kept
        } else {
            Halves::Dropped
        };
        let folder = self.shelf.folder();
        let arrived = push_form::read(request, folder, self.body_limit, halves).await;
        if let Err(PushFault::Cut(_)) = &arrived {
            self.was_cut.store(true, Ordering::Relaxed);
        }
        if let Ok(arrived) = &arrived {
            entry.message_uuid = Some(arrived.uuid.to_string());
            entry.size = Some(arrived.size);
            entry.sha256 = Some(arrived.sha256.clone());
            entry.memo_version = version_of(arrived).await;
        }
        match (answer, arrived) {
            (Answer::Status(status), Ok(arrived)) if status.accepts() => {
                Arc::clone(&self)
                    .take_in_or_fail(status, arrived, entry)
                    .await
            }
            (Answer::Slow, Ok(arrived)) => self.take_in(AnswerStatus::OK, arrived, entry).await,
            // The answer is lost on its way (RETRY-7): a receipt goes out all the same, later.
            (Answer::AcceptThenHangUp, Ok(arrived)) => {
                self.keep_and_fall_silent(arrived, entry).await
            }
            (Answer::Status(_) | Answer::Slow | Answer::AcceptThenHangUp, Err(fault)) => {
                self.refuse(&fault, entry)
            }
            (Answer::Status(status), Ok(_)) => {
                entry.status = Some(status.code());
                self.receipts.record.push(entry);
                Turn::Answer(Reply::empty(status.code()))
            }
            (Answer::Timeout | Answer::Refuse | Answer::HangUp | Answer::Reset, _) => {
                self.receipts.record.push(entry);
                self.lifetime.closing.cancelled().await;
                Turn::HangUp
            }
        }
    }

    /// The message is on the shelf when the caller sees the connection end.
    async fn keep_and_fall_silent(&self, arrived: Arrived, mut entry: PushSeen) -> Turn {
        match self.place(arrived).await {
            Ok(placed) => entry.repeat = placed != Placed::New,
            Err(fault) => entry.fault = Some(fault.to_string()),
        }
        self.receipts.record.push(entry);
        Turn::HangUp
    }

    /// DEL-7: it is told of a message, and fetches it before it sends its receipt.
    async fn notified(
        self: Arc<Self>,
        request: Request<Incoming>,
        answer: Answer,
        mut entry: PushSeen,
    ) -> Turn {
        let told = notification::read(request).await;
        if let Ok(uuid) = &told {
            entry.message_uuid = Some(uuid.to_string());
        }
        let status = match answer {
            Answer::Status(status) => status,
            Answer::Slow | Answer::AcceptThenHangUp => AnswerStatus::OK,
            Answer::Timeout | Answer::Refuse | Answer::HangUp | Answer::Reset => {
                self.receipts.record.push(entry);
                self.lifetime.closing.cancelled().await;
                return Turn::HangUp;
            }
        };
        let uuid = match told {
            Ok(uuid) => uuid,
            Err(fault) => {
                entry.fault = Some(fault.clone());
                entry.status = Some(400);
                self.receipts.record.push(entry);
                return Turn::Answer(Reply::text(400, format!("{fault}\n")));
            }
        };
        let lost = answer == Answer::AcceptThenHangUp;
        entry.status = (!lost).then_some(status.code());
        let number = self.receipts.record.push(entry);
        if lost {
            return Turn::HangUp;
        }
        let reply = Reply::empty(status.code());
        if !status.accepts() {
            return Turn::Answer(reply);
        }
        self.answer_and_run(
            reply,
            uuid,
            Arc::clone(&self).fetch_and_receipt(uuid, Some(number)),
        )
        .await
    }

    pub(super) async fn place(&self, arrived: Arrived) -> Result<Placed, PushFault> {
        let shelf = Arc::clone(&self.shelf);
        tokio::task::spawn_blocking(move || shelf.keep(arrived))
            .await
            .map_err(std::io::Error::other)
            .and_then(|kept| kept)
            .map_err(PushFault::Store)
    }

    /// Runs an errand about a message while the caller waits, or after it has its answer.
    async fn answer_and_run(
        &self,
        reply: Reply,
        uuid: MessageUuid,
        errand: impl Future<Output = ()> + Send + 'static,
    ) -> Turn {
        match self.timing {
            ReceiptTiming::InsidePush => {
                // A task of its own: the receipt goes its way even if the caller hangs up.
                if self.lifetime.spawn(errand).await.is_err() {
                    tracing::error!(%uuid, "the receipt was given up");
                }
                Turn::Answer(reply)
            }
            ReceiptTiming::AfterAnswer => {
                let lifetime = self.lifetime.clone();
                Turn::Answer(reply.then(move || {
                    lifetime.spawn(errand);
                }))
            }
        }
    }

    fn refuse(&self, fault: &PushFault, mut entry: PushSeen) -> Turn {
        tracing::warn!(%fault, "a push was not taken in");
        entry.fault = Some(fault.to_string());
        entry.status = fault.status();
        self.receipts.record.push(entry);
        match fault.status() {
            Some(status) => Turn::Answer(Reply::text(status, format!("{fault}\n"))),
            None => Turn::HangUp,
        }
    }

    /// As `take_in`, or with a flaw that shows in the answer.
    async fn take_in_or_fail(
        self: Arc<Self>,
        status: AnswerStatus,
        arrived: Arrived,
        mut entry: PushSeen,
    ) -> Turn {
        let answers = |code| AnswerStatus::new(code).unwrap_or(AnswerStatus::SERVER_ERROR);
        let status = match self.flaw {
            Some(ReceiverFlaw::AnswersError) => AnswerStatus::SERVER_ERROR,
            Some(ReceiverFlaw::AnswersRedirect) => answers(302),
            Some(ReceiverFlaw::JamsAfterCut) if self.was_cut.load(Ordering::Relaxed) => {
                entry.status = Some(500);
                self.receipts.record.push(entry);
                return Turn::Answer(Reply::empty(500));
            }
            Some(ReceiverFlaw::AnswersLate) => {
                tokio::time::sleep(TOO_LATE).await;
                status
            }
            Some(ReceiverFlaw::LosesWhenBusy) => {
                let others = self.under_way.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(AT_WORK).await;
                let turn = if others > 0 {
                    entry.status = Some(status.code());
                    self.receipts.record.push(entry);
                    Turn::Answer(Reply::empty(status.code()))
                } else {
                    Arc::clone(&self).take_in(status, arrived, entry).await
                };
                self.under_way.fetch_sub(1, Ordering::SeqCst);
                return turn;
            }
            Some(_) | None => status,
        };
        self.take_in(status, arrived, entry).await
    }

    async fn take_in(
        self: Arc<Self>,
        status: AnswerStatus,
        arrived: Arrived,
        mut entry: PushSeen,
    ) -> Turn {
        let uuid = arrived.uuid;
        let arrived = match misread::taken_in(arrived, self.flaw, self.shelf.folder()).await {
            Ok(arrived) => arrived,
            Err(fault) => return self.refuse(&PushFault::Store(fault), entry),
        };
        let held = MessageHeld {
            message_uuid: uuid.to_string(),
            state: HeldState::Kept,
            sha256: arrived.sha256.clone(),
        };
        let placed = match self.place(arrived).await {
            Ok(placed) => placed,
            Err(fault) => return self.refuse(&fault, entry),
        };
        entry.repeat = match placed {
            Placed::New => false,
            Placed::Again => true,
            Placed::AgainWithOtherContent => {
                tracing::warn!(%uuid, "the message came again with other content; the first is kept");
                true
            }
        };
        if !entry.repeat || self.has(ReceiverFlaw::RepeatIsNew) {
            self.receipts.record.hold(held);
        }
        entry.status = Some(status.code());
        let number = self.receipts.record.push(entry);
        let reply = Reply::empty(status.code());
        let errand = Arc::clone(&self).send_receipt(uuid, Some(number));
        self.answer_and_run(reply, uuid, errand).await
    }
}

/// A notification is JSON, a push a form.
fn is_json(request: &Request<Incoming>) -> bool {
    let media = request.headers().get(hyper::header::CONTENT_TYPE);
    media
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/json"))
}

/// The version that a message says it has; none where it says none that there is.
async fn version_of(arrived: &Arrived) -> Option<MemoVersion> {
    let file = arrived.file.reopen().ok()?;
    let read = move || read_version(BufReader::new(file)).ok();
    tokio::task::spawn_blocking(read).await.ok().flatten()
}
