//! How each event changes the state. Nothing else does.
//!
//! What is planned is a function of the event alone, so that a replayed journal plans the same.

use std::sync::Arc;

use testpost_memo::Outline;

use crate::command::Origin;
use crate::effect::EffectId;
use crate::event::{Destination, Event, EventBody, Next, Stage, Wait};
use crate::state::agenda::Step;
use crate::state::exemptions::{Lifting, Renewal};
use crate::state::mailboxes::{Direction, Item};
use crate::state::messages::{
    Attempts, Delivery, Message, OpenCall, OpenCallKind, Progress, ReceivedReceipt,
};
use crate::state::receipt_files::FileReceipt;
use crate::state::{State, TextMessage};

impl State {
    /// Takes an event in.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm an event; splitting would hide that all are here"
    )]
    pub(crate) fn apply(&mut self, event: &Event) {
        let Event { seq, at, body, .. } = event;
        let (seq, at) = (*seq, *at);
        self.now = at;
        self.note_for_faults(body);
        match body {
            EventBody::TechnicalReceiptSent {
                message,
                origin,
                transmission,
                outline,
                body,
                findings,
            } => {
                if let Origin::Mailbox { owner } = origin {
                    let item = Item::new(*message, at, Direction::Sent);
                    self.mailboxes.put(*owner, seq, item);
                }
                let due = self
                    .agenda
                    .plan(at, (seq, 0), Step::Validate { message: *message });
                self.messages.insert(Message {
                    uuid: *message,
                    origin: *origin,
                    transmission: *transmission,
                    outline: kept(outline),
                    body: *body,
                    accepted_at: at,
                    order: seq,
                    progress: Progress::Received,
                    available: false,
                    receipt: None,
                    delivery: None,
                    receiver_receipts: Vec::new(),
                    findings: findings.clone(),
                    due: Some(due),
                    listed_since: None,
                    listed_at: None,
                });
            }
            EventBody::MemoSendValidated { message }
            | EventBody::DelayedMemoSendSent { message } => {
                self.step_done(*message, Progress::Validated)
            }
            EventBody::MemoSendValidationFailed { message, .. } => {
                self.step_done(*message, Progress::Rejected)
            }
            EventBody::MemoSendRecalled { message } => self.step_done(*message, Progress::Recalled),
            EventBody::DelayedMemoSendValidatedAwaitingDelay { message, until } => {
                self.step_done(*message, Progress::AwaitingValueDate { until: *until });
                if let Some(message) = self.messages.get_mut(*message) {
                    // By the order of acceptance, so that what shares a midnight leaves in it.
                    message.due = Some(self.agenda.plan(
                        *until,
                        (message.order, 0),
                        Step::ReachValueDate {
                            message: message.uuid,
                        },
                    ));
                }
            }
            EventBody::BusinessReceiptCreated {
                message,
                receipt,
                status,
                code,
                reason,
            } => {
                let error = (code.clone(), reason.clone());
                self.receipt_created(at, *message, *receipt, *status, error);
            }
            EventBody::MemoArchiveReceived {
                system,
                transmission,
                archive,
                ..
            } => self.archives.put(*system, archive.hash, *transmission),
            EventBody::MemoArchiveRejected {
                system,
                transmission,
                receipt,
                code,
                reason,
                ..
            } => {
                let error = (code.clone(), reason.clone());
                self.unattached_receipt_created(at, *system, *receipt, *transmission, None, error);
            }
            EventBody::MemoSendFailed {
                system,
                transmission,
                receipt,
                named,
                code,
                reason,
                ..
            } => {
                let error = (code.clone(), reason.clone());
                self.unattached_receipt_created(
                    at,
                    *system,
                    *receipt,
                    *transmission,
                    *named,
                    error,
                );
            }
            EventBody::BusinessReceiptAttemptStarted {
                message,
                system,
                receipt,
                attempt,
            } => {
                let call = OpenCall {
                    system: *system,
                    endpoint: self
                        .systems
                        .get(system)
                        .and_then(|system| system.receipt_endpoint.clone()),
                    kind: OpenCallKind::Receipt {
                        message: *message,
                        receipt: *receipt,
                        attempt: *attempt,
                    },
                };
                self.receipt_attempt_started(at, EffectId(seq), call);
            }
            EventBody::BusinessReceiptSendToSenderSystem {
                message,
                system,
                receipt,
                effect,
            } => self.receipt_handed_over((at, seq), *message, *receipt, *system, *effect),
            EventBody::BusinessReceiptSendToSenderSystemFailed {
                message,
                receipt,
                effect,
                next,
                ..
            } => self.receipt_attempt_failed(seq, *message, *receipt, *effect, *next),
            EventBody::BusinessReceiptGivenUp {
                message, receipt, ..
            } => self.receipt_given_up(*message, *receipt),
            EventBody::BusinessReceiptDeleted { receipt, .. } => self.receipts.remove(*receipt),
            EventBody::FileAnswered {
                system,
                file,
                kind,
                receipt,
                content,
            } => self.receipt_files.put(
                *system,
                *receipt,
                FileReceipt {
                    file: file.clone(),
                    kind: *kind,
                    receipt: (**content).clone(),
                },
            ),
            EventBody::FileAnswerRemoved { system, receipt } => {
                self.receipt_files.remove(*system, *receipt)
            }
            EventBody::BusinessReceiptFetched { .. }
            | EventBody::MemoSendFetchedByRecipientSystem { .. }
            | EventBody::UnopenedMailAsPhysicalPost { .. }
            | EventBody::UnopenedMailNotAsPhysicalPost { .. }
            | EventBody::CallDoubled { .. }
            | EventBody::MemoSendSpoilt { .. }
            | EventBody::ClockMoved => {}
            EventBody::FaultsChanged { rules } => self.faults = self.faults.changed(rules, seq),
            EventBody::BusinessReceiptPutOff {
                message,
                system,
                until,
                wait,
                ..
            } => {
                if let Some(receipt) = self
                    .messages
                    .get_mut(*message)
                    .and_then(|message| message.receipt.as_mut())
                {
                    let step = Step::CallReceiptBack {
                        message: Some(*message),
                        receipt: receipt.id,
                    };
                    self.agenda.drop_slot(receipt.due.take());
                    receipt.due = Some(self.agenda.plan(*until, (seq, 0), step));
                }
                match wait {
                    Wait::Time => {}
                    Wait::Overtaken => self.faults.hold_receipt(*system, *message),
                }
            }
            EventBody::MemoSendPutOff {
                message,
                system,
                until,
                wait,
                ..
            } => {
                if let Some(delivery) = self
                    .messages
                    .get_mut(*message)
                    .and_then(|message| message.delivery.as_mut())
                {
                    let step = Step::Attempt { message: *message };
                    self.agenda.drop_slot(delivery.due.take());
                    delivery.due = Some(self.agenda.plan(*until, (seq, 0), step));
                }
                match wait {
                    Wait::Time => {}
                    Wait::Overtaken => self.faults.hold_push(*system, *message),
                }
            }
            EventBody::MemoAvailableToRecipient {
                message,
                destination,
                again: _,
            } => {
                if let Some(message) = self.messages.get_mut(*message) {
                    message.available = true;
                }
                match destination {
                    Destination::Mailbox { owner } => {
                        let item = Item::new(*message, at, Direction::Received);
                        self.mailboxes.put(*owner, seq, item);
                        self.messages.place(*message, Progress::Delivered);
                    }
                    Destination::System { .. } => {}
                }
            }
            EventBody::MemoMovedToSystem {
                message,
                owner,
                system,
            } => {
                self.mailboxes.remove(owner, *message);
                if let Some(delivery) = self
                    .messages
                    .get_mut(*message)
                    .and_then(|message| message.delivery.as_mut())
                {
                    delivery.destination = Destination::System { system: *system };
                    delivery.stage = Stage::Schedule;
                    delivery.stage_began = None;
                    delivery.stage_attempts = 0;
                }
                self.messages.place(*message, Progress::Delivering);
            }
            EventBody::MemoSendRouted {
                message,
                destination,
                contact_point,
                ..
            } => {
                // As it is now: what becomes of the point later changes no mail that is under way.
                let point = contact_point.and_then(|point| self.contact_points.get(&point));
                let point = point.map(Arc::clone);
                if let Some(of_message) = self.messages.get_mut(*message) {
                    of_message.delivery = Some(Delivery {
                        destination: destination.clone(),
                        point,
                        stage: Stage::Schedule,
                        stage_began: None,
                        stage_attempts: 0,
                        attempts: Attempts::default(),
                        due: None,
                    });
                }
                self.messages.place(*message, Progress::Delivering);
            }
            EventBody::MemoSendReadyForFetch { message, .. } => {
                if let Some(delivery) = self
                    .messages
                    .get_mut(*message)
                    .and_then(|message| message.delivery.as_mut())
                {
                    self.agenda.drop_slot(delivery.due.take());
                }
                self.messages.note_listed(*message, at);
                self.messages.place(*message, Progress::AwaitingFetch);
            }
            EventBody::MemoSendAttemptStarted {
                message,
                system,
                stage,
                sends,
                ..
            } => {
                let effect = EffectId(seq);
                self.messages.open_call(
                    effect,
                    OpenCall {
                        system: *system,
                        endpoint: self
                            .systems
                            .get(system)
                            .and_then(|system| system.endpoint.clone()),
                        kind: OpenCallKind::Push { message: *message },
                    },
                );
                if let Some(delivery) = self
                    .messages
                    .get_mut(*message)
                    .and_then(|message| message.delivery.as_mut())
                {
                    self.agenda.drop_slot(delivery.due.take());
                    delivery.stage_began.get_or_insert(at);
                    delivery.stage_attempts += 1;
                    let kind = (*stage, *sends);
                    delivery.attempts.begin(at, *system, kind, effect);
                }
            }
            EventBody::MemoSendNotified {
                message,
                system,
                effect,
                outcome,
                ..
            } => {
                self.messages.close_call(*effect);
                let mut progress = Progress::AwaitingFetch;
                if let Some(of_message) = self.messages.get_mut(*message) {
                    if let Some(delivery) = &mut of_message.delivery {
                        self.agenda.drop_slot(delivery.due.take());
                        delivery.attempts.end(*effect, *outcome);
                        delivery.destination = Destination::System { system: *system };
                    }
                    if of_message.has_receipt_of(*system) {
                        progress = Progress::Delivered;
                    }
                }
                self.messages.note_listed(*message, at);
                self.messages.place(*message, progress);
            }
            EventBody::MemoSendSentToRecipientSystem {
                message,
                system,
                effect,
                outcome,
                ..
            } => {
                self.messages.close_call(*effect);
                if let Some(delivery) = self
                    .messages
                    .get_mut(*message)
                    .and_then(|message| message.delivery.as_mut())
                {
                    self.agenda.drop_slot(delivery.due.take());
                    delivery.attempts.end(*effect, *outcome);
                    // Whoever took it has it, wherever it had been sent meanwhile.
                    delivery.destination = Destination::System { system: *system };
                }
                self.messages.place(*message, Progress::Delivered);
            }
            EventBody::MemoSendSentToRecipientSystemFailed {
                message,
                system,
                effect,
                outcome,
                next,
                ..
            } => {
                self.messages.close_call(*effect);
                if let Some(delivery) = self
                    .messages
                    .get_mut(*message)
                    .and_then(|message| message.delivery.as_mut())
                {
                    delivery.attempts.end(*effect, *outcome);
                    let planned = match next {
                        Next::Attempt { at } => Some((*at, Step::Attempt { message: *message })),
                        Next::HandOver { at } => Some((*at, Step::HandOver { message: *message })),
                        Next::Nothing => None,
                    };
                    if let Some((at, step)) = planned {
                        self.agenda.drop_slot(delivery.due.take());
                        delivery.due = Some(self.agenda.plan(at, (seq, 0), step));
                    }
                }
                self.end_if_fetched(*message, *system);
            }
            EventBody::MemoSendHandedToPrimary {
                message,
                destination,
                attempt_at,
                ..
            } => {
                if let Some(delivery) = self
                    .messages
                    .get_mut(*message)
                    .and_then(|message| message.delivery.as_mut())
                {
                    self.agenda.drop_slot(delivery.due.take());
                    delivery.destination = destination.clone();
                    delivery.stage = Stage::Primary;
                    delivery.stage_began = Some(at);
                    delivery.stage_attempts = 0;
                    delivery.due = attempt_at.map(|at| {
                        self.agenda
                            .plan(at, (seq, 0), Step::Attempt { message: *message })
                    });
                }
                self.messages.place(*message, Progress::Delivering);
            }
            EventBody::MemoSendHeld { message, .. } => {
                self.messages.note_listed(*message, at);
                self.messages.place(*message, Progress::Held);
            }
            EventBody::BusinessReceiptReceivedByRecipientSystem {
                message,
                system,
                status,
                code,
                reason,
            } => {
                let mut ended = false;
                if let Some(of_message) = self.messages.get_mut(*message) {
                    let after_attempts = of_message
                        .delivery
                        .as_ref()
                        .map_or(0, |delivery| delivery.attempts.len());
                    of_message
                        .receiver_receipts
                        .retain(|before| before.system != *system);
                    of_message.receiver_receipts.push(ReceivedReceipt {
                        at,
                        system: *system,
                        after_attempts,
                        status: *status,
                        error_code: code.clone(),
                        error_message: reason.clone(),
                    });
                    // Only the system that it waits for can end the wait: another may have
                    // had it before and speak late.
                    ended = of_message.listed_at == Some(*system)
                        && matches!(
                            of_message.progress,
                            Progress::AwaitingFetch | Progress::Held
                        );
                }
                if ended {
                    self.messages.place(*message, Progress::Delivered);
                }
                self.end_if_fetched(*message, *system);
            }
            EventBody::MessageRead { message, owner } => {
                if let Some(item) = self.mailboxes.get_mut(owner, *message) {
                    item.read_at = Some(at);
                }
            }
            EventBody::MessageMoved {
                message,
                owner,
                folder,
            } => {
                if let Some(item) = self.mailboxes.get_mut(owner, *message) {
                    item.folder = folder.clone();
                }
            }
            EventBody::MessageDeleted { message, owner } => self.mailboxes.remove(owner, *message),
            EventBody::MessageLegallyNotified { message, owner } => {
                if let Some(item) = self.mailboxes.get_mut(owner, *message) {
                    item.legally_notified_at = Some(at);
                }
            }
            EventBody::SystemFailing {
                system,
                warn_at,
                deactivate_at,
            } => self.system_fails(*system, (seq, at), *warn_at, *deactivate_at),
            EventBody::SystemReachable { system } => self.forget_failure(*system),
            EventBody::SystemWarned {
                system,
                to,
                also_to,
                subject,
                text,
                warn_at,
            } => {
                self.send_mail(at, (to, also_to), subject, text);
                self.system_was_warned(*system, seq, *warn_at);
            }
            EventBody::SystemDeactivated {
                system,
                to,
                also_to,
                subject,
                text,
                ..
            } => {
                self.send_mail(at, (to, also_to), subject, text);
                self.deactivate(*system, at);
            }
            EventBody::NemSmsCreated {
                party,
                mobile,
                link,
            }
            | EventBody::NemSmsUpdated {
                party,
                mobile,
                link,
            } => self.sign_up(*party, mobile, *link, at),
            EventBody::PincodeSentToMobileNemSms {
                party: _,
                to,
                link,
                subject,
                text,
            } => self.text(TextMessage {
                at,
                to: to.clone(),
                subject: subject.clone(),
                text: text.clone(),
                clause: "SMS-1",
                link: Some(*link),
            }),
            EventBody::NemSmsActivated { party } => self.nem_sms.confirm(party, at),
            EventBody::NemSmsDeleted { party } => self.nem_sms.end(party),
            EventBody::NemSmsSendAwaitingSignUp { message, until } => {
                self.await_sign_up(*message, *until, (seq, 0));
            }
            EventBody::NemSmsSentSuccessfully {
                message,
                to,
                subject,
                text,
            } => {
                self.text(TextMessage {
                    at,
                    to: to.clone(),
                    subject: subject.clone(),
                    text: text.clone(),
                    clause: "SMS-2",
                    link: None,
                });
                self.end_nem_sms(*message, Progress::Delivered);
            }
            EventBody::NemSmsSendFailed { message, .. } => {
                self.end_nem_sms(*message, Progress::Failed);
            }
            EventBody::DigitalPostExempted { exemption } => {
                self.begin_exemption((**exemption).clone(), (seq, 0));
            }
            EventBody::DigitalPostExemptionRenewed {
                exemption,
                party: _,
                exempt_by_proxy,
                ends_at,
            } => {
                let renewal = Renewal {
                    at,
                    exempt_by_proxy: *exempt_by_proxy,
                };
                self.renew_exemption(*exemption, renewal, *ends_at, (seq, 0));
            }
            EventBody::DigitalPostExemptionLifted {
                exemption,
                party: _,
                exempt_by_proxy,
                takes_effect_at,
            } => {
                let lifting = Lifting {
                    at,
                    exempt_by_proxy: *exempt_by_proxy,
                    takes_effect_at: *takes_effect_at,
                };
                self.lift_exemption(*exemption, lifting, (seq, 0));
            }
            EventBody::DigitalPostRegistered {
                exemption,
                party,
                reason,
            } => self.end_exemption(*exemption, party, *reason, at),
            EventBody::ContactCprUpdated { citizen } => {
                self.registry.citizens.insert(citizen.cpr, citizen.clone());
            }
            EventBody::ContactCprRemoved { cpr } => {
                self.registry.citizens.remove(cpr);
            }
            EventBody::OrganisationChanged { organisation } => {
                self.registry
                    .organisations
                    .insert(organisation.cvr, (**organisation).clone());
            }
            EventBody::OrganisationRemoved { cvr } => {
                self.registry.organisations.remove(cvr);
            }
            EventBody::SystemChanged { system } => self.put_system(system, seq),
            EventBody::SystemRemoved { system } => self.remove_system(*system),
            EventBody::SystemApiKeyRenewed { system, api_key } => {
                if let Some(system) = self.systems.get_mut(system) {
                    system.api_key = api_key.clone();
                    system.certificate = None;
                }
            }
            EventBody::MailboxMovedToSystem { system, .. } => {
                if let Some(system) = self.systems.get_mut(system) {
                    system.move_existing_mail = false;
                }
            }
            EventBody::StandardSystemTemplateChanged { template } => {
                if let Some(id) = template.id {
                    self.templates.insert(id, (**template).clone());
                }
            }
            EventBody::StandardSystemTemplateRemoved { template } => {
                self.templates.remove(template);
            }
            EventBody::SystemWindowBegan { system } | EventBody::SystemWindowEnded { system } => {
                self.forget_failure(*system);
                self.plan_window_edge(*system, (seq, 0));
            }
            EventBody::SystemSwitchedOn { system } => self.switch_on(*system, (seq, at)),
            EventBody::SystemSwitchedOff { system } => self.switch_off(*system, (seq, at)),
            EventBody::PrimarySystemChanged { owner, system } => {
                if let Some(organisation) = self.registry.organisations.get_mut(owner) {
                    organisation.primary = *system;
                }
            }
            EventBody::ContactPointChanged { point } => {
                self.contact_points
                    .insert(point.id, Arc::new((**point).clone()));
            }
            EventBody::ContactPointRemoved { point } => {
                self.contact_points.remove(point);
            }
        }
    }

    /// DEL-7: whoever was told of a message and has fetched and receipted it needs to hear of it
    /// no more, whatever it answered.
    fn end_if_fetched(
        &mut self,
        message: testpost_memo::id::MessageUuid,
        system: crate::id::SystemId,
    ) {
        let Some(of_message) = self.messages.get_mut(message) else {
            return;
        };
        let is_over = of_message.progress == Progress::Delivering
            && of_message.listed_at == Some(system)
            && of_message.is_by_notification()
            && !of_message.is_being_pushed()
            && of_message.has_receipt_of(system);
        if is_over {
            if let Some(delivery) = &mut of_message.delivery {
                self.agenda.drop_slot(delivery.due.take());
            }
            self.messages.place(message, Progress::Delivered);
        }
    }

    /// The validation or value date of a message is over.
    fn step_done(&mut self, message: testpost_memo::id::MessageUuid, progress: Progress) {
        if let Some(message) = self.messages.get_mut(message) {
            self.agenda.drop_slot(message.due.take());
            message.findings = Vec::new();
        }
        self.messages.place(message, progress);
    }
}

/// A message's outline without what only its check needs: where its parties stand in it, and the
/// text that its UUID was read from.
fn kept(outline: &Outline) -> Box<Outline> {
    let mut kept = Box::new(outline.clone());
    kept.message_uuid_text = None;
    for party in [&mut kept.sender, &mut kept.recipient] {
        party.place.xpath = String::new();
    }
    kept
}
