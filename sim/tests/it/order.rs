//! What comes before what: outcomes, answers and callbacks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::FutureExt;
use testpost_engine::{CallOutcome, EventBody};
use testpost_sim::exchanges::{ExchangeFilter, ExchangeKind};
use testpost_sim::world::{Advance, CallFault, World};
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::town::{
    LONG, event, hours, journal, letter, post_receipt, send, send_in, sending, spec, tags, town,
    uuid, worlds,
};
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
        .iter()
        .filter_map(|exchange| exchange.call.message.clone())
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
            send(&world, number).await;
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
        send_in(&world, 1, &call).await.unwrap();
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
async fn what_vendors_do_inside_their_pushes_comes_before_any_outcome() {
    // The first push is answered at once. The second waits for that outcome, which must not
    // come, and only then posts its receipt.
    let home: Arc<OnceLock<World>> = Arc::default();
    let inside = Arc::clone(&home);
    let all_sent = CancellationToken::new();
    let go = all_sent.clone();
    let vendor = Vendor::start(move |got| {
        let (home, go) = (Arc::clone(&inside), go.clone());
        async move {
            go.cancelled().await;
            let world = home.get().unwrap();
            let Some(message) = got.message() else {
                return 200;
            };
            if message == uuid(1).to_string() {
                post_receipt(world, uuid(1)).await.unwrap();
                return 200;
            }
            let first = event("MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM", uuid(1));
            let early = world.await_event(first, Duration::from_millis(300)).await;
            post_receipt(world, uuid(2)).await.unwrap();
            if early.is_ok() { 500 } else { 200 }
        }
    })
    .await;
    let world = town(&vendor.url);
    home.set(world.clone()).unwrap();
    send(&world, 1).await;
    send(&world, 2).await;
    all_sent.cancel();
    world.advance(Advance::Settled).await.unwrap();
    let tags = tags(&world).await;
    let place = |wanted: &str| -> Vec<usize> {
        let places = tags.iter().enumerate().filter(|(_, tag)| **tag == wanted);
        places.map(|(place, _)| place).collect()
    };
    let receipts = place("BUSINESS_RECEIPT_RECEIVED_BY_RECIPIENT_SYSTEM");
    let outcomes = place("MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM");
    assert_eq!((receipts.len(), outcomes.len()), (2, 2), "{tags:?}");
    assert!(receipts[1] < outcomes[0], "{tags:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_may_wait_inside_all_its_pushes_for_a_receipt() {
    const PUSHES: u8 = 64;
    let (open, called) = (Arc::new(Semaphore::new(0)), CancellationToken::new());
    let (opened, wanted) = (Arc::clone(&open), called.clone());
    let vendor = Vendor::start(move |got| {
        let (open, called) = (Arc::clone(&opened), wanted.clone());
        async move {
            if got.message().is_some() {
                open.add_permits(1);
                called.cancelled().await;
            } else if String::from_utf8_lossy(&got.body).contains(&uuid(PUSHES + 1).to_string()) {
                called.cancel();
            }
            200
        }
    })
    .await;
    let spec = spec("town", "real".parse().unwrap(), &vendor.url);
    let world = worlds().create(spec).unwrap();
    for number in 1..=PUSHES {
        send(&world, number).await;
    }
    open.acquire_many(PUSHES.into()).await.unwrap().forget();
    send(&world, PUSHES + 1).await;
    for number in 1..=PUSHES + 1 {
        let sent = event("MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM", uuid(number));
        world.await_event(sent, LONG).await.unwrap();
    }
    let calls = world.exchanges().list(&ExchangeFilter::default());
    let failed = calls.iter().filter_map(|call| call.call.error.clone());
    assert_eq!(failed.collect::<Vec<_>>(), Vec::<String>::new());
}

#[tokio::test]
async fn an_accepted_message_has_its_body_though_its_sender_hung_up() {
    let world = town("http://127.0.0.1:1");
    let call = world.open_call();
    let body = world.spool().put(letter(1));
    let hash = body.hash();
    {
        // Asked, and then gone before the world has come to it.
        let sending = std::pin::pin!(world.send(sending(1, &body), vec![body], &call));
        assert!(sending.now_or_never().is_none());
    }
    drop(call);
    world.advance(Advance::Settled).await.unwrap();
    assert!(tags(&world).await.contains(&"TECHNICAL_RECEIPT_SENT"));
    assert!(world.spool().get(&hash).is_some());
}

#[tokio::test]
async fn a_message_without_its_body_is_not_taken() {
    let world = town("http://127.0.0.1:1");
    let body = world.spool().put(letter(1));
    let command = sending(1, &body);
    let refused = world.command(command.clone()).await;
    assert_eq!(refused, Err(CallFault::BodyGone));
    let other = world.spool().put(letter(2));
    let call = world.open_call();
    let refused = world.send(command, vec![other], &call).await;
    assert_eq!(refused, Err(CallFault::BodyGone));
    assert!(journal(&world).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn del_5_a_push_is_a_form_with_one_file_named_by_the_bare_uuid() {
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
