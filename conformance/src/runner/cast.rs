//! The systems of a world that the reference vendor plays: it starts one receiver or sender
//! for each push system, answers as the scenario says, and posts the receivers' receipts.
//!
//! A receipt that is not posted inside the push is posted by the runner once the push has
//! settled, in the order of the messages' ids: so a run repeats bit for bit.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Method;
use serde_json::Value;

use super::{Ids, Kept, ServiceCall, ServiceClient, SftpUser, Tested};
use crate::party::answers::{Answer as VendorAnswer, AnswerStatus, Answers as VendorAnswers};
use crate::party::receipt::{Receipt, ReceiptStatus as VendorStatus};
use crate::party::receiver::{
    self, PartyFault, ReceiptChoice as VendorReceipt, ReceiptTiming, Receiver, ReceiverConfig,
};
use crate::party::seen::PushSeen;
use crate::party::sender::{self, Sender, SenderConfig};
use crate::party::service::Credentials;
use crate::party::sftp_sender::SftpKey;
use crate::scenario::{
    Answer, Answers, Directory, Given, Inside, Placed, Protocol, ReceiptChoice, ReceiptStatus,
    ReceiverChange, System,
};

/// How long a call of the reference vendor may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// All systems that are played, in the world's order.
#[derive(Debug)]
pub(crate) struct Cast {
    receivers: Vec<PlayedReceiver>,
    senders: Vec<PlayedSender>,
    sftp: Vec<SftpUser>,
}

#[derive(Debug)]
struct PlayedReceiver {
    system: System,
    receiver: Receiver,
    receipt: ReceiptChoice,
    inside: Inside,
    tls: Tls,
    receipted: BTreeSet<String>,
}

#[derive(Debug)]
struct PlayedSender {
    system: System,
    sender: Sender,
    tls: Tls,
}

/// Whether a vendor's address says https, where every handshake fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tls {
    None,
    Faulty,
}

impl Tls {
    fn of(answers: &Answers) -> Self {
        if answers.is_tls_fault() {
            Self::Faulty
        } else {
            Self::None
        }
    }

    fn address(self, url: String) -> String {
        match self {
            Self::None => url,
            Self::Faulty => url.replacen("http://", "https://", 1),
        }
    }
}

/// What is to be said of a system in the world, because its vendor's address has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewAddress {
    pub(crate) field: &'static str,
    pub(crate) url: String,
}

impl Cast {
    /// Starts a vendor for every push system. `service` is the world's own service address.
    pub(crate) async fn start(
        directory: &Directory,
        given: &[Placed<Given>],
        tested: Option<&Tested>,
        service: &str,
        seed: u64,
    ) -> Result<Self, PartyFault> {
        let mut cast = Self {
            receivers: Vec::new(),
            senders: Vec::new(),
            sftp: sftp_users(directory, seed)?,
        };
        let pushed = directory.systems().filter(|system| {
            system.protocol.is_called() && tested.is_none_or(|tested| tested.system.id != system.id)
        });
        for (number, system) in (1u64..).zip(pushed) {
            let about: Vec<&Given> = given
                .iter()
                .map(|g| &g.value)
                .filter(|g| is_about(g, system, directory))
                .collect();
            if system.receives {
                let played = play_receiver(system, &about, service, seed + number).await?;
                cast.receivers.push(played);
            }
            if system.sends {
                let mut config = SenderConfig::correct(service, credentials_of(system), no_clock);
                let mut tls = Tls::None;
                if let Some(receipts) = about.iter().rev().find_map(|g| g.receipts.as_ref()) {
                    config.answers = vendor_answers(&receipts.value);
                    tls = Tls::of(&receipts.value);
                }
                cast.senders.push(PlayedSender {
                    system: system.clone(),
                    sender: sender::start(config).await?,
                    tls,
                });
            }
        }
        Ok(cast)
    }

    /// The vendors of a replay: nobody calls them, and what they saw a tape tells.
    pub(crate) fn absent(directory: &Directory, seed: u64) -> Result<Self, PartyFault> {
        Ok(Self {
            receivers: Vec::new(),
            senders: Vec::new(),
            sftp: sftp_users(directory, seed)?,
        })
    }

    /// Puts the vendors' addresses and keys in place of those in the world document.
    pub(crate) fn put_addresses(&self, world: &mut Value) {
        for list in ["authorities", "companies"] {
            let organisations = world.get_mut(list).and_then(Value::as_array_mut);
            let systems = organisations
                .into_iter()
                .flatten()
                .filter_map(|o| o.get_mut("systems").and_then(Value::as_array_mut))
                .flatten();
            for system in systems {
                let id = system.get("id").and_then(Value::as_str).unwrap_or_default();
                let id = id.to_lowercase();
                let template = system.get("standardSystemTemplateId").is_some();
                let receiver = self.receivers.iter().find(|p| p.system.id == id);
                let sender = self.senders.iter().find(|p| p.system.id == id);
                if let Some(user) = self.sftp.iter().find(|user| user.system == id) {
                    system["sshPublicKey"] = Value::String(user.key.public());
                }
                // A template locks its systems' addresses.
                let (receiver, sender) = if template {
                    (None, None)
                } else {
                    (receiver, sender)
                };
                if let Some(played) = receiver {
                    let url = played.tls.address(played.receiver.url());
                    system["endpoint"] = Value::String(url);
                }
                if let Some(played) = sender {
                    let url = played.tls.address(played.sender.receipt_url());
                    system["receiptEndpoint"] = Value::String(url);
                }
            }
        }
    }

    /// With what a system logs in by SFTP.
    pub(crate) fn sftp_user(&self, id: &str) -> Option<&SftpUser> {
        self.sftp.iter().find(|user| user.system == id)
    }

    /// Where the vendor that plays a receiver takes its messages.
    pub(crate) fn receiver_url(&self, id: &str) -> Option<String> {
        let played = self.receivers.iter().find(|p| p.system.id == id);
        played.map(|played| played.receiver.url())
    }

    /// A receiver answers otherwise from now on.
    pub(crate) fn change_receiver(
        &mut self,
        id: &str,
        change: &ReceiverChange,
    ) -> Option<NewAddress> {
        let played = self.receivers.iter_mut().find(|p| p.system.id == id)?;
        let before = played.tls;
        if let Some(answers) = &change.answers {
            played.receiver.set_answers(vendor_answers(answers));
            played.tls = Tls::of(answers);
        }
        if let Some(receipt) = change.receipt {
            played.receipt = receipt;
            if played.inside == Inside::Push {
                played.receiver.set_receipt(vendor_receipt(receipt));
            }
        }
        (played.tls != before).then(|| NewAddress {
            field: "endpoint",
            url: played.tls.address(played.receiver.url()),
        })
    }

    /// A sender answers receipts otherwise from now on.
    pub(crate) fn change_sender(&mut self, id: &str, answers: &Answers) -> Option<NewAddress> {
        let played = self.senders.iter_mut().find(|p| p.system.id == id)?;
        let before = played.tls;
        played.sender.set_answers(vendor_answers(answers));
        played.tls = Tls::of(answers);
        (played.tls != before).then(|| NewAddress {
            field: "receiptEndpoint",
            url: played.tls.address(played.sender.receipt_url()),
        })
    }

    /// The pushes a receiver has seen of one message. One that it turned away or hung up on is
    /// not among them: it never learned what that was about.
    pub(crate) fn pushes(&self, id: &str, message: &str) -> Kept<PushSeen> {
        let played = self.receivers.iter().find(|p| p.system.id == id);
        let seen = played.map(|p| p.receiver.seen()).unwrap_or_default();
        let pushes = seen.pushes.into_iter();
        Kept {
            items: pushes
                .filter(|p| p.message_uuid.as_deref() == Some(message))
                .collect(),
            dropped: seen.dropped,
        }
    }

    /// Posts the receipts for all that was kept and has none yet; says how many.
    pub(crate) async fn post_receipts(
        &mut self,
        service: &ServiceClient,
        ids: &mut Ids,
        now: Timestamp,
    ) -> usize {
        let mut posted = 0;
        for played in &mut self.receivers {
            let (Inside::After, Some(status)) = (played.inside, played.receipt.status()) else {
                continue;
            };
            let kept: BTreeMap<String, bool> = played
                .receiver
                .seen()
                .pushes
                .into_iter()
                .filter(|push| push.status.is_some_and(|s| (200..300).contains(&s)))
                .filter_map(|push| Some((push.message_uuid?, push.notification)))
                .filter(|(uuid, _)| !played.receipted.contains(uuid))
                .collect();
            for (uuid, was_told) in kept {
                if was_told {
                    fetch(service, &played.system, &uuid).await;
                }
                let answer =
                    post_receipt(service, ids, &played.system, &uuid, status, None, now).await;
                match answer {
                    Ok(answer) if (200..300).contains(&answer.status) => {}
                    Ok(answer) => tracing::warn!(
                        system = played.system.name,
                        answer = answer.in_words(),
                        "a receiver's receipt was not taken"
                    ),
                    Err(why) => tracing::warn!(
                        system = played.system.name,
                        why,
                        "a receiver's receipt could not be posted"
                    ),
                }
                played.receipted.insert(uuid);
                posted += 1;
            }
        }
        posted
    }

    pub(crate) async fn stop(self) {
        for played in self.receivers {
            played.receiver.stop().await;
        }
        for played in self.senders {
            played.sender.stop().await;
        }
    }
}

/// Fetches a message that a receiver was told of (DEL-7).
async fn fetch(service: &ServiceClient, by: &System, message: &str) {
    let call = ServiceCall {
        method: Method::GET,
        path: &["memos", message],
        query: Vec::new(),
        credentials: Some(credentials_of(by)),
        body: None,
    };
    match service.call(call).await {
        Ok(answer) if answer.status == 200 => {}
        Ok(answer) => tracing::warn!(
            system = by.name,
            answer = answer.in_words(),
            "a receiver could not fetch its message"
        ),
        Err(why) => tracing::warn!(
            system = by.name,
            why,
            "a receiver could not fetch its message"
        ),
    }
}

/// Posts a receiver's business receipt for a message (DEL-5).
pub(crate) async fn post_receipt(
    service: &ServiceClient,
    ids: &mut Ids,
    by: &System,
    message: &str,
    status: ReceiptStatus,
    error_code: Option<&str>,
    now: Timestamp,
) -> Result<super::ServiceAnswer, String> {
    let receipt = Receipt {
        transmission_id: Some(ids.uuid().to_string()),
        message_uuid: Some(message.to_owned()),
        message_id: None,
        error_code: error_code.map(str::to_owned),
        error_message: None,
        time_stamp: Some(now.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()),
        receipt_status: vendor_status(status),
    };
    let body = serde_json::to_vec(&receipt).map_err(|fault| fault.to_string())?;
    let call = ServiceCall {
        method: Method::POST,
        path: &["memos", message, "receipt"],
        query: Vec::new(),
        credentials: Some(credentials_of(by)),
        body: Some(("application/json".to_owned(), body)),
    };
    service.call(call).await
}

pub(crate) fn credentials_of(system: &System) -> Credentials {
    Credentials {
        system: system.id.clone(),
        api_key: system.api_key.clone(),
    }
}

/// Every system with SFTP gets a key that the runner has.
fn sftp_users(directory: &Directory, seed: u64) -> Result<Vec<SftpUser>, PartyFault> {
    let systems = directory.systems().filter(|s| s.protocol == Protocol::Sftp);
    (1u64..)
        .zip(systems)
        .map(|(number, system)| {
            let key = SftpKey::of_seed(seed, number).map_err(PartyFault::Key)?;
            let system = system.id.clone();
            Ok(SftpUser { system, key })
        })
        .collect()
}

async fn play_receiver(
    system: &System,
    about: &[&Given],
    service: &str,
    seed: u64,
) -> Result<PlayedReceiver, PartyFault> {
    let receipt = about.iter().rev().find_map(|g| g.receipt.as_ref());
    let receipt = receipt.map_or(ReceiptChoice::Completed, |r| r.value);
    let inside = about.iter().rev().find_map(|g| g.inside.as_ref());
    let inside = inside.map_or(Inside::After, |i| i.value);
    let answers = about.iter().rev().find_map(|g| g.answers.as_ref());
    let mut config = ReceiverConfig::correct(service, credentials_of(system), seed, no_clock);
    config.patience = PATIENCE;
    config.timing = ReceiptTiming::InsidePush;
    config.receipt = match inside {
        Inside::Push => vendor_receipt(receipt),
        Inside::After => VendorReceipt::Never,
    };
    if let Some(answers) = answers {
        config.answers = vendor_answers(&answers.value);
    }
    Ok(PlayedReceiver {
        system: system.clone(),
        receiver: receiver::start(config).await?,
        receipt,
        inside,
        tls: answers.map_or(Tls::None, |answers| Tls::of(&answers.value)),
        receipted: BTreeSet::new(),
    })
}

fn is_about(given: &Given, system: &System, directory: &Directory) -> bool {
    let named = given.receiver.as_ref().or(given.sender.as_ref());
    named
        .and_then(|name| directory.system(&name.value).found())
        .is_some_and(|found| found.id == system.id && found.owner == system.owner)
}

/// Vendors' own times are checked for form only, so they need no clock of their own.
fn no_clock() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

fn vendor_receipt(choice: ReceiptChoice) -> VendorReceipt {
    match choice.status() {
        Some(status) => VendorReceipt::Always(vendor_status(status)),
        None => VendorReceipt::Never,
    }
}

fn vendor_status(status: ReceiptStatus) -> VendorStatus {
    match status {
        ReceiptStatus::Completed => VendorStatus::Completed,
        ReceiptStatus::Invalid => VendorStatus::Invalid,
        ReceiptStatus::NotAllowed => VendorStatus::NotAllowed,
    }
}

fn vendor_answers(answers: &Answers) -> VendorAnswers {
    let in_turn = answers.in_turn().iter().map(|answer| match answer {
        // Looked at when the file was read: every status is a final one.
        Answer::Status(status) => {
            VendorAnswer::Status(AnswerStatus::new(*status).unwrap_or(AnswerStatus::OK))
        }
        Answer::Refuse => VendorAnswer::Refuse,
        Answer::Timeout => VendorAnswer::Timeout,
        Answer::HangUp => VendorAnswer::HangUp,
        Answer::Reset => VendorAnswer::Reset,
        Answer::AcceptThenHangUp => VendorAnswer::AcceptThenHangUp,
        Answer::Slow => VendorAnswer::Slow,
        // It is the address that says https; behind it nobody gets as far as an answer.
        Answer::TlsFault => VendorAnswer::Status(AnswerStatus::OK),
    });
    VendorAnswers::in_turn(in_turn).unwrap_or_else(|_| VendorAnswers::accepting())
}
