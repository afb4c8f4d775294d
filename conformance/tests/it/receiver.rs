//! The reference receiver, pushed to as Digital Post pushes.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use testpost_conformance::party::answers::Answers;
use testpost_conformance::party::receipt::ReceiptStatus;
use testpost_conformance::party::receiver::{
    self, ReceiptChoice, ReceiptTiming, Receiver, ReceiverConfig,
};
use testpost_conformance::party::service::Credentials;
use testpost_memo::id::Cvr;

use crate::fake_service::FakeService;
use crate::letters::{self, letter};

fn config(service: &FakeService) -> ReceiverConfig {
    let credentials = Credentials {
        system: "6b0d4a4e-0f0a-4c39-8f1e-000000000001".to_owned(),
        api_key: "6b0d4a4e-0f0a-4c39-8f1e-0000000000aa".to_owned(),
    };
    let now = || Timestamp::UNIX_EPOCH;
    ReceiverConfig {
        pauses: vec![Duration::ZERO; 3],
        ..ReceiverConfig::correct(service.url.as_str(), credentials, 1, now)
    }
}

fn form(file_name: &str, xml: Vec<u8>) -> Form {
    let part = Part::bytes(xml).file_name(file_name.to_owned());
    Form::new().part("file", part)
}

async fn push_form(receiver: &Receiver, form: Form) -> Result<(u16, String), reqwest::Error> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let response = client.post(receiver.url()).multipart(form).send().await?;
    Ok((response.status().as_u16(), response.text().await?))
}

async fn push(receiver: &Receiver, number: u8) -> Result<u16, reqwest::Error> {
    let letter = letter(number);
    let form = form(&letter.message_uuid.to_string(), letter.to_xml());
    push_form(receiver, form).await.map(|(status, _)| status)
}

fn receipt(body: &[u8]) -> Value {
    serde_json::from_slice(body).expect("a receipt")
}

#[tokio::test]
async fn a_pushed_message_is_kept_and_receipted_as_completed() {
    let service = FakeService::start([(200, "")]).await;
    let receiver = receiver::start(config(&service)).await.expect("a receiver");
    assert_eq!(push(&receiver, 1).await.expect("an answer"), 200);

    let seen = receiver
        .seen_until(|seen| seen.pushes.iter().any(|push| push.receipt.is_some()))
        .await;
    let asked = service.asked();
    assert_eq!(asked.len(), 1);
    let uuid = letter(1).message_uuid.to_string();
    assert_eq!(asked[0].method, "POST");
    assert_eq!(asked[0].uri, format!("/apis/v1/memos/{uuid}/receipt"));
    assert_eq!(
        asked[0].headers["authorization"],
        "Basic NmIwZDRhNGUtMGYwYS00YzM5LThmMWUtMDAwMDAwMDAwMDAxOjZiMGQ0YTRlLTBmMGEtNGMzOS04ZjFlLTAwMDAwMDAwMDBhYQ=="
    );
    let sent = receipt(&asked[0].body);
    assert_eq!(sent["receiptStatus"], "COMPLETED");
    assert_eq!(sent["messageUUID"], uuid);
    assert_eq!(sent["messageId"], "M-1");
    assert_eq!(sent["timeStamp"], "1970-01-01T00:00:00.000Z");
    let id = sent["transmissionId"].as_str().expect("an id");
    assert_eq!(
        uuid::Uuid::parse_str(id).expect("a UUID").get_version_num(),
        4
    );

    assert_eq!(seen.pushes[0].message_uuid, Some(uuid));
    assert_eq!(seen.pushes[0].size, Some(letter(1).to_xml().len() as u64));
    assert_eq!(seen.pushes[0].status, Some(200));
    receiver.stop().await;
}

#[tokio::test]
async fn the_same_uuid_twice_is_one_message_with_one_receipt() {
    let service = FakeService::start([(200, "")]).await;
    let receiver = receiver::start(config(&service)).await.expect("a receiver");
    for _ in 0..2 {
        assert_eq!(push(&receiver, 1).await.expect("an answer"), 200);
        receiver
            .seen_until(|seen| seen.pushes[0].receipt.is_some())
            .await;
    }
    let repeats: Vec<bool> = receiver.seen().pushes.iter().map(|p| p.repeat).collect();
    receiver.stop().await;
    assert_eq!(repeats, [false, true]);
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test]
async fn a_message_that_is_no_memo_is_taken_and_receipted_as_invalid() {
    let service = FakeService::start([(200, "")]).await;
    let receiver = receiver::start(config(&service)).await.expect("a receiver");
    let uuid = letter(1).message_uuid.to_string();
    let (status, _) = push_form(&receiver, form(&uuid, b"<a></b>".to_vec()))
        .await
        .expect("an answer");
    assert_eq!(status, 200);
    let asked = service.asked_times(1).await;
    let sent = receipt(&asked[0].body);
    assert_eq!(sent["receiptStatus"], "INVALID");
    assert!(sent["errorCode"].is_string() && sent["errorMessage"].is_string());
}

#[tokio::test]
async fn a_message_for_somebody_else_is_receipted_as_not_allowed() {
    let service = FakeService::start([(200, ""), (200, "")]).await;
    for (own, status) in [
        (letters::AUTHORITY, "COMPLETED"),
        ("20000002", "NOT_ALLOWED"),
    ] {
        let receiver = receiver::start(ReceiverConfig {
            own_cvr: Some(Cvr::parse(own).expect("a CVR")),
            ..config(&service)
        })
        .await
        .expect("a receiver");
        push(&receiver, 1).await.expect("an answer");
        let seen = receiver
            .seen_until(|seen| seen.pushes[0].receipt.is_some())
            .await;
        let sent = seen.pushes[0].receipt.clone().expect("a receipt");
        assert_eq!(sent.receipt.receipt_status.word(), status);
    }
}

#[tokio::test]
async fn what_is_not_answered_with_2xx_is_neither_kept_nor_receipted() {
    let service = FakeService::start([(200, "")]).await;
    let receiver = receiver::start(ReceiverConfig {
        answers: "503,404,202".parse().expect("a script"),
        ..config(&service)
    })
    .await
    .expect("a receiver");
    for status in [503, 404, 202, 202] {
        assert_eq!(push(&receiver, 1).await.expect("an answer"), status);
        if status == 202 {
            receiver
                .seen_until(|seen| seen.pushes[2].receipt.is_some())
                .await;
        }
    }
    let seen = receiver.seen();
    receiver.stop().await;
    let repeats: Vec<bool> = seen.pushes.iter().map(|p| p.repeat).collect();
    assert_eq!(repeats, [false, false, false, true]);
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test]
async fn a_receiver_can_refuse_hang_up_and_stay_silent() {
    let service = FakeService::start([]).await;
    let receiver = receiver::start(ReceiverConfig {
        answers: "refuse,hang-up,timeout".parse().expect("a script"),
        ..config(&service)
    })
    .await
    .expect("a receiver");
    let reset = push(&receiver, 1).await.expect_err("no answer");
    assert!(!reset.is_timeout() && !reset.is_connect(), "{reset:?}");
    push(&receiver, 1).await.expect_err("no answer");
    let pushed = push(&receiver, 1);
    tokio::pin!(pushed);
    tokio::select! {
        answer = &mut pushed => panic!("answered: {answer:?}"),
        _ = receiver.seen_until(|seen| seen.pushes.len() == 3) => {}
    }
    // Still no answer, although everything has arrived.
    assert!(futures_util::poll!(&mut pushed).is_pending());
    let words: Vec<String> = receiver
        .seen()
        .pushes
        .into_iter()
        .map(|p| p.answer)
        .collect();
    assert_eq!(words, ["refuse", "hang-up", "timeout"]);
}

#[tokio::test]
async fn a_silent_receiver_lets_go_when_it_stops() {
    let service = FakeService::start([]).await;
    let receiver = receiver::start(ReceiverConfig {
        answers: "timeout".parse().expect("a script"),
        ..config(&service)
    })
    .await
    .expect("a receiver");
    let url = receiver.url();
    let letter = letter(1);
    let pushed = tokio::spawn(async move {
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
        let form = form(&letter.message_uuid.to_string(), letter.to_xml());
        client.post(url).multipart(form).send().await
    });
    receiver.seen_until(|seen| seen.pushes.len() == 1).await;
    receiver.stop().await;
    pushed.await.expect("the task").expect_err("no answer");
}

#[tokio::test]
async fn a_form_that_is_no_push_is_refused_with_the_reason() {
    let service = FakeService::start([]).await;
    let receiver = receiver::start(config(&service)).await.expect("a receiver");
    let uuid = letter(1).message_uuid.to_string();
    let xml = || letter(1).to_xml();
    let two = form(&uuid, xml()).part("more", Part::bytes(xml()).file_name(uuid.clone()));
    let named = Form::new().part("memo", Part::bytes(xml()).file_name(uuid.clone()));
    for (form, reason) in [
        (form(&format!("{uuid}.xml"), xml()), "bare message UUID"),
        (named, "its name is 'file'"),
        (two, "second part 'more'"),
        (Form::new(), "cannot be read"),
    ] {
        let (status, said) = push_form(&receiver, form).await.expect("an answer");
        assert_eq!(status, 400, "{said}");
        assert!(said.contains(reason), "{said:?} does not say {reason:?}");
    }
    receiver.stop().await;
    assert!(service.asked().is_empty());
}

#[tokio::test]
async fn a_message_over_the_limit_is_heard_out_and_refused() {
    let service = FakeService::start([]).await;
    let mut config = config(&service);
    config.limits.body = 300_000;
    let receiver = receiver::start(config).await.expect("a receiver");
    let uuid = letter(1).message_uuid.to_string();
    let (status, said) = push_form(&receiver, form(&uuid, vec![b'a'; 500_000]))
        .await
        .expect("an answer and no broken pipe");
    assert_eq!(status, 413);
    assert!(said.contains("300000"), "{said}");
}

#[tokio::test]
async fn a_receipt_is_tried_again_with_the_same_id_until_it_is_taken() {
    let service = FakeService::start([(503, "closed"), (503, "closed"), (200, "")]).await;
    let receiver = receiver::start(config(&service)).await.expect("a receiver");
    push(&receiver, 1).await.expect("an answer");
    let seen = receiver
        .seen_until(|seen| seen.pushes[0].receipt.is_some())
        .await;
    let sent = seen.pushes[0].receipt.clone().expect("a receipt");
    assert_eq!((sent.attempts, sent.status), (3, Some(200)));
    let ids: Vec<Value> = service
        .asked()
        .iter()
        .map(|asked| receipt(&asked.body)["transmissionId"].clone())
        .collect();
    assert!(
        ids.len() == 3 && ids[0] == ids[1] && ids[1] == ids[2],
        "{ids:?}"
    );
}

#[tokio::test]
async fn a_refused_receipt_is_not_tried_again_by_itself() {
    let service = FakeService::start([(409, "too late"), (200, "")]).await;
    let receiver = receiver::start(config(&service)).await.expect("a receiver");
    push(&receiver, 1).await.expect("an answer");
    let seen = receiver
        .seen_until(|seen| seen.pushes[0].receipt.is_some())
        .await;
    let sent = seen.pushes[0].receipt.clone().expect("a receipt");
    assert_eq!((sent.attempts, sent.status), (1, Some(409)));
    assert_eq!(sent.error.as_deref(), Some("too late"));
}

#[tokio::test]
async fn a_receipt_after_the_answer_does_not_hold_the_answer_back() {
    let service = FakeService::start_held([(200, "")]).await;
    let receiver = receiver::start(config(&service)).await.expect("a receiver");
    // The service holds the receipt back, and still the push is answered.
    assert_eq!(push(&receiver, 1).await.expect("an answer"), 200);
    service.asked_times(1).await;
    assert!(receiver.seen().pushes[0].receipt.is_none());
    service.let_through(1);
    receiver
        .seen_until(|seen| seen.pushes[0].receipt.is_some())
        .await;
}

#[tokio::test]
async fn a_receipt_inside_the_push_comes_before_its_answer() {
    let service = FakeService::start_held([(200, "")]).await;
    let receiver = receiver::start(ReceiverConfig {
        timing: ReceiptTiming::InsidePush,
        ..config(&service)
    })
    .await
    .expect("a receiver");
    let pushed = push(&receiver, 1);
    tokio::pin!(pushed);
    tokio::select! {
        answer = &mut pushed => panic!("answered before the receipt: {answer:?}"),
        _ = service.asked_times(1) => {}
    }
    service.let_through(1);
    assert_eq!(pushed.await.expect("an answer"), 200);
    assert!(receiver.seen().pushes[0].receipt.is_some());
}

#[tokio::test]
async fn the_receipt_can_be_fixed_or_left_out() {
    let service = FakeService::start([(200, "")]).await;
    let receiver = receiver::start(ReceiverConfig {
        receipt: ReceiptChoice::Never,
        ..config(&service)
    })
    .await
    .expect("a receiver");
    receiver.set_answers(Answers::accepting());
    push(&receiver, 1).await.expect("an answer");
    receiver.set_receipt(ReceiptChoice::Always(ReceiptStatus::Invalid));
    push(&receiver, 2).await.expect("an answer");
    receiver
        .seen_until(|seen| seen.pushes[1].receipt.is_some())
        .await;
    receiver.stop().await;
    let asked = service.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(receipt(&asked[0].body)["receiptStatus"], "INVALID");
    assert!(asked[0].uri.contains(&letter(2).message_uuid.to_string()));
}

#[tokio::test]
async fn what_was_seen_is_listed_at_seen() {
    let service = FakeService::start([(200, "")]).await;
    let receiver = receiver::start(config(&service)).await.expect("a receiver");
    push(&receiver, 1).await.expect("an answer");
    receiver
        .seen_until(|seen| seen.pushes[0].receipt.is_some())
        .await;
    let text = reqwest::get(format!("http://{}/seen", receiver.address()))
        .await
        .expect("an answer")
        .text()
        .await
        .expect("a body");
    let seen: Value = serde_json::from_str(&text).expect("JSON");
    let push = &seen["pushes"][0];
    assert_eq!(push["messageUUID"], letter(1).message_uuid.to_string());
    assert_eq!(push["at"], "1970-01-01T00:00:00.000Z");
    assert_eq!(push["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(push["receipt"]["receipt"]["receiptStatus"], "COMPLETED");
    assert_eq!(seen["dropped"], 0);
}

#[tokio::test]
async fn a_caller_who_begins_with_tls_is_refused_in_tls_and_nothing_is_kept() {
    let service = FakeService::start([(200, "")]).await;
    let receiver = receiver::start(config(&service)).await.expect("a receiver");
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let url = receiver.url().replacen("http://", "https://", 1);
    let fault = client
        .post(url)
        .body("{}")
        .send()
        .await
        .expect_err("no TLS");
    assert!(fault.is_connect(), "{fault:?}");
    assert!(
        format!("{fault:?}").contains("HandshakeFailure"),
        "{fault:?}"
    );
    // Whoever speaks plain HTTP is served as before.
    assert_eq!(push(&receiver, 1).await.expect("an answer"), 200);
    let seen = receiver.seen_until(|seen| seen.pushes.len() == 1).await;
    assert_eq!(seen.pushes.len(), 1);
}
