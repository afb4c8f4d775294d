//! What a receiver does about a message by itself: sends its business receipt, and, where it
//! pulls, fetches what waits for it (DEL-5, DEL-6, DEL-10).

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use testpost_memo::id::MessageUuid;
use uuid::Uuid;

use super::flaw::ReceiverFlaw;
use super::judge::{self, Judgement};
use super::message_shelf::Placed;
use super::misread;
use super::receipt::{Receipt, ReceiptStatus};
use super::receiver::ReceiptChoice;
use super::receiver_desk::ReceiverDesk;
use super::seen::{HeldState, MessageHeld, PushNumber, ReceiptSent, iso};
use super::service::{CallFault, ServiceAnswer};

/// How many pages a receiver fetches at most: what is never receipted is listed for ever.
const MOST_PAGES: u32 = 1_000;

/// What the list of waiting messages says that a receiver needs.
#[derive(Debug, Deserialize)]
struct MemoPage {
    #[serde(default)]
    content: Vec<Uuid>,
}

/// Why it could not fetch what waits.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchFault {
    #[error(transparent)]
    Call(#[from] CallFault),
    #[error("the service answered {0} when it was asked what waits")]
    Answer(u16),
    #[error("the service's list of messages cannot be read: {0}")]
    List(#[from] serde_json::Error),
}

impl ReceiverDesk {
    pub(super) fn has(&self, flaw: ReceiverFlaw) -> bool {
        self.flaw == Some(flaw)
    }

    /// Fetches all that waits, page after page, with a receipt for each; says how many came.
    pub(super) async fn fetch_waiting(self: Arc<Self>) -> Result<usize, FetchFault> {
        let mut fetched = 0;
        let mut page = 0;
        // What was fetched and is listed still is not fetched again.
        let mut passed_over: u32 = 0;
        while page < MOST_PAGES {
            let answer = self.service.list_memos(page).await?;
            let waiting = listed(&answer)?;
            if waiting.is_empty() {
                break;
            }
            let mut new = 0;
            for uuid in waiting {
                if self.shelf.has(uuid) {
                    continue;
                }
                new += 1;
                Arc::clone(&self).fetch_and_receipt(uuid, None).await;
                if self.has(ReceiverFlaw::FetchesTwice) {
                    let (folder, limit) = (self.shelf.folder(), self.body_limit);
                    self.service.fetch_memo(uuid, folder, limit).await?;
                }
            }
            fetched += new;
            if self.has(ReceiverFlaw::FirstPageOnly) {
                break;
            }
            // What has its receipt is listed no more, so the first page shows others.
            if new == 0 {
                passed_over += 1;
            }
            page = passed_over;
        }
        Ok(fetched)
    }

    pub(super) async fn fetch_and_receipt(
        self: Arc<Self>,
        uuid: MessageUuid,
        push: Option<PushNumber>,
    ) {
        // Whoever sends no receipt by itself fetches nothing by itself.
        if self.receipt_choice() == ReceiptChoice::Never {
            return;
        }
        let folder = self.shelf.folder();
        match self.service.fetch_memo(uuid, folder, self.body_limit).await {
            Ok(arrived) => {
                let held = MessageHeld {
                    message_uuid: uuid.to_string(),
                    state: HeldState::Kept,
                    sha256: arrived.sha256.clone(),
                };
                match self.place(arrived).await {
                    Ok(placed) => {
                        if placed == Placed::New {
                            self.receipts.record.hold(held);
                        }
                        if !self.has(ReceiverFlaw::PullWithoutReceipt) {
                            self.send_receipt(uuid, push).await;
                        }
                    }
                    Err(fault) => {
                        tracing::error!(%uuid, %fault, "a fetched message cannot be kept");
                    }
                }
            }
            Err(fault) => tracing::warn!(%uuid, %fault, "a message could not be fetched"),
        }
    }

    fn receipt_choice(&self) -> ReceiptChoice {
        *self.receipt.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What an earlier life has kept without a receipt gets one now.
    pub(super) fn take_up_receipts(self: &Arc<Self>) {
        for (uuid, sha256) in self.shelf.all() {
            self.receipts.record.hold(MessageHeld {
                message_uuid: uuid.to_string(),
                state: HeldState::Kept,
                sha256,
            });
            let errand = Arc::clone(self).send_receipt(uuid, None);
            self.lifetime.spawn(errand);
        }
    }

    pub(super) async fn send_receipt(self: Arc<Self>, uuid: MessageUuid, push: Option<PushNumber>) {
        let choice = self.receipt_choice();
        if choice == ReceiptChoice::Never || self.has(ReceiverFlaw::NoReceipt) {
            return;
        }
        if !self.shelf.claim_receipt(uuid) && !self.has(ReceiverFlaw::ReceiptForEachPush) {
            return;
        }
        let judgement = match choice {
            ReceiptChoice::Never => return,
            ReceiptChoice::Always(status) => Judgement::plain(status),
            ReceiptChoice::AsChecked => match self.judge(uuid).await {
                Ok(judgement) => judgement,
                Err(fault) => {
                    tracing::error!(%uuid, %fault, "the kept message cannot be read");
                    self.shelf.receipt_failed(uuid);
                    return;
                }
            },
        };
        if self.has(ReceiverFlaw::SilentOnUnreadable) && judgement.status == ReceiptStatus::Invalid
        {
            return;
        }
        let receipt = self.written(uuid, judgement);
        if self.has(ReceiverFlaw::SecondReceipt) {
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
        if let Some(push) = push {
            self.receipts.record.receipt_sent(push, sent);
        }
    }

    /// The receipt as it is written down.
    fn written(&self, uuid: MessageUuid, judgement: Judgement) -> Receipt {
        let transmission_id = if self.has(ReceiverFlaw::OneTransmissionId) {
            Uuid::from_u128(0x6b0d_4a4e_0f0a_4c39_8f1e_0000_0000_0000)
        } else {
            self.ids.fresh()
        };
        let about = if self.has(ReceiverFlaw::ReceiptOfAnother) {
            self.ids.message_uuid()
        } else {
            uuid
        };
        let mut time = iso((self.receipts.now)());
        if self.has(ReceiverFlaw::LocalTime) {
            time = time.trim_end_matches('Z').to_owned();
        }
        let receipt_status = if self.has(ReceiverFlaw::ReceivedStatus) {
            ReceiptStatus::Received
        } else {
            judgement.status
        };
        Receipt {
            transmission_id: Some(transmission_id.to_string()),
            message_uuid: Some(about.to_string()),
            message_id: judgement.message_id,
            error_code: judgement.error_code,
            error_message: judgement.error_message,
            time_stamp: Some(time),
            receipt_status,
        }
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
            (sent.status, sent.error) = match self.post(uuid, &sent.receipt).await {
                Ok(answer) if (200..300).contains(&answer.status) => (Some(answer.status), None),
                Ok(answer) => {
                    let said = String::from_utf8_lossy(&answer.body).into_owned();
                    (Some(answer.status), Some(said))
                }
                Err(fault) => (None, Some(fault.to_string())),
            };
            let again =
                matches!(sent.status, None | Some(503)) && !self.has(ReceiverFlaw::GivesUpReceipt);
            let Some(pause) = pauses.next().filter(|_| again) else {
                return sent;
            };
            if self.rest(*pause).await.is_none() {
                return sent;
            }
        }
    }

    /// None when it is stopped meanwhile.
    async fn rest(&self, pause: Duration) -> Option<()> {
        let stopping = &self.lifetime.closing;
        stopping
            .run_until_cancelled(tokio::time::sleep(pause))
            .await
    }

    async fn post(&self, uuid: MessageUuid, receipt: &Receipt) -> Result<ServiceAnswer, CallFault> {
        match self.flaw {
            Some(ReceiverFlaw::WrongAddress) => {
                let other = self.ids.message_uuid();
                self.service.create_receipt(other, receipt).await
            }
            Some(ReceiverFlaw::NoIdentification) => {
                self.service.anonymous().create_receipt(uuid, receipt).await
            }
            Some(_) | None => self.service.create_receipt(uuid, receipt).await,
        }
    }

    async fn judge(&self, uuid: MessageUuid) -> Result<Judgement, CallFault> {
        let file = self.shelf.file(uuid);
        let (own, flaw) = (self.own_cvr, self.flaw);
        let path = file.display().to_string();
        let fault = |reason: String| CallFault::File {
            path: path.clone(),
            reason,
        };
        tokio::task::spawn_blocking(move || {
            let right = judge::judge(&file, uuid, own.as_ref())?;
            misread::judged(&file, right, flaw)
        })
        .await
        .map_err(|cause| fault(cause.to_string()))?
        .map_err(|cause| fault(cause.to_string()))
    }
}

/// The messages on a page; others than those of version 4 cannot be.
fn listed(answer: &ServiceAnswer) -> Result<Vec<MessageUuid>, FetchFault> {
    if answer.status != 200 {
        return Err(FetchFault::Answer(answer.status));
    }
    let page: MemoPage = serde_json::from_slice(&answer.body)?;
    let uuids = page.content.into_iter();
    Ok(uuids
        .filter_map(|uuid| MessageUuid::from_uuid(uuid).ok())
        .collect())
}
