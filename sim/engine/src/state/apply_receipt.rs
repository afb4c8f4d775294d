//! How the events about a sender's business receipts change the state (SEND-2 to SEND-4).
//!
//! A receipt belongs to its message; one about no message (SEND-11) is kept among the receipts
//! until it has reached its sender system.

use jiff::Timestamp;
use testpost_memo::id::MessageUuid;

use crate::effect::{EffectId, Receipt, ReceiptStatus};
use crate::event::Next;
use crate::id::{ReceiptId, SystemId, TransmissionId};
use crate::state::State;
use crate::state::agenda::Step;
use crate::state::messages::{Messages, OpenCall, OpenCallKind, SenderReceipt};
use crate::state::receipts::{Receipts, Waiting};

impl State {
    pub(super) fn receipt_created(
        &mut self,
        at: Timestamp,
        message: MessageUuid,
        id: ReceiptId,
        status: ReceiptStatus,
        (error_code, error_message): (Option<String>, Option<String>),
    ) {
        if let Some(message) = self.messages.get_mut(message) {
            if let Some(before) = &message.receipt {
                self.agenda.drop_slot(before.due);
            }
            message.receipt = Some(SenderReceipt::new(
                id,
                Receipt {
                    transmission_id: message.transmission,
                    message_uuid: Some(message.uuid),
                    message_id: message.outline.message_id.clone(),
                    error_code,
                    error_message,
                    time_stamp: at,
                    receipt_status: status,
                },
            ));
        }
    }

    pub(super) fn unattached_receipt_created(
        &mut self,
        at: Timestamp,
        system: SystemId,
        id: ReceiptId,
        transmission: TransmissionId,
        named: Option<MessageUuid>,
        (code, reason): (String, String),
    ) {
        let receipt = Receipt {
            transmission_id: transmission,
            message_uuid: named,
            message_id: None,
            error_code: Some(code),
            error_message: Some(reason),
            time_stamp: at,
            receipt_status: ReceiptStatus::Invalid,
        };
        self.receipts
            .put_unattached(system, SenderReceipt::new(id, receipt));
    }

    pub(super) fn receipt_attempt_started(
        &mut self,
        at: Timestamp,
        effect: EffectId,
        call: OpenCall,
    ) {
        let kind = call.kind;
        self.messages.open_call(effect, call);
        let OpenCallKind::Receipt {
            message,
            receipt,
            attempt,
        } = kind
        else {
            return;
        };
        if let Some(sent) = find(&mut self.messages, &mut self.receipts, message, receipt) {
            self.agenda.drop_slot(sent.due.take());
            sent.first_attempt_at.get_or_insert(at);
            sent.attempts = attempt;
            sent.open = Some(effect);
        }
    }

    /// It reached its system by that call, or is listed for it where there was none.
    pub(super) fn receipt_handed_over(
        &mut self,
        (at, seq): (Timestamp, u64),
        message: Option<MessageUuid>,
        id: ReceiptId,
        system: SystemId,
        effect: Option<EffectId>,
    ) {
        if let Some(effect) = effect {
            self.messages.close_call(effect);
        }
        if let Some(sent) = find(&mut self.messages, &mut self.receipts, message, id) {
            self.agenda.drop_slot(sent.due.take());
            sent.open = None;
            sent.handed_over_at = Some(at);
            if effect.is_none() {
                let receipt = sent.receipt.clone();
                let waiting = Waiting {
                    id,
                    message,
                    receipt,
                    since: at,
                };
                self.receipts.put(system, seq, waiting);
            }
        }
        self.receipts.forget_unattached(id);
    }

    pub(super) fn receipt_attempt_failed(
        &mut self,
        seq: u64,
        message: Option<MessageUuid>,
        id: ReceiptId,
        effect: EffectId,
        next: Next,
    ) {
        self.messages.close_call(effect);
        let Some(sent) = find(&mut self.messages, &mut self.receipts, message, id) else {
            return;
        };
        sent.open = None;
        sent.due = match next {
            Next::Attempt { at } => {
                let step = Step::CallReceiptBack {
                    message,
                    receipt: id,
                };
                Some(self.agenda.plan(at, (seq, 0), step))
            }
            Next::HandOver { .. } | Next::Nothing => None,
        };
        if sent.due.is_none() {
            self.receipts.forget_unattached(id);
        }
    }

    pub(super) fn receipt_given_up(&mut self, message: Option<MessageUuid>, id: ReceiptId) {
        if let Some(sent) = find(&mut self.messages, &mut self.receipts, message, id) {
            self.agenda.drop_slot(sent.due.take());
        }
        self.receipts.forget_unattached(id);
    }
}

/// The receipt, unless its message has another one by now.
fn find<'s>(
    messages: &'s mut Messages,
    receipts: &'s mut Receipts,
    message: Option<MessageUuid>,
    id: ReceiptId,
) -> Option<&'s mut SenderReceipt> {
    match message {
        Some(message) => messages
            .get_mut(message)?
            .receipt
            .as_mut()
            .filter(|receipt| receipt.id == id),
        None => receipts.unattached_mut(id),
    }
}
