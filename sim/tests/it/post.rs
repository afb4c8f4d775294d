//! A simulator to call over real HTTP: the shipped world `mixed` on a virtual clock, and a
//! client that speaks as its systems do.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use testpost_memo::id::{Cpr, Cvr, MessageUuid, PartyId};
use testpost_memo::write::{Letter, LetterParty};
use testpost_memo::{MemoVersion, MessageType};
use testpost_sim::simulator::{self, Simulator, SimulatorConfig};

use crate::town::{epoch, uuid};

/// A system of the world, with its key.
pub(crate) type Caller = (&'static str, &'static str);

/// Fetches both its mail and its receipts.
pub(crate) const REGION: Caller = (
    "8d2f6c60-2b2c-4e5b-8b30-000000000031",
    "8d2f6c60-2b2c-4e5b-8b30-0000000000d1",
);
/// Receives only.
pub(crate) const SCHOOL: Caller = (
    "8d2f6c60-2b2c-4e5b-8b30-000000000012",
    "8d2f6c60-2b2c-4e5b-8b30-0000000000b2",
);
pub(crate) const REGION_CVR: &str = "20000103";
pub(crate) const REGION_POINT: &str = "9e3a7d71-3c3d-4f6c-8c41-000000000031";
pub(crate) const CITIZEN: &str = "0808555021";

pub(crate) struct Post {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
}

/// A simulator with the world `mixed`.
pub(crate) async fn mixed() -> Post {
    let post = nothing().await;
    post.make("mixed", json!({})).await;
    post
}

/// A simulator without worlds.
pub(crate) async fn nothing() -> Post {
    Post {
        simulator: simulator::start(SimulatorConfig::in_process())
            .await
            .unwrap(),
        client: Client::builder().no_proxy().build().unwrap(),
    }
}

impl Post {
    /// Makes a world like `mixed`, with these settings of the profile.
    pub(crate) async fn make(&self, name: &str, profile: Value) {
        let mut world: Value =
            serde_json::to_value(testpost_sim::worlds::shipped("mixed").unwrap()).unwrap();
        world["profile"] = profile;
        let body = json!({"name": name, "clock": "virtual", "world": world});
        let answer = self.control(Method::POST, "", Some(body)).await;
        assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    }

    pub(crate) fn call(&self, method: Method, path: &str, caller: Caller) -> RequestBuilder {
        self.nobody(method, path)
            .header(AUTHORIZATION, basic(caller.0, caller.1))
    }

    /// A call without credentials.
    pub(crate) fn nobody(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.simulator.service_url());
        self.client.request(method, url)
    }

    /// Sends a letter.
    pub(crate) async fn send(&self, letter: &Letter, caller: Caller) -> Response {
        let path = format!("/apis/v1/memos/?memo-message-uuid={}", letter.message_uuid);
        self.call(Method::POST, &path, caller)
            .header(CONTENT_TYPE, "application/xml")
            .body(letter.to_xml())
            .send()
            .await
            .unwrap()
    }

    /// A call of the control interface, below `/control/v1/worlds`.
    pub(crate) async fn control(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Response {
        let url = format!("{}/control/v1/worlds{path}", self.simulator.control_url());
        let request = self.client.request(method, url);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        request.send().await.unwrap()
    }

    /// What a GET in the world `mixed` answers.
    pub(crate) async fn see(&self, path: &str) -> Value {
        let answer = self
            .control(Method::GET, &format!("/mixed/{path}"), None)
            .await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    pub(crate) async fn advance(&self, how: Value) -> Response {
        self.control(Method::POST, "/mixed/clock/advance", Some(how))
            .await
    }

    pub(crate) async fn settle(&self) {
        let answer = self.advance(json!({"until": "settled"})).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }
}

pub(crate) fn basic(system: &str, key: &str) -> String {
    format!("Basic {}", BASE64.encode(format!("{system}:{key}")))
}

/// A letter of the region to a citizen.
pub(crate) fn to_citizen(number: u8) -> Letter {
    Letter {
        version: MemoVersion::V1_2,
        message_type: MessageType::DigitalPost,
        message_uuid: uuid(number),
        message_id: Some(format!("letter-{number}")),
        label: format!("Letter {number}"),
        notification: None,
        reply: false,
        value_date: None,
        mandatory: false,
        legal_notification: false,
        sender: LetterParty {
            id: PartyId::Cvr(Cvr::parse(REGION_CVR).unwrap()),
            label: "Region Øvelse".to_owned(),
        },
        recipient: LetterParty {
            id: PartyId::Cpr(Cpr::parse(CITIZEN).unwrap()),
            label: "Ida Testesen".to_owned(),
        },
        contact_point: None,
        created: epoch(),
        text: "Dear citizen".to_owned(),
        attachments: Vec::new(),
        reply_to: None,
        forward_of: None,
    }
}

/// A letter of the region to itself, which it fetches.
pub(crate) fn to_region(number: u8) -> Letter {
    let letter = to_citizen(number);
    Letter {
        recipient: letter.sender.clone(),
        contact_point: None,
        ..letter
    }
}

/// The receipt of a receiver that has taken a message.
pub(crate) fn completed(message: MessageUuid) -> Value {
    json!({
        "transmissionId": "0b8e34b2-6d0c-4f8e-9a43-000000000001",
        "messageUUID": message.to_string(),
        "timeStamp": "2026-01-05T08:00:01.000Z",
        "receiptStatus": "COMPLETED",
    })
}

pub(crate) async fn json_of(answer: Response) -> Value {
    let text = answer.text().await.unwrap();
    serde_json::from_str(&text).unwrap_or_else(|fault| panic!("{fault}: {text}"))
}
