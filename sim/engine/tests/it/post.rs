//! A Digital Post to test with: an engine, a clock, and vendors whose answers are scripted.
//!
//! It does what the server's world does: runs what is due, carries effects out, and applies
//! their outcomes in the order the effects had.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use testpost_engine::command::{
    Accepted, ArchiveAccepted, ArchiveContent, Body, Credentials, Origin, ReceiverReceipt,
};
use testpost_engine::document::WorldDocument;
use testpost_engine::effect::{BodyHash, ReceiptStatus, Times};
use testpost_engine::event::{Event, EventBody};
use testpost_engine::id::SystemId;
use testpost_engine::state::messages::Message;
use testpost_engine::{
    Birth, CallOutcome, Command, Effect, Engine, FailureReason, Rejection, Reply,
};
use testpost_memo::check::Report;
use testpost_memo::id::MessageUuid;
use testpost_memo::{MemoVersion, MessageType, Outline, PartyOutline, Place};

pub(crate) const EPOCH: &str = "2026-01-05T08:00:00Z";
pub(crate) const MUNICIPALITY: &str = "20000001";
pub(crate) const OTHER_AUTHORITY: &str = "20000002";
pub(crate) const COURT: &str = "20000003";
pub(crate) const COMPANY: &str = "12345674";
pub(crate) const CONNECTED_COMPANY: &str = "12345675";
pub(crate) const CITIZEN: &str = "2211771212";
pub(crate) const EXEMPT: &str = "0101701234";
pub(crate) const CLOSED: &str = "0101701235";
pub(crate) const DEAD: &str = "0101701236";
pub(crate) const UNREGISTERED: &str = "0101701237";
pub(crate) const POINT: &str = "241d39f6-998e-4929-b198-ccacbbf4b330";
pub(crate) const PULL_POINT: &str = "241d39f6-998e-4929-b198-ccacbbf4b331";
pub(crate) const INACTIVE_POINT: &str = "241d39f6-998e-4929-b198-ccacbbf4b332";
pub(crate) const LOOSE_POINT: &str = "241d39f6-998e-4929-b198-ccacbbf4b333";
pub(crate) const FOREIGN_POINT: &str = "241d39f6-998e-4929-b198-ccacbbf4b334";

/// The systems of the world below.
pub(crate) fn system(name: &str) -> SystemId {
    let last = match name {
        "fagsystem" => 1,
        "postfordeler" => 2,
        "pull" => 3,
        "other" => 4,
        "court" => 5,
        "company-sender" => 6,
        "company-receiver" => 7,
        "extra" => 8,
        "more" => 9,
        _ => panic!("no system {name}"),
    };
    format!("6b0d4a4e-0f0a-4c39-8f1e-00000000000{last}")
        .parse()
        .unwrap()
}

pub(crate) fn world() -> WorldDocument {
    let push = |name: &str, roles: &[&str]| {
        serde_json::json!({
            "id": system(name), "name": name, "roles": roles, "protocol": "REST_PUSH",
            "endpoint": format!("http://127.0.0.1:1/{name}"), "receiptEndpoint": format!("http://127.0.0.1:1/{name}/receipt"),
            "apiKey": "key", "technicalContact": {"email": format!("{name}@example.invalid")},
        })
    };
    serde_json::from_value(serde_json::json!({
        "citizens": [
            {"cpr": CITIZEN, "name": "Mette Testesen"},
            {"cpr": EXEMPT, "name": "Ea Testesen", "status": "EXEMPT"},
            {"cpr": CLOSED, "name": "Bo Testesen", "status": "CLOSED"},
            {"cpr": DEAD, "name": "Ib Testesen", "status": "DEAD"},
            {"cpr": UNREGISTERED, "name": "Liv Testesen", "status": "UNREGISTERED"},
        ],
        "companies": [
            {"cvr": COMPANY, "name": "Tusindfryd ApS", "systems": [push("company-sender", &["SENDER"])]},
            {"cvr": CONNECTED_COMPANY, "name": "Prøvevarer A/S", "systems": [push("company-receiver", &["RECIPIENT"])]},
        ],
        "authorities": [
            {
                "cvr": MUNICIPALITY, "name": "Prøvekøbing Kommune", "type": "MUNICIPALITY", "mandatoryPostAllowed": true,
                "systems": [
                    push("postfordeler", &["RECIPIENT"]),
                    push("fagsystem", &["SENDER", "RECIPIENT"]),
                    {"id": system("pull"), "name": "pull", "roles": ["SENDER", "RECIPIENT"], "protocol": "REST_PULL", "apiKey": "key"},
                ],
                "contactPoints": [
                    {"id": POINT, "name": "Pladsanvisning", "system": "fagsystem", "visible": false},
                    {"id": PULL_POINT, "name": "Bibliotek", "system": "pull"},
                    {"id": INACTIVE_POINT, "name": "Nedlagt", "system": "fagsystem", "active": false},
                    {"id": LOOSE_POINT, "name": "Løs"},
                ],
            },
            {
                "cvr": OTHER_AUTHORITY, "name": "Eksempelstyrelsen", "type": "STATE",
                "systems": [push("other", &["SENDER", "RECIPIENT"])],
                "contactPoints": [{"id": FOREIGN_POINT, "name": "Ekspedition", "system": "other"}],
            },
            {"cvr": COURT, "name": "Retten i Prøvekøbing", "type": "STATE", "legalNotificationAllowed": true, "systems": [push("court", &["SENDER"])]},
        ],
    }))
    .unwrap()
}

/// A message to send; what is not said is a plain letter from the municipality to a citizen.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) outline: Outline,
    pub(crate) parameter: Option<String>,
    pub(crate) content: u8,
    pub(crate) size: u64,
    pub(crate) well_formed: bool,
    pub(crate) findings: Vec<testpost_memo::Finding>,
}

pub(crate) fn uuid(number: u32) -> MessageUuid {
    MessageUuid::parse(&format!("{number:08x}-0000-4000-8000-000000000000")).unwrap()
}

fn party(number: &str) -> PartyOutline {
    let id_type = if number.len() == 10 { "CPR" } else { "CVR" };
    PartyOutline {
        id: Some(number.into()),
        id_type: Some(id_type.into()),
        label: Some("Navn".into()),
        contact_point_id: None,
        place: Place {
            line: 10,
            column: 5,
            xpath: "/memo:Message[1]".into(),
        },
    }
}

pub(crate) fn letter(number: u32, from: &str, to: &str) -> Letter {
    let message = uuid(number);
    Letter {
        outline: Outline {
            version: Some(MemoVersion::V1_2),
            message_type: Some(MessageType::DigitalPost),
            message_uuid: Some(message),
            message_uuid_text: Some(message.to_string()),
            message_id: Some(format!("MSG-{number}")),
            label: Some("Brev".into()),
            sender: party(from),
            recipient: party(to),
            has_body: true,
            ..Outline::default()
        },
        parameter: Some(message.to_string()),
        content: 0,
        size: 1000,
        well_formed: true,
        findings: Vec::new(),
    }
}

impl Letter {
    pub(crate) fn at(mut self, contact_point: &str) -> Self {
        self.outline.recipient.contact_point_id = Some(contact_point.into());
        self
    }

    pub(crate) fn value_date(mut self, date: &str) -> Self {
        self.outline.value_date = Some(date.parse().unwrap());
        self
    }

    /// What the format's check says of it.
    pub(crate) fn report(&self) -> Box<Report> {
        Box::new(Report {
            version: Some(MemoVersion::V1_2),
            well_formed: self.well_formed,
            outline: self.outline.clone(),
            findings: self.findings.clone(),
            more_findings: 0,
        })
    }

    pub(crate) const fn body(&self) -> Body {
        Body {
            hash: BodyHash::from_bytes([self.content; 32]),
            size: self.size,
        }
    }

    pub(crate) fn mandatory(mut self) -> Self {
        self.outline.mandatory = true;
        self
    }

    pub(crate) fn legal(mut self) -> Self {
        self.outline.legal_notification = true;
        self
    }
}

/// One call that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) at: Timestamp,
    pub(crate) system: SystemId,
    /// None for a receipt about no message.
    pub(crate) message: Option<MessageUuid>,
    pub(crate) is_push: bool,
    pub(crate) receipt: Option<testpost_engine::effect::Receipt>,
}

fn system_of(effect: &Effect) -> SystemId {
    match effect {
        Effect::Push { system, .. }
        | Effect::Notify { system, .. }
        | Effect::ReceiptCallback { system, .. } => *system,
    }
}

#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) engine: Engine,
    pub(crate) document: WorldDocument,
    pub(crate) birth: Birth,
    pub(crate) now: Timestamp,
    /// What a system answers to pushes: in turn, the last one again and again; 200 by default.
    pub(crate) answers: BTreeMap<SystemId, VecDeque<u16>>,
    /// The same for receipt callbacks.
    pub(crate) receipt_answers: BTreeMap<SystemId, VecDeque<u16>>,
    pub(crate) calls: Vec<Call>,
    /// Who does not answer for now, and the calls to them, which stay open.
    pub(crate) silent: BTreeSet<SystemId>,
    pub(crate) unanswered: Vec<Effect>,
}

impl Post {
    pub(crate) fn new() -> Self {
        Self::with(world())
    }

    pub(crate) fn with(document: WorldDocument) -> Self {
        let birth = Birth {
            seed: 1,
            epoch: EPOCH.parse().unwrap(),
            journal_cap: usize::MAX,
        };
        Self {
            engine: Engine::new(&document, birth).unwrap(),
            document,
            birth,
            now: birth.epoch,
            answers: BTreeMap::new(),
            receipt_answers: BTreeMap::new(),
            calls: Vec::new(),
            silent: BTreeSet::new(),
            unanswered: Vec::new(),
        }
    }

    pub(crate) fn answers(&mut self, name: &str, statuses: &[u16]) {
        self.answers
            .insert(system(name), statuses.iter().copied().collect());
    }

    pub(crate) fn receipt_answers(&mut self, name: &str, statuses: &[u16]) {
        self.receipt_answers
            .insert(system(name), statuses.iter().copied().collect());
    }

    pub(crate) fn command(&mut self, command: Command) -> Result<Reply, Rejection> {
        let done = self.engine.handle(self.now, command)?;
        self.settle(done.effects);
        Ok(done.reply)
    }

    /// Sends an archive of which the engine gets to know this; `number` tells archives apart.
    pub(crate) fn send_archive(
        &mut self,
        from: &str,
        number: u8,
        content: ArchiveContent,
    ) -> Result<ArchiveAccepted, Rejection> {
        let command = Command::SendArchive {
            system: system(from),
            archive: Body {
                hash: BodyHash::from_bytes([number; 32]),
                size: 500,
            },
            content,
        };
        let Reply::ArchiveAccepted(accepted) = self.command(command)? else {
            panic!("an archive answers its acceptance");
        };
        Ok(accepted)
    }

    /// Only the call itself: nothing due has been run yet.
    pub(crate) fn call(&mut self, from: &str, letter: &Letter) -> Result<Accepted, Rejection> {
        let command = Command::Send {
            origin: Origin::System {
                system: system(from),
            },
            uuid_parameter: letter.parameter.clone(),
            report: letter.report(),
            body: letter.body(),
        };
        let Reply::Accepted(accepted) = self.engine.handle(self.now, command)?.reply else {
            panic!("a send answers its acceptance");
        };
        Ok(accepted)
    }

    pub(crate) fn send(&mut self, from: &str, letter: &Letter) -> Result<Accepted, Rejection> {
        let accepted = self.call(from, letter)?;
        self.settle(Vec::new());
        Ok(accepted)
    }

    pub(crate) fn receipt(
        &mut self,
        from: &str,
        message: MessageUuid,
        status: ReceiptStatus,
    ) -> Result<Reply, Rejection> {
        let receipt = ReceiverReceipt {
            status,
            message_uuid: Some(message),
            error_code: None,
            error_message: None,
        };
        self.command(Command::CreateReceipt {
            system: system(from),
            message,
            receipt,
        })
    }

    /// Runs all that is due now, with what follows from it.
    pub(crate) fn settle(&mut self, effects: Vec<Effect>) {
        let mut open: VecDeque<Effect> = effects.into();
        loop {
            while let Some(effect) = open.pop_front() {
                if self.silent.contains(&system_of(&effect)) {
                    self.unanswered.push(effect);
                    continue;
                }
                let mut outcome = self.carry_out(&effect);
                if effect.times() == Times::Twice {
                    outcome = outcome.and_again(self.carry_out(&effect));
                }
                let done = self
                    .engine
                    .handle(
                        self.now,
                        Command::EffectEnded {
                            id: effect.id(),
                            outcome,
                        },
                    )
                    .unwrap();
                open.extend(done.effects);
            }
            if self.engine.next_due().is_none_or(|due| due > self.now) {
                return;
            }
            open.extend(self.engine.run_due(self.now));
        }
    }

    /// Whoever was silent answers all calls that are open, and those to come.
    pub(crate) fn answer_all(&mut self) {
        self.silent.clear();
        let open = std::mem::take(&mut self.unanswered);
        self.settle(open);
    }

    /// Whether a call about this message is open.
    pub(crate) fn is_open(&self, message: MessageUuid) -> bool {
        self.unanswered
            .iter()
            .any(|effect| effect.message() == Some(message))
    }

    fn carry_out(&mut self, effect: &Effect) -> CallOutcome {
        let (script, call) = match effect {
            Effect::Push {
                message, system, ..
            }
            | Effect::Notify {
                message, system, ..
            } => (
                &mut self.answers,
                Call {
                    at: self.now,
                    system: *system,
                    message: Some(*message),
                    is_push: true,
                    receipt: None,
                },
            ),
            Effect::ReceiptCallback {
                message,
                system,
                receipt,
                ..
            } => (
                &mut self.receipt_answers,
                Call {
                    at: self.now,
                    system: *system,
                    message: *message,
                    is_push: false,
                    receipt: Some(receipt.clone()),
                },
            ),
        };
        let status = match script.get_mut(&call.system) {
            Some(statuses) if statuses.len() > 1 => statuses.pop_front().unwrap(),
            Some(statuses) => *statuses.front().unwrap_or(&200),
            None => 200,
        };
        self.calls.push(call);
        // 0 stands for no answer at all.
        if status == 0 {
            CallOutcome::Failed {
                reason: FailureReason::Timeout,
            }
        } else {
            CallOutcome::Answered { status }
        }
    }

    pub(crate) fn advance_to(&mut self, target: Timestamp) {
        while let Some(due) = self.engine.next_due().filter(|due| *due <= target) {
            self.now = self.now.max(due);
            self.settle(Vec::new());
        }
        self.now = target;
    }

    pub(crate) fn advance_hours(&mut self, hours: i64) {
        self.advance_to(self.now + SignedDuration::from_hours(hours));
    }

    pub(crate) fn advance_minutes(&mut self, minutes: i64) {
        self.advance_to(self.now + SignedDuration::from_mins(minutes));
    }

    pub(crate) fn message(&self, number: u32) -> &Message {
        self.engine.state().messages.get(uuid(number)).unwrap()
    }

    pub(crate) fn state_of(&self, number: u32) -> &'static str {
        self.message(number).progress.name()
    }

    /// Hours since the epoch at which a system was pushed a message.
    pub(crate) fn hours_of_pushes(&self, name: &str, number: u32) -> Vec<i64> {
        self.calls
            .iter()
            .filter(|call| {
                call.is_push && call.system == system(name) && call.message == Some(uuid(number))
            })
            .map(|call| call.at.duration_since(self.birth.epoch).as_hours())
            .collect()
    }

    /// The types of a message's events in order.
    pub(crate) fn tags(&self, number: u32) -> Vec<&'static str> {
        self.events(number).map(EventBody::tag).collect()
    }

    /// The Danish names of a message's events in order.
    pub(crate) fn log(&self, number: u32) -> Vec<&'static str> {
        self.events(number)
            .filter_map(|body| body.log_entry().map(|(_, name)| name))
            .collect()
    }

    pub(crate) fn events(&self, number: u32) -> impl Iterator<Item = &EventBody> {
        self.events_of(uuid(number))
    }

    pub(crate) fn events_of(&self, message: MessageUuid) -> impl Iterator<Item = &EventBody> {
        self.engine
            .journal()
            .events()
            .map(|event: &Event| &event.body)
            .filter(move |body| body.message() == Some(message))
    }

    pub(crate) fn authenticate(&self, name: &str, key: &str) -> Result<SystemId, Rejection> {
        self.engine.authenticate(
            self.now,
            &Credentials {
                system: Some(system(name)),
                api_key: Some(key.into()),
                address: None,
            },
        )
    }
}
