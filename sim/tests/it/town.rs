//! A small world to test with: one authority that sends letters to itself.

use std::io::Cursor;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use testpost_engine::command::{Body, Origin, ReceiverReceipt};
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::id::SystemId;
use testpost_engine::{Command, Event, Reply};
use testpost_memo::check::{self, Limits, Options};
use testpost_memo::id::{Cvr, MessageUuid, PartyId};
use testpost_memo::rules::Rules;
use testpost_memo::write::{Letter, LetterParty};
use testpost_memo::{MemoVersion, MessageType};
use testpost_sim::clock::ClockMode;
use testpost_sim::document::read_world;
use testpost_sim::outgoing::{AllowedHosts, Outgoing};
use testpost_sim::spool::{SpoolStore, SpooledBody};
use testpost_sim::world::{
    Advance, AdvanceFault, CallFault, EventFilter, OpenCall, World, WorldSpec,
};
use testpost_sim::worlds::Worlds;
use tokio::task::JoinHandle;

pub(crate) const FAGSYSTEM: &str = "6b0d4a4e-0f0a-4c39-8f1e-000000000001";
const POINT: &str = "241d39f6-998e-4929-b198-ccacbbf4b330";

/// Longer than any test takes.
pub(crate) const LONG: Duration = Duration::from_secs(60);

pub(crate) fn epoch() -> Timestamp {
    "2026-01-05T08:00:00Z".parse().unwrap()
}

pub(crate) fn hours(hours: i64) -> Advance {
    Advance::By(SignedDuration::from_hours(hours))
}

/// The vendor's three endpoints: /primary and /fagsystem for messages, /receipts.
pub(crate) fn spec(name: &str, clock: ClockMode, vendor: &str) -> WorldSpec {
    let text = format!(
        "
authorities:
  - cvr: '20000001'
    name: Prøvekøbing Kommune
    type: MUNICIPALITY
    systems:
      - id: 6b0d4a4e-0f0a-4c39-8f1e-000000000002
        apiKey: secret
        name: postfordeler
        roles: [RECIPIENT]
        protocol: REST_PUSH
        memoVersion: '1.2'
        endpoint: {vendor}/primary
      - id: {FAGSYSTEM}
        apiKey: secret
        name: fagsystem
        roles: [SENDER, RECIPIENT]
        protocol: REST_PUSH
        memoVersion: '1.2'
        endpoint: {vendor}/fagsystem
        receiptEndpoint: {vendor}/receipts
    contactPoints:
      - {{id: {POINT}, name: Pladsanvisning, system: fagsystem}}
"
    );
    WorldSpec {
        name: name.parse().unwrap(),
        document: read_world(&text, "town.yaml").unwrap(),
        seed: 1,
        epoch: epoch(),
        clock,
    }
}

pub(crate) fn worlds() -> Worlds {
    Worlds::new(
        SpoolStore::open(None).unwrap(),
        Outgoing::new(AllowedHosts::loopback()),
    )
}

/// A world on a virtual clock, alone in its registry.
pub(crate) fn town(vendor: &str) -> World {
    worlds()
        .create(spec("town", ClockMode::Virtual, vendor))
        .unwrap()
}

pub(crate) fn fagsystem() -> SystemId {
    FAGSYSTEM.parse().unwrap()
}

pub(crate) fn uuid(number: u8) -> MessageUuid {
    MessageUuid::from_random_bytes([number; 16])
}

/// A letter to the fagsystem itself.
pub(crate) fn letter(number: u8) -> Vec<u8> {
    let party = LetterParty {
        id: PartyId::Cvr(Cvr::parse("20000001").unwrap()),
        label: "Prøvekøbing Kommune".to_owned(),
    };
    Letter {
        version: MemoVersion::V1_2,
        message_type: MessageType::DigitalPost,
        message_uuid: uuid(number),
        message_id: None,
        label: format!("Letter {number}"),
        notification: None,
        reply: false,
        value_date: None,
        mandatory: false,
        legal_notification: false,
        sender: party.clone(),
        recipient: party,
        contact_point: Some(POINT.parse().unwrap()),
        created: epoch(),
        text: "Dear town".to_owned(),
        attachments: Vec::new(),
        reply_to: None,
        forward_of: None,
    }
    .to_xml()
}

/// The command that sends a letter with this body.
pub(crate) fn sending(number: u8, body: &SpooledBody) -> Command {
    let options = Options {
        version: None,
        limits: Limits::standard(),
        rules: Some(Rules::standard()),
    };
    Command::Send {
        origin: Origin::System {
            system: fagsystem(),
        },
        uuid_parameter: Some(uuid(number).to_string()),
        report: Box::new(check::check(Cursor::new(letter(number)), &options).unwrap()),
        body: Body {
            hash: body.hash(),
            size: body.size(),
        },
    }
}

pub(crate) async fn send(world: &World, number: u8) -> Reply {
    let call = world.open_call();
    send_in(world, number, &call).await.unwrap()
}

/// As `send`, in a call that goes on.
pub(crate) async fn send_in(
    world: &World,
    number: u8,
    call: &OpenCall,
) -> Result<Reply, CallFault> {
    let body = world.spool().put(letter(number));
    world.send(sending(number, &body), vec![body], call).await
}

/// What a receiver system does with a message it has taken.
pub(crate) async fn post_receipt(world: &World, message: MessageUuid) -> Result<Reply, CallFault> {
    let call = world.open_call();
    let command = Command::CreateReceipt {
        system: fagsystem(),
        message,
        receipt: ReceiverReceipt {
            status: ReceiptStatus::Completed,
            message_uuid: Some(message),
            error_code: None,
            error_message: None,
        },
    };
    world.call(command, &call).await
}

pub(crate) async fn journal(world: &World) -> Vec<Event> {
    world
        .query(|engine| engine.journal().events().cloned().collect())
        .await
        .unwrap()
}

pub(crate) async fn tags(world: &World) -> Vec<&'static str> {
    let journal = journal(world).await;
    journal.iter().map(|event| event.body.tag()).collect()
}

pub(crate) fn event(tag: &str, message: MessageUuid) -> EventFilter {
    EventFilter {
        tag: Some(tag.to_owned()),
        message: Some(message),
    }
}

/// Until a move that was asked for has begun: then another is told so, before it is looked at.
pub(crate) async fn until_moving<T>(world: &World, moving: &JoinHandle<T>) {
    let before_everything = Advance::To(Timestamp::MIN);
    while world.advance(before_everything).await != Err(AdvanceFault::Busy) {
        assert!(!moving.is_finished(), "the move has ended too early");
        tokio::task::yield_now().await;
    }
}
