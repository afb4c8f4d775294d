//! The reference sender, against a service that says what the test wants.

use std::time::Duration;

use jiff::Timestamp;
use testpost_conformance::party::memo_content::Memo;
use testpost_conformance::party::sender::{self, SendFault, SenderConfig};
use testpost_conformance::party::service::Credentials;

use crate::fake_service::FakeService;
use crate::letters::letter;

const RECEIVED: &str = r#"{"transmissionId":"t-1","receiptStatus":"RECEIVED"}"#;

fn config(service: &FakeService) -> SenderConfig {
    let credentials = Credentials {
        system: "s".to_owned(),
        api_key: "k".to_owned(),
    };
    SenderConfig {
        pauses: vec![Duration::ZERO; 2],
        ..SenderConfig::correct(service.url.as_str(), credentials, || Timestamp::UNIX_EPOCH)
    }
}

fn memo(number: u8) -> Memo {
    Memo::from_bytes(letter(number).to_xml()).expect("a memo")
}

#[tokio::test]
async fn a_message_is_sent_again_after_503_with_the_same_uuid_and_bytes() {
    let service = FakeService::start([(503, "{}"), (503, "{}"), (201, RECEIVED)]).await;
    let sender = sender::start(config(&service)).await.expect("a sender");
    let accepted = sender.send(&memo(1)).await.expect("accepted");
    assert_eq!(accepted.attempts, 3);
    assert_eq!(accepted.transmission_id.as_deref(), Some("t-1"));
    let xml = letter(1).to_xml();
    let uri = format!(
        "/apis/v1/memos/?memo-message-uuid={}",
        letter(1).message_uuid
    );
    for asked in service.asked() {
        assert_eq!(asked.uri, uri);
        assert_eq!(asked.body, xml);
        assert_eq!(asked.headers["content-type"], "application/xml");
        assert_eq!(asked.headers["content-length"], xml.len().to_string());
        assert_eq!(asked.headers["authorization"], "Basic czpr");
    }
}

#[tokio::test]
async fn a_file_is_sent_with_its_length() {
    let service = FakeService::start([(201, RECEIVED)]).await;
    let sender = sender::start(config(&service)).await.expect("a sender");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("letter.xml");
    let xml = letter(1).to_xml();
    std::fs::write(&path, &xml).expect("a file");
    let memo = Memo::from_file(&path).expect("a memo");
    sender.send(&memo).await.expect("accepted");
    let asked = service.asked();
    assert_eq!(asked[0].body, xml);
    assert_eq!(asked[0].headers["content-length"], xml.len().to_string());
    assert!(!asked[0].headers.contains_key("transfer-encoding"));
}

#[tokio::test]
async fn an_accepted_message_is_never_sent_again() {
    let service = FakeService::start([(201, RECEIVED)]).await;
    let sender = sender::start(config(&service)).await.expect("a sender");
    let first = sender.send(&memo(1)).await.expect("accepted");
    assert_eq!(sender.send(&memo(1)).await.expect("accepted"), first);
    let other = Memo::with_uuid(letter(1).message_uuid, letter(2).to_xml());
    assert!(matches!(
        sender.send(&other).await,
        Err(SendFault::UuidUsed(_))
    ));
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test]
async fn a_refused_message_is_not_sent_again() {
    let service = FakeService::start([(400, r#"{"code":"message.uuid.mismatch"}"#)]).await;
    let sender = sender::start(config(&service)).await.expect("a sender");
    let fault = sender.send(&memo(1)).await.expect_err("refused");
    assert!(
        fault.to_string().contains("message.uuid.mismatch"),
        "{fault}"
    );
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test]
async fn a_service_that_cannot_be_reached_is_tried_as_often_as_there_are_pauses() {
    let nobody = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address")
    };
    let service = FakeService::start([]).await;
    let sender = sender::start(SenderConfig {
        service: format!("http://{nobody}"),
        ..config(&service)
    })
    .await
    .expect("a sender");
    let fault = sender.send(&memo(1)).await.expect_err("not accepted");
    assert!(
        matches!(fault, SendFault::NotAccepted { attempts: 3, .. }),
        "{fault}"
    );
    assert_eq!(sender.seen().sent.len(), 3);
}

#[tokio::test]
async fn a_receipt_that_comes_twice_is_answered_twice_and_listed_once() {
    let service = FakeService::start([]).await;
    let sender = sender::start(config(&service)).await.expect("a sender");
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let post = |body: &'static str| {
        let request = client.post(sender.receipt_url()).body(body);
        async move { request.send().await.expect("an answer").status().as_u16() }
    };
    let receipt = r#"{"transmissionId":"t-1","messageUUID":"m-1","receiptStatus":"COMPLETED"}"#;
    assert_eq!(post(receipt).await, 200);
    assert_eq!(post(receipt).await, 200);
    assert_eq!(post(r#"{"receiptStatus":"FINE"}"#).await, 400);
    sender.set_answers("503,200".parse().expect("a script"));
    assert_eq!(
        post(r#"{"transmissionId":"t-2","receiptStatus":"INVALID"}"#).await,
        503
    );
    let seen = sender.seen();
    assert_eq!(seen.receipts.len(), 1);
    assert_eq!(seen.receipts[0].times, 2);
}

#[tokio::test]
async fn pulling_lists_fetches_and_deletes_until_nothing_is_left() {
    let service = FakeService::start([
        (200, r#"{"content":["r-1","r-2"],"totalElements":2}"#),
        (
            200,
            r#"{"transmissionId":"t-1","receiptStatus":"COMPLETED"}"#,
        ),
        (204, ""),
        (200, r#"{"transmissionId":"t-2","receiptStatus":"INVALID"}"#),
        (204, ""),
        (200, r#"{"content":[],"totalElements":0}"#),
    ])
    .await;
    let sender = sender::start(config(&service)).await.expect("a sender");
    assert_eq!(sender.pull().await.expect("pulled"), 2);
    let asked: Vec<String> = service
        .asked()
        .iter()
        .map(|asked| format!("{} {}", asked.method, asked.uri))
        .collect();
    assert_eq!(
        asked,
        [
            "GET /apis/v1/receipts/?page=0&size=100",
            "GET /apis/v1/receipts/r-1",
            "DELETE /apis/v1/receipts/r-1",
            "GET /apis/v1/receipts/r-2",
            "DELETE /apis/v1/receipts/r-2",
            "GET /apis/v1/receipts/?page=0&size=100",
        ]
    );
    assert_eq!(sender.seen().receipts.len(), 2);
}
