//! What comes before what: outcomes, answers and callbacks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use testpost_engine::command::Body;
use testpost_engine::{CallOutcome, EventBody};
use testpost_sim::exchanges::{ExchangeFilter, ExchangeKind};
use testpost_sim::world::Advance;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::town::{LONG, event, hours, journal, letter, send, sending, spec, town, uuid, worlds};
use crate::vendor::Vendor;

#[tokio::test(flavor = "multi_thread")]
async fn outcomes_reach_the_journal_in_the_order_of_their_attempts() {
    // The first message is answered only when the third has been, and the second in between.
    let (second, third) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let all_sent = CancellationToken::new();
    let go = all_sent.clone();
    let vendor = Vendor::start(move |got| {
        let (second, third) = (Arc::clone(&second), Arc::clone(&third));
        let go = go.clone();
        async move {
            // No push starts before the receipts are answered, so all three start together.
            go.cancelled().await;
            let message = got.message().unwrap_or_default();
            if message == uuid(1).to_string() {
                second.notified().await;
            } else if message == uuid(2).to_string() {
                third.notified().await;
                second.notify_one();
            } else if message == uuid(3).to_string() {
                third.notify_one();
            }
            200
        }
    })
    .await;
    let world = town(&vendor.url);
    for number in 1..=3 {
        send(&world, number).await;
    }
    all_sent.cancel();
    world.advance(Advance::Settled).await.unwrap();
    let outcomes: Vec<_> = journal(&world)
        .await
        .into_iter()
        .filter_map(|event| {
            if let EventBody::MemoSendSentToRecipientSystem {
                message, outcome, ..
            } = event.body
            {
                Some((message, outcome))
            } else {
                None
            }
        })
        .collect();
    let answered = CallOutcome::Answered { status: 200 };
    assert_eq!(
        outcomes,
        [
            (uuid(1), answered),
            (uuid(2), answered),
            (uuid(3), answered)
        ]
    );
    let pushes = ExchangeFilter {
        kind: Some(ExchangeKind::Push),
        ..ExchangeFilter::default()
    };
    let recorded: Vec<_> = world
        .exchanges()
        .list(&pushes)
        .into_iter()
        .filter_map(|exchange| exchange.call.message)
        .collect();
    assert_eq!(recorded, [1, 2, 3].map(|number| uuid(number).to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_repeats_event_for_event() {
    let vendor = Vendor::start(|got| async move {
        // Which of the calls is answered first is left to chance.
        for _ in 0..got.body.len() % 7 {
            tokio::task::yield_now().await;
        }
        if got.path == "/fagsystem" { 503 } else { 200 }
    })
    .await;
    let mut journals = Vec::new();
    for _ in 0..3 {
        let world = town(&vendor.url);
        for number in 1..=20 {
            let call = world.open_call();
            let body = world.spool().put(letter(number));
            let body = Body {
                hash: body.hash(),
                size: body.size(),
            };
            world.send(sending(number, body), &call).await.unwrap();
            drop(call);
            world.advance(Advance::Settled).await.unwrap();
        }
        world.advance(hours(24 * 10)).await.unwrap();
        journals.push(serde_json::to_string(&journal(&world).await).unwrap());
    }
    assert_eq!(journals[0], journals[1]);
    assert_eq!(journals[0], journals[2]);
    assert!(journals[0].len() > 100_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sender_has_its_answer_before_the_receipt_about_it_comes() {
    for clock in ["real", "virtual"] {
        let answered = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&answered);
        let first = uuid(1).to_string();
        let vendor = Vendor::start(move |got| {
            let text = String::from_utf8_lossy(&got.body).into_owned();
            let early = text.contains(&first) && !seen.load(Ordering::SeqCst);
            async move { if early { 500 } else { 200 } }
        })
        .await;
        let spec = spec("town", clock.parse().unwrap(), &vendor.url);
        let world = worlds().create(spec).unwrap();
        let call = world.open_call();
        let body = world.spool().put(letter(1));
        let body = Body {
            hash: body.hash(),
            size: body.size(),
        };
        world.send(sending(1, body), &call).await.unwrap();
        if clock == "real" {
            // Nothing else waits for this one answer: a second message goes all the way.
            send(&world, 2).await;
            let sent = event("MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM", uuid(2));
            world.await_event(sent, LONG).await.unwrap();
        }
        answered.store(true, Ordering::SeqCst);
        drop(call);
        for tag in [
            "BUSINESS_RECEIPT_SEND_TO_SENDER_SYSTEM",
            "MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM",
        ] {
            world.await_event(event(tag, uuid(1)), LONG).await.unwrap();
        }
        let calls = world.exchanges().list(&ExchangeFilter::default());
        assert!(
            calls.iter().all(|call| call.call.status == Some(200)),
            "{clock}: {calls:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_is_a_form_with_one_file_named_by_the_bare_uuid() {
    let vendor = Vendor::answering(200).await;
    let world = town(&vendor.url);
    send(&world, 1).await;
    world.advance(Advance::Settled).await.unwrap();
    let pushes = vendor.seen("/fagsystem");
    let push = pushes.first().unwrap();
    let content_type = push.headers["content-type"].to_str().unwrap();
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let length = push.headers["content-length"].to_str().unwrap();
    assert_eq!(length, push.body.len().to_string());
    assert!(!push.headers.contains_key("transfer-encoding"));
    let text = String::from_utf8(push.body.to_vec()).unwrap();
    let content = text
        .strip_prefix(&format!("--{boundary}\r\n"))
        .and_then(|text| text.strip_suffix(&format!("\r\n--{boundary}--\r\n")))
        .unwrap();
    let (head, content) = content.split_once("\r\n\r\n").unwrap();
    assert!(
        head.contains(&format!("name=\"file\"; filename=\"{}\"", uuid(1))),
        "{head}"
    );
    assert_eq!(content.as_bytes(), letter(1));
    let receipts = vendor.seen("/receipts");
    let receipt: serde_json::Value = serde_json::from_slice(&receipts[0].body).unwrap();
    assert_eq!(receipt["messageUUID"], uuid(1).to_string());
    assert_eq!(receipt["receiptStatus"], "COMPLETED");
}
