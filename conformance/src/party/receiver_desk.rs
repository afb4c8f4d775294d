//! What a receiver does with a call: takes in a push, keeps the message, answers, and sends its
//! business receipt (DEL-5, DEL-10).

use std::io::BufReader;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{Method, Request};
use testpost_memo::MemoVersion;
use testpost_memo::id::{Cvr, MessageUuid};
use testpost_memo::read::read_version;

use super::answers::{Answer, AnswerStatus, SLOW, Script};
use super::door::{Desk, Lifetime, Reply, Turn};
use super::flaw::ReceiverFlaw;
use super::judge::{self, Judgement};
use super::message_shelf::{Placed, Shelf};
use super::notification;
use super::push_form::{self, Arrived, PushFault};
use super::receipt::{Receipt, ReceiptStatus};
use super::receipt_desk::{RECEIPT_PATH, ReceiptDesk};
use super::receiver::{ReceiptChoice, ReceiptTiming};
use super::seen::{HeldState, MessageHeld, PushNumber, PushSeen, ReceiptSent, iso};
use super::service::{CallFault, DigitalPost};
use super::transmission::TransmissionIds;

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
    pub(crate) flaw: Option<ReceiverFlaw>,
    pub(crate) lifetime: Lifetime,
}

impl Desk for ReceiverDesk {
    async fn serve(self: Arc<Self>, request: Request<Incoming>) -> Turn {
        let path = request.uri().path();
        if request.method() == Method::GET && path == "/seen" {
            Turn::Answer(Reply::json(200, &self.receipts.record.seen()))
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
        let arrived = push_form::read(request, self.shelf.folder(), self.body_limit).await;
        if let Ok(arrived) = &arrived {
            entry.message_uuid = Some(arrived.uuid.to_string());
            entry.size = Some(arrived.size);
            entry.sha256 = Some(arrived.sha256.clone());
            entry.memo_version = version_of(arrived).await;
        }
        match (answer, arrived) {
            (Answer::Status(status), Ok(arrived)) if status.accepts() => {
                self.take_in(status, arrived, entry).await
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
            Arc::clone(&self).fetch_and_receipt(uuid, number),
        )
        .await
    }

    async fn fetch_and_receipt(self: Arc<Self>, uuid: MessageUuid, push: PushNumber) {
        let choice = *self
            .receipt
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // Whoever sends no receipt by itself fetches nothing by itself.
        if choice == ReceiptChoice::Never {
            return;
        }
        let folder = self.shelf.folder();
        match self.service.fetch_memo(uuid, folder, self.body_limit).await {
            Ok(arrived) => match self.place(arrived).await {
                Ok(_) => self.send_receipt(uuid, push).await,
                Err(fault) => tracing::error!(%uuid, %fault, "a fetched message cannot be kept"),
            },
            Err(fault) => tracing::warn!(%uuid, %fault, "a message could not be fetched"),
        }
    }

    async fn place(&self, arrived: Arrived) -> Result<Placed, PushFault> {
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

    async fn take_in(
        self: Arc<Self>,
        status: AnswerStatus,
        arrived: Arrived,
        mut entry: PushSeen,
    ) -> Turn {
        let uuid = arrived.uuid;
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
        if !entry.repeat || self.flaw == Some(ReceiverFlaw::RepeatIsNew) {
            self.receipts.record.hold(held);
        }
        entry.status = Some(status.code());
        let number = self.receipts.record.push(entry);
        let reply = Reply::empty(status.code());
        let errand = Arc::clone(&self).send_receipt(uuid, number);
        self.answer_and_run(reply, uuid, errand).await
    }

    async fn send_receipt(self: Arc<Self>, uuid: MessageUuid, push: PushNumber) {
        let choice = *self
            .receipt
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if choice == ReceiptChoice::Never
            || self.flaw == Some(ReceiverFlaw::NoReceipt)
            || !self.shelf.claim_receipt(uuid)
        {
            return;
        }
        let judgement = match choice {
            ReceiptChoice::Never => return,
            ReceiptChoice::Always(status) => Judgement::plain(status),
            ReceiptChoice::AsChecked if self.flaw == Some(ReceiverFlaw::AlwaysCompleted) => {
                Judgement::plain(ReceiptStatus::Completed)
            }
            ReceiptChoice::AsChecked => match self.judge(uuid).await {
                Ok(judgement) => judgement,
                Err(fault) => {
                    tracing::error!(%uuid, %fault, "the kept message cannot be read");
                    self.shelf.receipt_failed(uuid);
                    return;
                }
            },
        };
        let receipt = Receipt {
            transmission_id: Some(self.ids.fresh().to_string()),
            message_uuid: Some(uuid.to_string()),
            message_id: judgement.message_id,
            error_code: judgement.error_code,
            error_message: judgement.error_message,
            time_stamp: Some(iso((self.receipts.now)())),
            receipt_status: judgement.status,
        };
        if self.flaw == Some(ReceiverFlaw::SecondReceipt) {
            let second = Receipt {
                transmission_id: Some(self.ids.fresh().to_string()),
                ..receipt.clone()
            };
            self.call(uuid, second).await;
        }
        let sent = self.call(uuid, receipt).await;
        if sent
            .status
            .is_some_and(|status| (200..300).contains(&status))
        {
            self.shelf.receipt_accepted(uuid);
        } else {
            tracing::warn!(%uuid, status = sent.status, error = sent.error, "the receipt was not taken");
            self.shelf.receipt_failed(uuid);
        }
        self.receipts.record.receipt_sent(push, sent);
    }

    /// Tries again on 503 and when no answer came, after growing pauses; the same receipt each time.
    async fn call(&self, uuid: MessageUuid, receipt: Receipt) -> ReceiptSent {
        let mut sent = ReceiptSent {
            receipt,
            attempts: 0,
            status: None,
            error: None,
        };
        let mut pauses = self.pauses.iter();
        loop {
            sent.attempts += 1;
            (sent.status, sent.error) = match self.service.create_receipt(uuid, &sent.receipt).await
            {
                Ok(answer) if (200..300).contains(&answer.status) => (Some(answer.status), None),
                Ok(answer) => {
                    let said = String::from_utf8_lossy(&answer.body).into_owned();
                    (Some(answer.status), Some(said))
                }
                Err(fault) => (None, Some(fault.to_string())),
            };
            let again = matches!(sent.status, None | Some(503));
            let Some(pause) = pauses.next().filter(|_| again) else {
                return sent;
            };
            let stopping = &self.lifetime.closing;
            if stopping
                .run_until_cancelled(tokio::time::sleep(*pause))
                .await
                .is_none()
            {
                return sent;
            }
        }
    }

    async fn judge(&self, uuid: MessageUuid) -> Result<Judgement, CallFault> {
        let file = self.shelf.file(uuid);
        let own = self.own_cvr;
        let path = file.display().to_string();
        let fault = |reason: String| CallFault::File {
            path: path.clone(),
            reason,
        };
        tokio::task::spawn_blocking(move || judge::judge(&file, uuid, own.as_ref()))
            .await
            .map_err(|cause| fault(cause.to_string()))?
            .map_err(|cause| fault(cause.to_string()))
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
