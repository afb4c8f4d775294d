//! The REST interface, called as a vendor's system calls it.

use std::collections::BTreeSet;

use reqwest::Method;
use reqwest::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE};
use serde_json::{Value, json};
use testpost_memo::write::Letter;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::post::{
    CITIZEN, Post, REGION, SCHOOL, basic, completed, json_of, mixed, nothing, to_citizen, to_region,
};
use crate::town::uuid;

/// That an answer is an ErrorMessage with this status and code; gives its message.
async fn refusal(answer: reqwest::Response, status: u16, code: &str) -> String {
    let got = answer.status().as_u16();
    let body = json_of(answer).await;
    assert_eq!((got, body["code"].as_str()), (status, Some(code)), "{body}");
    like_schema("ErrorMessage", &body);
    body["message"].as_str().unwrap().to_owned()
}

/// That an answer has the keys of its schema and no others, where the interface's document lies
/// beside the project.
fn like_schema(name: &str, body: &Value) {
    let document = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/spec/rest-api-1.68.0.json"
    );
    let Ok(text) = std::fs::read_to_string(document) else {
        eprintln!("passed over: the interface's document is not there");
        return;
    };
    let document: Value = serde_json::from_str(&text).unwrap();
    let known = document["components"]["schemas"][name]["properties"]
        .as_object()
        .unwrap();
    let known: BTreeSet<&String> = known.keys().collect();
    let keys: BTreeSet<&String> = body.as_object().unwrap().keys().collect();
    assert!(keys.is_subset(&known), "{name}: {keys:?}");
    if ["PagingResultUUID", "ReceiptSearchResult", "ErrorMessage"].contains(&name) {
        assert_eq!(keys, known, "{name}");
    }
}

#[tokio::test]
async fn a_letter_is_receipted_and_lies_in_the_mailbox() {
    let post = mixed().await;
    let letter = to_citizen(1);
    let answer = post.send(&letter, REGION).await;
    assert_eq!(answer.status(), 201);
    let receipt = json_of(answer).await;
    like_schema("Receipt", &receipt);
    assert_eq!(receipt["receiptStatus"], "RECEIVED");
    assert_eq!(receipt["messageUUID"], uuid(1).to_string());
    assert_eq!(receipt["timeStamp"], "2026-01-05T08:00:00.000Z");
    post.settle().await;
    let mailbox = post.see(&format!("mailboxes/{CITIZEN}/messages")).await;
    assert_eq!(mailbox["items"][0]["messageUUID"], uuid(1).to_string());
    let memo = format!("/mixed/mailboxes/{CITIZEN}/messages/{}/memo", uuid(1));
    let memo = post.control(Method::GET, &memo, None).await;
    assert_eq!(memo.bytes().await.unwrap(), letter.to_xml());
    let message = post.see(&format!("messages/{}", uuid(1))).await;
    assert_eq!(message["state"], "DELIVERED");
    assert_eq!(message["deliveredTo"]["kind"], "mailbox");
    // The same again: the same answer, and nothing more happens.
    let events = post.see("journal").await["items"].as_array().unwrap().len();
    let again = json_of(post.send(&letter, REGION).await).await;
    assert_eq!(again["transmissionId"], receipt["transmissionId"]);
    assert_eq!(
        post.see("journal").await["items"].as_array().unwrap().len(),
        events
    );
}

#[tokio::test]
async fn who_calls_is_settled_first() {
    let post = mixed().await;
    let memos = "/apis/v1/memos/";
    for header in [
        None,
        Some("Bearer x".to_owned()),
        Some("Basic ???".to_owned()),
        Some("Basic bm9jb2xvbg==".to_owned()),
        Some(basic("no-uuid", "x")),
        Some(basic("8d2f6c60-2b2c-4e5b-8b30-00000000ffff", "x")),
        Some(basic(REGION.0, "wrong")),
    ] {
        let call = post.nobody(Method::GET, memos);
        let call = match &header {
            Some(header) => call.header("authorization", header),
            None => call,
        };
        let answer = call.send().await.unwrap();
        let challenge = answer.headers()[WWW_AUTHENTICATE].to_str().unwrap();
        assert!(challenge.starts_with("Basic "), "{header:?}");
        let said = refusal(answer, 401, "authentication.failed").await;
        assert!(said.contains("base64 of systemId:apiKey"), "{said}");
    }
    let lower = basic(REGION.0, REGION.1).replace("Basic", "basic");
    let call = post
        .nobody(Method::GET, memos)
        .header("authorization", lower);
    assert_eq!(call.send().await.unwrap().status(), 200);
    refusal(
        post.send(&to_citizen(1), SCHOOL).await,
        403,
        "system.not.a.sender",
    )
    .await;
}

#[tokio::test]
async fn a_system_out_of_its_time_is_forbidden_to_call() {
    let post = nothing().await;
    let body = json!({"name": "town", "clock": "virtual", "world": "municipality"});
    post.control(Method::POST, "", Some(body)).await;
    let retired = (
        "6b0d4a4e-0f0a-4c39-8f1e-000000000004",
        "6b0d4a4e-0f0a-4c39-8f1e-0000000000a4",
    );
    let call = post.call(Method::GET, "/apis/v1/memos/", retired);
    refusal(call.send().await.unwrap(), 403, "system.not.active").await;
}

#[tokio::test]
async fn a_system_is_called_from_its_allowed_addresses_only() {
    let post = mixed().await;
    let system = format!("/mixed/systems/{}", REGION.0);
    for (allowed, answered) in [
        (json!(["192.0.2.1"]), 403),
        (json!(["192.0.2.1", "127.0.0.1"]), 200),
        (json!(["127.0.0.0/8"]), 200),
        (json!(["10.0.0.0/8"]), 403),
    ] {
        let change = json!({"allowedIps": allowed});
        let changed = post.control(Method::PATCH, &system, Some(change)).await;
        assert_eq!(changed.status(), 200, "{}", changed.text().await.unwrap());
        let call = post.call(Method::GET, "/apis/v1/memos/", REGION);
        let answer = call.send().await.unwrap();
        if answered == 403 {
            refusal(answer, 403, "address.not.allowed").await;
        } else {
            assert_eq!(answer.status(), answered, "{allowed}");
        }
    }
}

#[tokio::test]
async fn a_large_message_is_streamed_and_only_its_beginning_is_kept_with_the_call() {
    let post = mixed().await;
    let letter = Letter {
        text: "A long letter. ".repeat(100_000),
        ..to_region(1)
    };
    let xml = letter.to_xml();
    assert_eq!(post.send(&letter, REGION).await.status(), 201);
    post.settle().await;
    let path = format!("/apis/v1/memos/{}", uuid(1));
    let answer = post.call(Method::GET, &path, REGION).send().await.unwrap();
    assert_eq!(answer.headers()[CONTENT_LENGTH], xml.len().to_string());
    assert_eq!(answer.bytes().await.unwrap(), xml);
    let fetch = post.see("exchanges?kind=fetch").await["items"][0]["id"].clone();
    for (id, side) in [("x1", "request"), (fetch.as_str().unwrap(), "response")] {
        let exchange = post.see(&format!("exchanges/{id}")).await;
        let part = &exchange[side];
        assert_eq!(part["bodySize"], xml.len(), "{side}");
        assert_eq!(part["bodyTruncated"], true, "{side}");
        assert_eq!(part["body"].as_str().unwrap().len(), 65_536, "{side}");
    }
}

#[tokio::test]
async fn a_send_is_refused_for_what_is_wrong_with_the_call() {
    let post = mixed().await;
    let letter = to_citizen(1);
    let send = |path: &str, kind: &str| {
        post.call(Method::POST, path, REGION)
            .header(CONTENT_TYPE, kind)
            .body(letter.to_xml())
            .send()
    };
    let xml = "application/xml";
    let path = |uuid: &str| format!("/apis/v1/memos?memo-message-uuid={uuid}");
    let good = path(&uuid(1).to_string());
    let answer = send("/apis/v1/memos/", xml).await.unwrap();
    refusal(answer, 400, "memo.message.uuid.missing").await;
    let twice = format!("{good}&memo-message-uuid={}", uuid(2));
    let answer = send(&twice, xml).await.unwrap();
    refusal(answer, 400, "query.parameter.repeated").await;
    let answer = send(&path("7"), xml).await.unwrap();
    refusal(answer, 400, "memo.message.uuid.invalid").await;
    let answer = send(&path(&uuid(2).to_string()), xml).await.unwrap();
    refusal(answer, 400, "memo.message.uuid.mismatch").await;
    let answer = send(&good, "text/plain").await.unwrap();
    refusal(answer, 400, "media.type.not.supported").await;
    let chunked = futures_util::stream::iter([Ok::<_, std::io::Error>(letter.to_xml())]);
    let answer = post
        .call(Method::POST, &good, REGION)
        .header(CONTENT_TYPE, xml)
        .body(reqwest::Body::wrap_stream(chunked))
        .send()
        .await
        .unwrap();
    refusal(answer, 400, "content.length.missing").await;
    let answer = post
        .call(Method::POST, &good, REGION)
        .header(CONTENT_TYPE, "TEXT/XML; charset=utf-8")
        .body("<memo:Message")
        .send()
        .await
        .unwrap();
    let body = json_of(answer).await;
    assert_eq!(body["code"], "xml.not.well.formed", "{body}");
    assert_eq!(body["fieldErrors"][0]["resource"], "memo", "{body}");
    // None of these left a trace but its exchange.
    assert_eq!(post.see("messages").await["items"], json!([]));
    let exchanges = post.see("exchanges?kind=send").await;
    assert_eq!(exchanges["items"].as_array().unwrap().len(), 7);
    let refused = post.see(&format!("messages/{}", uuid(1))).await;
    assert_eq!(refused["state"], "REFUSED_AT_CALL");
    let why = refused["why"].as_str().unwrap();
    assert!(why.contains("400") && why.contains("well-formed"), "{why}");
    let exchange = refused["exchange"].as_str().unwrap();
    let exchange = post.see(&format!("exchanges/{exchange}")).await;
    assert_eq!(exchange["request"]["body"], "<memo:Message");
    assert_eq!(
        exchange["request"]["headers"]["authorization"],
        "Basic ****"
    );
    assert_eq!(
        exchange["response"]["headers"]["content-type"],
        "application/json"
    );
}

#[tokio::test]
async fn all_findings_of_a_refused_schema_are_told() {
    let post = nothing().await;
    let profile = json!({"send.refuse-at-call": ["not-well-formed", "uuid", "schema"]});
    post.make("mixed", profile).await;
    let letter = Letter {
        label: "x".repeat(300),
        notification: Some("y".repeat(200)),
        ..to_citizen(1)
    };
    let answer = post.send(&letter, REGION).await;
    assert_eq!(answer.status(), 400);
    let body = json_of(answer).await;
    assert_eq!(body["code"], "schema.invalid");
    let errors = body["fieldErrors"].as_array().unwrap();
    assert!(errors.len() >= 2, "{body}");
    for error in errors {
        like_schema("FieldErrorResource", error);
        assert!(
            error["field"]
                .as_str()
                .unwrap()
                .starts_with("/memo:Message")
        );
    }
}

/// Writes a whole request and reads the answer only then.
async fn write_all_then_read(post: &Post, head: &str, size: usize) -> String {
    let address = post.simulator.service_url().replace("http://", "");
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    let block = vec![b' '; 1_000_000];
    for _ in 0..size / block.len() {
        socket.write_all(&block).await.unwrap();
    }
    let mut answer = vec![0; 2000];
    let read = socket.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..read]).into_owned()
}

fn head(caller: &str, more: &str) -> String {
    format!(
        "POST /apis/v1/memos/?memo-message-uuid={} HTTP/1.1\r\nhost: x\r\n\
         content-type: application/xml\r\ncontent-length: 110000000\r\n\
         authorization: {caller}\r\n{more}\r\n",
        uuid(1)
    )
}

#[tokio::test]
async fn a_body_of_110_mb_gets_its_refusal() {
    let post = mixed().await;
    let region = basic(REGION.0, REGION.1);
    let answer = write_all_then_read(&post, &head(&region, ""), 110_000_000).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.contains("message.too.large"), "{answer}");
    // One that asks first is told at once, and sends nothing.
    let asking = head(&region, "expect: 100-continue\r\n");
    let answer = write_all_then_read(&post, &asking, 0).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    // A caller that is not known gets its answer as well, after all it wanted to say.
    let unknown = head(&basic(REGION.0, "wrong"), "");
    let answer = write_all_then_read(&post, &unknown, 110_000_000).await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    let exchanges = post.see("exchanges?kind=send").await;
    let sizes: Vec<u16> = exchanges["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|exchange| exchange["status"].as_u64().unwrap() as u16)
        .collect();
    assert_eq!(sizes, [400, 400, 401]);
    let first = post.see("exchanges/x1").await;
    assert_eq!(first["request"]["bodySize"], 110_000_000);
    assert_eq!(first["request"]["bodyTruncated"], true);
}

#[tokio::test]
async fn the_limit_of_the_profile_holds_for_what_comes_too() {
    let post = nothing().await;
    post.make("mixed", json!({"send.max-bytes": 1000})).await;
    let answer = post.send(&to_citizen(1), REGION).await;
    let said = refusal(answer, 400, "message.too.large").await;
    assert!(said.contains("send.max-bytes"), "{said}");
}

#[tokio::test]
async fn a_system_fetches_its_mail_and_receipts_it_once() {
    let post = mixed().await;
    for number in 1..=3 {
        assert_eq!(post.send(&to_region(number), REGION).await.status(), 201);
    }
    post.settle().await;
    let list = |query: &str| {
        let path = format!("/apis/v1/memos/{query}");
        post.call(Method::GET, &path, REGION).send()
    };
    let page = json_of(
        list("?page=0&size=2&sort=received:desc&other=x")
            .await
            .unwrap(),
    )
    .await;
    like_schema("PagingResultUUID", &page);
    like_schema("PagingArguments", &page["next"]);
    assert_eq!(
        page,
        json!({
            "content": [uuid(3).to_string(), uuid(2).to_string()], "number": 0, "size": 2,
            "previous": null,
            "next": {
                "page": 1, "size": 2,
                "ordering": [{"property": "received", "direction": "DESC"}],
            },
            "totalElements": 3, "totalPages": 2,
        })
    );
    let all = json_of(list("").await.unwrap()).await;
    assert_eq!(all["content"].as_array().unwrap().len(), 3);
    assert_eq!(
        (&all["previous"], &all["next"]),
        (&Value::Null, &Value::Null)
    );
    for wrong in [
        "?page=-1",
        "?page=x",
        "?size=0",
        "?size=1001",
        "?sort=x",
        "?sort=id:up",
    ] {
        refusal(list(wrong).await.unwrap(), 400, "parameter.not.valid").await;
    }

    let memo = format!("/apis/v1/memos/{}", uuid(1));
    let answer = post.call(Method::GET, &memo, REGION).send().await.unwrap();
    assert_eq!(answer.headers()[CONTENT_TYPE], "application/xml");
    let xml = to_region(1).to_xml();
    assert_eq!(answer.headers()[CONTENT_LENGTH], xml.len().to_string());
    assert_eq!(answer.bytes().await.unwrap(), xml);
    let other = post.call(Method::GET, &memo, SCHOOL).send().await.unwrap();
    refusal(other, 403, "memo.of.another.system").await;
    let nothing = format!("/apis/v1/memos/{}", uuid(99));
    let nothing = post.call(Method::GET, &nothing, REGION).send().await;
    refusal(nothing.unwrap(), 404, "memo.not.found").await;
    let nonsense = post.call(Method::GET, "/apis/v1/memos/7", REGION).send();
    refusal(nonsense.await.unwrap(), 400, "parameter.not.valid").await;

    let receipt = format!("{memo}/receipt");
    let give = |body: Value| {
        let call = post.call(Method::POST, &receipt, REGION);
        call.json(&body).send()
    };
    let mut wrong = completed(uuid(1));
    wrong["receiptStatus"] = json!("DONE");
    wrong["timeStamp"] = json!("yesterday");
    let answer = give(wrong).await.unwrap();
    let said = refusal(answer, 400, "receipt.not.valid").await;
    assert!(said.contains("receiptStatus must be") && said.contains("timeStamp must be"));
    let answer = give(completed(uuid(2))).await.unwrap();
    refusal(answer, 400, "receipt.message.uuid.mismatch").await;
    let mut technical = completed(uuid(1));
    technical["receiptStatus"] = json!("RECEIVED");
    let answer = give(technical).await.unwrap();
    refusal(answer, 422, "receipt.status.not.allowed").await;
    let answer = give(completed(uuid(1))).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.bytes().await.unwrap().is_empty());
    let again = give(completed(uuid(1))).await.unwrap();
    refusal(again, 409, "receipt.already.received").await;
    let all = json_of(list("").await.unwrap()).await;
    assert_eq!(all["totalElements"], 2);
    let message = post.see(&format!("messages/{}", uuid(1))).await;
    assert_eq!(message["state"], "DELIVERED");
    assert_eq!(message["receiverReceipt"]["status"], "COMPLETED");
    let kinds = post.see(&format!("exchanges?message={}", uuid(1))).await;
    let kinds: Vec<&str> = kinds["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|exchange| exchange["kind"].as_str().unwrap())
        .collect();
    let expected = [
        "send", "fetch", "fetch", "receipt", "receipt", "receipt", "receipt", "receipt",
    ];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn a_sender_fetches_its_receipts_one_by_one_or_in_bulk() {
    let post = mixed().await;
    for number in 1..=3 {
        post.send(&to_citizen(number), REGION).await;
    }
    post.settle().await;
    let call = |method: Method, path: &str| {
        let path = format!("/apis/v1/{path}");
        post.call(method, &path, REGION).send()
    };
    let list = json_of(call(Method::GET, "receipts/?size=2").await.unwrap()).await;
    like_schema("PagingResultUUID", &list);
    assert_eq!(list["totalElements"], 3);
    let bulk = json_of(
        call(Method::GET, "receipts-bulk?page=1&size=2")
            .await
            .unwrap(),
    )
    .await;
    like_schema("ReceiptSearchResult", &bulk);
    like_schema("BulkReceipt", &bulk["receipts"][0]);
    assert_eq!(
        (&bulk["currentPage"], &bulk["elementsOnPage"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(bulk["receipts"][0]["messageUUID"], uuid(3).to_string());
    let first = format!("receipts/{}", list["content"][0].as_str().unwrap());
    let receipt = json_of(call(Method::GET, &first).await.unwrap()).await;
    like_schema("Receipt", &receipt);
    assert_eq!(receipt["receiptStatus"], "COMPLETED");
    assert_eq!(receipt["messageId"], "letter-1");
    let nonsense = call(Method::GET, &format!("{first}?delete=maybe")).await;
    refusal(nonsense.unwrap(), 400, "parameter.not.valid").await;
    let taken = call(Method::GET, &format!("{first}?delete=true")).await;
    assert_eq!(taken.unwrap().status(), 200);
    let gone = call(Method::GET, &first).await.unwrap();
    refusal(gone, 404, "receipt.not.found").await;
    let second = format!("receipts/{}", list["content"][1].as_str().unwrap());
    let deleted = call(Method::DELETE, &second).await.unwrap();
    assert_eq!(deleted.status(), 204);
    let rest = json_of(call(Method::GET, "receipts").await.unwrap()).await;
    assert_eq!(rest["totalElements"], 1);
}

#[tokio::test]
async fn a_message_with_a_value_date_can_be_recalled_once() {
    let post = mixed().await;
    let letter = Letter {
        value_date: Some("2026-02-01".parse().unwrap()),
        ..to_citizen(1)
    };
    post.send(&letter, REGION).await;
    post.send(&to_citizen(2), REGION).await;
    post.settle().await;
    let recall = |number, caller| {
        let path = format!("/apis/v1/memos/{}", uuid(number));
        post.call(Method::DELETE, &path, caller).send()
    };
    let other = recall(1, SCHOOL).await.unwrap();
    refusal(other, 403, "system.not.a.sender").await;
    assert_eq!(recall(1, REGION).await.unwrap().status(), 204);
    let again = recall(1, REGION).await.unwrap();
    refusal(again, 409, "memo.already.recalled").await;
    let without = recall(2, REGION).await.unwrap();
    refusal(without, 422, "recall.without.value.date").await;
    refusal(recall(9, REGION).await.unwrap(), 404, "memo.not.found").await;
}

#[tokio::test]
async fn what_is_not_simulated_and_what_does_not_exist_say_so() {
    let post = mixed().await;
    let call = |method: Method, path: &str| post.nobody(method, path).send();
    let answer = call(Method::GET, "/apis/v1/organisations/").await.unwrap();
    let said = refusal(answer, 501, "operation.not.simulated").await;
    assert!(said.contains("QueryOrganisations"), "{said}");
    let answer = call(Method::GET, "/worlds/mixed/apis/v1/mailboxes/7")
        .await
        .unwrap();
    let said = refusal(answer, 501, "operation.not.simulated").await;
    assert!(said.contains("FetchMailbox"), "{said}");
    for (path, nearest) in [
        ("/apis/v1/memo/", "/apis/v1/memos/"),
        ("/memos/", "/apis/v1/memos/"),
        ("/api/v1/memos/", "/apis/v1/memos/"),
        (
            "/worlds/mixed/apis/v1/recepts",
            "/worlds/mixed/apis/v1/receipts/",
        ),
        ("/apis/v1/memos/7/receipts", "/apis/v1/memos/{id}/receipt"),
    ] {
        let answer = call(Method::GET, path).await.unwrap();
        let said = refusal(answer, 404, "path.not.found").await;
        assert!(
            said.contains(&format!("nearest path is {nearest};")),
            "{path}: {said}"
        );
    }
    let answer = call(Method::PUT, "/apis/v1/memos/").await.unwrap();
    assert_eq!(answer.headers()[ALLOW], "GET, POST");
    refusal(answer, 405, "method.not.allowed").await;
    let answer = call(Method::HEAD, "/apis/v1/memos/").await.unwrap();
    assert_eq!(answer.status(), 405);
    let answer = call(Method::OPTIONS, "/apis/v1/receipts/").await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()[ALLOW]),
        (204, &"GET".parse().unwrap())
    );
}

#[tokio::test]
async fn a_call_finds_its_world_by_the_system_or_by_name() {
    let post = mixed().await;
    post.make("other", json!({})).await;
    let answer = post.send(&to_citizen(1), REGION).await;
    let said = refusal(answer, 400, "world.ambiguous").await;
    assert!(said.contains("mixed, other"), "{said}");
    let call = |path: &str| post.call(Method::GET, path, REGION).send();
    let answer = call("/worlds/other/apis/v1/memos").await.unwrap();
    assert_eq!(answer.status(), 200);
    let answer = call("/worlds/othre/apis/v1/memos").await.unwrap();
    let said = refusal(answer, 404, "world.not.found").await;
    assert!(said.contains("did you mean 'other'"), "{said}");
    let stranger = ("8d2f6c60-2b2c-4e5b-8b30-00000000ffff", "x");
    let answer = post.call(Method::GET, "/apis/v1/memos", stranger).send();
    refusal(answer.await.unwrap(), 401, "authentication.failed").await;
    assert_eq!(post.see("exchanges").await["items"], json!([]));
}
