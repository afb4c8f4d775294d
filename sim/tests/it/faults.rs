//! What goes wrong on purpose with calls of the service port, over real sockets (SEND-5, SEND-6,
//! SEND-12), and how faults are set over the control interface.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use testpost_memo::MemoVersion;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::post::{CITIZEN, Post, REGION, basic, completed, json_of, mixed, to_citizen, to_region};
use crate::town::uuid;
use crate::vendor::Vendor;
use crate::versions::{pushed, to_nord, with_receivers};

async fn put(post: &Post, faults: Value) -> reqwest::Response {
    post.control(Method::PUT, "/mixed/faults", Some(faults))
        .await
}

/// The simulator with these rules in force.
async fn with(rules: Value) -> Post {
    let post = mixed().await;
    let answer = put(&post, json!({ "rules": rules })).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    post
}

/// Sends a letter's bytes by hand and reads what comes until the connection ends.
async fn sent_by_hand(post: &Post, number: u8) -> (Vec<u8>, Option<ErrorKind>) {
    let letter = to_citizen(number);
    let xml = letter.to_xml();
    let url = post.simulator.service_url();
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /apis/v1/memos/?memo-message-uuid={} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {}\r\nContent-Type: application/xml\r\nContent-Length: {}\r\n\r\n",
        letter.message_uuid,
        basic(REGION.0, REGION.1),
        xml.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&xml).await.unwrap();
    let mut got = Vec::new();
    let mut piece = [0; 1000];
    loop {
        match stream.read(&mut piece).await {
            Ok(0) => return (got, None),
            Ok(read) => got.extend_from_slice(&piece[..read]),
            Err(fault) => return (got, Some(fault.kind())),
        }
    }
}

/// How many messages the world has accepted.
async fn accepted(post: &Post) -> usize {
    let messages = post.see("messages").await;
    let items = messages["items"].as_array().unwrap();
    let refused = |item: &&Value| item["state"] == "REFUSED_AT_CALL";
    items.iter().filter(|item| !refused(item)).count()
}

async fn errors(post: &Post) -> Vec<String> {
    let exchanges = post.see("exchanges?direction=in").await;
    let items = exchanges["items"].as_array().unwrap().iter();
    items
        .filter_map(|item| item["error"].as_str().map(ToOwned::to_owned))
        .collect()
}

#[tokio::test]
async fn send_6_a_closed_service_answers_503_with_a_receipt_and_accepts_nothing() {
    let post = with(json!([{"fault": "unavailable", "nth": 1, "by": "PT5S"}])).await;
    let answer = post.send(&to_citizen(1), REGION).await;
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "5");
    let receipt = json_of(answer).await;
    assert_eq!(receipt["errorCode"], "service.unavailable");
    assert_eq!(receipt["messageUUID"], uuid(1).to_string());
    assert_eq!(receipt["timeStamp"], "2026-01-05T08:00:00.000Z");
    assert!(receipt.get("code").is_none(), "no ErrorMessage: {receipt}");
    assert_eq!(accepted(&post).await, 0);
    assert_eq!(errors(&post).await, ["fault unavailable"]);
    // The sender tries again.
    assert_eq!(post.send(&to_citizen(1), REGION).await.status(), 201);
    assert_eq!(accepted(&post).await, 1);
}

#[tokio::test]
async fn send_6_other_operations_answer_503_with_an_error_message() {
    let post = with(json!([{"fault": "unavailable", "operations": ["ListAvailableMemos"]}])).await;
    let answer = post
        .call(Method::GET, "/apis/v1/memos/", REGION)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(json_of(answer).await["code"], "service.unavailable");
    let receipts = post.call(Method::GET, "/apis/v1/receipts/", REGION);
    assert_eq!(receipts.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn too_many_requests_says_when_to_come_again() {
    let post = with(json!([{"fault": "too-many-requests", "nth": 2}])).await;
    let statuses = [
        post.send(&to_citizen(1), REGION).await,
        post.send(&to_citizen(2), REGION).await,
    ];
    assert_eq!(statuses[0].status(), 201);
    assert_eq!(statuses[1].status(), 429);
    assert_eq!(statuses[1].headers()["retry-after"], "30");
    assert_eq!(accepted(&post).await, 1);
}

#[tokio::test]
async fn a_reset_connection_brings_nothing_and_nothing_has_happened() {
    let post = with(json!([{"fault": "connection-reset", "nth": 1}])).await;
    let (got, end) = sent_by_hand(&post, 1).await;
    assert_eq!(
        (got.as_slice(), end),
        (&b""[..], Some(ErrorKind::ConnectionReset))
    );
    assert_eq!(accepted(&post).await, 0);
    assert_eq!(post.send(&to_citizen(1), REGION).await.status(), 201);
}

#[tokio::test]
async fn send_12_an_answer_lost_after_acceptance_is_given_again_to_the_repeat() {
    let post = with(json!([{"fault": "answer-lost", "nth": 1}])).await;
    let (got, end) = sent_by_hand(&post, 1).await;
    assert_eq!(
        (got.as_slice(), end),
        (&b""[..], Some(ErrorKind::ConnectionReset))
    );
    post.settle().await;
    assert_eq!(accepted(&post).await, 1);
    let events = post.see("journal").await;
    let answer = post.send(&to_citizen(1), REGION).await;
    assert_eq!(answer.status(), 201);
    let transmission = json_of(answer).await["transmissionId"].clone();
    let first = &events["items"][1];
    assert_eq!(first["type"], "TECHNICAL_RECEIPT_SENT");
    assert_eq!(first["transmission"], transmission);
    assert_eq!(post.see("journal").await, events, "nothing more happens");
    assert_eq!(errors(&post).await, ["fault answer-lost"]);
}

#[tokio::test]
async fn half_a_body_is_announced_whole_and_then_the_connection_breaks() {
    let post = with(json!([{"fault": "half-body", "nth": 1}])).await;
    let (got, end) = sent_by_hand(&post, 1).await;
    assert_eq!(end, Some(ErrorKind::ConnectionReset));
    let text = String::from_utf8(got).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 201 "), "{head}");
    let head = head.to_lowercase();
    let announced = head.split("content-length: ").nth(1).unwrap();
    let announced: usize = announced.lines().next().unwrap().parse().unwrap();
    assert_eq!(body.len(), announced / 2);
    post.settle().await;
    assert_eq!(accepted(&post).await, 1);
}

#[tokio::test]
async fn a_memo_that_is_fetched_may_break_off_in_the_middle() {
    let post = with(json!([{"fault": "half-body", "operations": ["FetchMemo"], "nth": 1}])).await;
    let letter = to_region(1);
    post.send(&letter, REGION).await;
    post.settle().await;
    let fetch = || post.call(Method::GET, &format!("/apis/v1/memos/{}", uuid(1)), REGION);
    let broken = fetch().send().await.unwrap();
    assert_eq!(broken.status(), 200);
    assert!(broken.bytes().await.is_err());
    let whole = fetch().send().await.unwrap().bytes().await.unwrap();
    assert_eq!(whole, letter.to_xml());
}

#[tokio::test]
async fn latency_is_wall_time_before_the_call_is_looked_at() {
    let post = with(json!([{"fault": "latency", "by": "PT0.3S", "nth": 1}])).await;
    let started = Instant::now();
    assert_eq!(post.send(&to_citizen(1), REGION).await.status(), 201);
    assert!(started.elapsed() >= Duration::from_millis(300));
    let refused = put(
        &post,
        json!({"rules": [{"fault": "latency", "by": "PT11S"}]}),
    )
    .await;
    assert_eq!(refused.status(), 400, "wall time is bounded");
}

#[tokio::test]
async fn in_a_service_window_every_call_is_answered_503_and_outside_it_none() {
    let post = with(json!([
        {"fault": "service-window", "from": "2026-01-05T09:00:00Z", "to": "2026-01-05T10:00:00Z"},
        {"fault": "service-window", "from": "02:00", "to": "03:00"},
    ]))
    .await;
    let mut statuses = Vec::new();
    // 02:00 in Copenhagen is 01:00Z in January.
    for to in [
        "2026-01-05T08:59:59Z",
        "2026-01-05T09:00:00Z",
        "2026-01-05T09:59:59Z",
        "2026-01-05T10:00:00Z",
        "2026-01-06T00:59:59Z",
        "2026-01-06T01:00:00Z",
        "2026-01-06T02:00:00Z",
    ] {
        post.advance(json!({ "to": to })).await;
        let list = post.call(Method::GET, "/apis/v1/memos/", REGION);
        statuses.push(list.send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 503, 503, 200, 200, 503, 200]);
    post.advance(json!({"to": "2026-01-07T01:30:00Z"})).await;
    let answer = post.send(&to_citizen(1), REGION).await;
    assert_eq!(answer.status(), 503);
    assert_eq!(json_of(answer).await["errorCode"], "service.unavailable");
}

#[tokio::test]
async fn a_list_lags_behind_and_a_fetch_by_id_does_not() {
    let post = with(json!([{"fault": "query-lag", "by": "PT1M"}])).await;
    post.send(&to_region(1), REGION).await;
    post.settle().await;
    let listed = async |path: &str| {
        let list = post.call(Method::GET, path, REGION).send().await.unwrap();
        json_of(list).await["totalElements"].as_u64().unwrap()
    };
    let lists = [
        "/apis/v1/memos/",
        "/apis/v1/receipts/",
        "/apis/v1/receipts-bulk/",
    ];
    for path in lists {
        assert_eq!(listed(path).await, 0, "{path}");
    }
    let path = format!("/apis/v1/memos/{}", uuid(1));
    let fetched = post.call(Method::GET, &path, REGION).send().await.unwrap();
    assert_eq!(fetched.status(), 200);
    post.advance(json!({"by": "PT59S"})).await;
    assert_eq!(listed(lists[0]).await, 0);
    post.advance(json!({"by": "PT1S"})).await;
    for path in lists {
        assert_eq!(listed(path).await, 1, "{path}");
    }
    let receipt = post
        .call(Method::POST, &format!("{path}/receipt"), REGION)
        .json(&completed(uuid(1)));
    assert_eq!(receipt.send().await.unwrap().status(), 200);
    assert_eq!(
        listed(lists[0]).await,
        0,
        "what is taken away is gone at once"
    );
}

#[tokio::test]
async fn a_rule_is_about_its_systems_and_operations_alone() {
    let other = "8d2f6c60-2b2c-4e5b-8b30-000000000012";
    for rule in [
        json!({"fault": "unavailable", "systems": [other]}),
        json!({"fault": "unavailable", "operations": ["FetchMemo"]}),
    ] {
        let post = with(json!([rule])).await;
        assert_eq!(
            post.send(&to_citizen(1), REGION).await.status(),
            201,
            "{rule}"
        );
    }
}

#[tokio::test]
async fn the_seed_replays_the_faults_of_calls() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let post = with(json!([{"fault": "unavailable", "percent": 30}])).await;
        let mut statuses = Vec::new();
        for number in 1..=30 {
            statuses.push(
                post.send(&to_citizen(number), REGION)
                    .await
                    .status()
                    .as_u16(),
            );
        }
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
    assert!(
        runs[0].contains(&503) && runs[0].contains(&201),
        "{:?}",
        runs[0]
    );
}

#[tokio::test]
async fn under_the_hostile_profile_a_sender_that_tries_again_has_every_letter_delivered_once() {
    let post = mixed().await;
    put(&post, json!({"profile": "hostile"})).await;
    let mut tries = 0;
    for number in 1..=60 {
        let letter = to_citizen(number);
        let path = format!("/apis/v1/memos/?memo-message-uuid={}", letter.message_uuid);
        let mut left = 20;
        loop {
            tries += 1;
            left -= 1;
            assert!(left > 0, "letter {number} is never accepted");
            let answer = post
                .call(Method::POST, &path, REGION)
                .header("content-type", "application/xml")
                .body(letter.to_xml())
                .send()
                .await;
            let status = match answer {
                Ok(answer) => match answer.error_for_status() {
                    Ok(answer) => answer.bytes().await.map(|_| 201),
                    Err(fault) => Ok(fault.status().unwrap().as_u16()),
                },
                Err(fault) => Err(fault),
            };
            match status {
                Ok(201) => break,
                Ok(status) => assert_eq!(status, 503),
                Err(_) => {}
            }
        }
    }
    assert!(tries > 60, "nothing went wrong");
    post.advance(json!({"by": "P1D"})).await;
    let path = format!("mailboxes/{CITIZEN}/messages?limit=1000");
    let mailbox = post.see(&path).await;
    assert_eq!(mailbox["items"].as_array().unwrap().len(), 60);
}

#[tokio::test]
async fn faults_are_shown_replaced_and_gone_after_a_reset() {
    let post = mixed().await;
    let calm = post.see("faults").await;
    assert_eq!(calm["rules"], json!([]));
    let table = calm["faults"].as_array().unwrap();
    assert!(table.iter().any(|fault| fault["name"] == "answer-lost"
        && fault["legal"] == true
        && fault["clause"] == "SEND-12"));
    let answer = put(&post, json!({"profile": "hostile"})).await;
    let shown = json_of(answer).await;
    let legal = table.iter().filter(|fault| fault["legal"] == true).count();
    assert_eq!(shown["rules"].as_array().unwrap().len(), legal);
    assert_eq!(post.see("faults").await, shown);
    let journal = post.see("journal?type=FAULTS_CHANGED").await;
    assert_eq!(journal["items"].as_array().unwrap().len(), 1);
    let reset = post.control(Method::POST, "/mixed/reset", None).await;
    assert!(reset.status().is_success());
    assert_eq!(post.see("faults").await["rules"], json!([]));
}

#[tokio::test]
async fn a_rule_that_cannot_be_meant_is_refused_with_the_place_and_the_way_out() {
    let post = mixed().await;
    for (rule, said) in [
        (json!({"fault": "latencey"}), "did you mean 'latency'"),
        (
            json!({"fault": "latency", "operations": ["SendMeno"]}),
            "the nearest is 'SendMemo'",
        ),
        (
            json!({"fault": "latency", "systems": ["nobody"]}),
            "no system 'nobody'",
        ),
        (json!({"fault": "expired-certificate"}), "no TLS port"),
        (
            json!({"fault": "service-window", "from": "25:00", "to": "03:00"}),
            "time of day",
        ),
        (json!({"fault": "latency", "prcent": 5}), "percent"),
    ] {
        let answer = put(&post, json!({ "rules": [rule] })).await;
        assert_eq!(answer.status(), 400, "{rule}");
        let problem = json_of(answer).await;
        assert!(problem.to_string().contains(said), "{rule}: {problem}");
    }
    assert_eq!(post.see("faults").await["rules"], json!([]));
}

/// What a receiver that takes everything gets of a push spoilt by this fault, and the letter.
async fn got_spoilt(fault: &str) -> (Vec<u8>, Vec<u8>, Value) {
    let vendor = Vendor::answering(200).await;
    let post = with_receivers(&vendor, json!({})).await;
    put(&post, json!({"rules": [{"fault": fault, "nth": 1}]})).await;
    let letter = to_nord(1, MemoVersion::V1_2);
    assert_eq!(post.send(&letter, REGION).await.status(), 201);
    post.settle().await;
    let got = vendor.seen("/nordpost").pop().unwrap();
    let journal = post.see("journal?type=MEMO_SEND_SPOILT").await;
    (pushed(&got), letter.to_xml(), journal)
}

#[tokio::test]
async fn a_push_may_bring_half_a_message_a_wrong_one_or_somebody_elses() {
    let (unreadable, whole, journal) = got_spoilt("push-unreadable").await;
    assert_eq!(unreadable, whole[..whole.len() / 2]);
    assert_eq!(journal["items"][0]["fault"], "push-unreadable", "{journal}");
    let (invalid, ..) = got_spoilt("push-invalid").await;
    let invalid = String::from_utf8(invalid).unwrap();
    assert!(
        invalid.contains("<memo:MessageHeader><ukendt>?</ukendt>"),
        "{invalid}"
    );
    let (misdirected, ..) = got_spoilt("push-misdirected").await;
    let misdirected = String::from_utf8(misdirected).unwrap();
    assert!(
        misdirected.contains("<memo:recipientID>20000102<"),
        "{misdirected}"
    );
}

#[tokio::test]
async fn del_8_a_push_that_is_cut_off_has_failed_and_comes_whole_the_next_time() {
    let vendor = Vendor::answering(200).await;
    let post = with_receivers(&vendor, json!({})).await;
    put(&post, json!({"rules": [{"fault": "push-cut", "nth": 1}]})).await;
    let letter = to_nord(1, MemoVersion::V1_2);
    assert_eq!(post.send(&letter, REGION).await.status(), 201);
    post.settle().await;
    // The vendor sees a body that breaks off, and so no whole call.
    assert!(vendor.seen("/nordpost").is_empty());
    post.advance(json!({"by": "PT1H"})).await;
    let got = vendor.seen("/nordpost").pop().unwrap();
    assert_eq!(pushed(&got), letter.to_xml());
    let exchanges = post.see("exchanges?kind=push").await;
    let of_it = exchanges["items"].as_array().unwrap();
    assert_eq!(of_it.len(), 2);
    let error = of_it[0]["error"].as_str().unwrap();
    assert!(error.contains("on purpose"), "{error}");
}
