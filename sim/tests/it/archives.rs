//! Archives over the REST interface (SEND-8, SEND-11, SEND-12), bare and within a form.

use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use testpost_memo::container::{Framing, Writer};

use crate::post::{CITIZEN, Caller, Post, REGION, SCHOOL, json_of, mixed, nothing, to_citizen};
use crate::town::uuid;
use crate::vendor::Vendor;

const LZMA: &str = "application/x-lzma";

/// An archive of these files.
pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), Framing::Lzma).unwrap();
    for (name, content) in files {
        writer.add(name, content.len() as u64, *content).unwrap();
    }
    writer.finish().unwrap()
}

fn letters(numbers: impl IntoIterator<Item = u8>) -> Vec<u8> {
    let files: Vec<_> = numbers
        .into_iter()
        .map(|number| (format!("{number}.xml"), to_citizen(number).to_xml()))
        .collect();
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, xml)| (&name[..], &xml[..]))
        .collect();
    archive(&files)
}

async fn send(post: &Post, archive: Vec<u8>, caller: Caller) -> Response {
    post.call(Method::POST, "/apis/v1/memos/", caller)
        .header(CONTENT_TYPE, LZMA)
        .body(archive)
        .send()
        .await
        .unwrap()
}

/// The whole receipts that wait for the region's system.
async fn receipts(post: &Post) -> Vec<Value> {
    post.settle().await;
    let bulk = post.call(Method::GET, "/apis/v1/receipts-bulk/", REGION);
    let found = json_of(bulk.send().await.unwrap()).await;
    found["receipts"].as_array().unwrap().clone()
}

async fn refusal(answer: Response, status: u16, code: &str) {
    let got = answer.status().as_u16();
    let body = json_of(answer).await;
    assert_eq!((got, body["code"].as_str()), (status, Some(code)), "{body}");
}

#[tokio::test]
async fn send_11_an_archive_is_accepted_by_one_receipt_and_each_letter_arrives() {
    let post = mixed().await;
    let accepted = send(&post, letters(1..=3), REGION).await;
    assert_eq!(accepted.status(), 201);
    let accepted = json_of(accepted).await;
    assert_eq!(accepted["receiptStatus"], "RECEIVED");
    assert_eq!(accepted.get("messageUUID"), None);
    let receipts = receipts(&post).await;
    let got: Vec<_> = receipts
        .iter()
        .map(|one| (one["messageUUID"].clone(), one["receiptStatus"].clone()))
        .collect();
    let wanted: Vec<_> = (1..=3)
        .map(|number| (json!(uuid(number).to_string()), json!("COMPLETED")))
        .collect();
    assert_eq!(got, wanted);
    assert!(
        receipts
            .iter()
            .all(|one| one["transmissionId"] == accepted["transmissionId"])
    );
    let mailbox = post.see(&format!("mailboxes/{CITIZEN}/messages")).await;
    assert_eq!(mailbox["items"].as_array().unwrap().len(), 3);
    let memo = format!("/mixed/mailboxes/{CITIZEN}/messages/{}/memo", uuid(2));
    let memo = post.control(Method::GET, &memo, None).await;
    assert_eq!(memo.bytes().await.unwrap(), to_citizen(2).to_xml());
    // SEND-12: the same bytes again.
    let again = json_of(send(&post, letters(1..=3), REGION).await).await;
    assert_eq!(again["transmissionId"], accepted["transmissionId"]);
    assert_eq!(self::receipts(&post).await.len(), 3);
}

#[tokio::test]
async fn send_11_a_form_with_one_part_file_is_the_same_as_the_archive_itself() {
    let post = mixed().await;
    let part = |archive: Vec<u8>, media: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(media).unwrap());
        Part::bytes(archive)
            .file_name("letters.tar.lzma")
            .headers(headers)
    };
    let send = |form: Form| {
        // Put together here, since a form of the client's would come in chunks.
        let boundary = form.boundary().to_owned();
        let call = post.call(Method::POST, "/apis/v1/memos/", REGION);
        async move {
            let body =
                http_body_util::BodyExt::collect(reqwest::Body::wrap_stream(form.into_stream()));
            let body = body.await.unwrap().to_bytes();
            call.header(
                CONTENT_TYPE,
                format!("multipart/form-data; boundary={boundary}"),
            )
            .body(body)
            .send()
            .await
            .unwrap()
        }
    };
    let accepted = send(Form::new().part("file", part(letters([1]), LZMA))).await;
    assert_eq!(accepted.status(), 201, "{}", accepted.text().await.unwrap());
    assert_eq!(receipts(&post).await.len(), 1);
    for wrong in [
        Form::new().part("archive", part(letters([2]), LZMA)),
        Form::new().part("file", part(letters([2]), "application/octet-stream")),
        Form::new()
            .part("file", part(letters([2]), LZMA))
            .part("file", part(letters([2]), LZMA)),
    ] {
        refusal(send(wrong).await, 400, "form.not.valid").await;
    }
    let cut = post
        .call(Method::POST, "/apis/v1/memos/", REGION)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body("--x\r\nContent-Disposition: form-data; name=\"file\"\r\nContent-Type: application/x-lzma\r\n\r\nabc");
    assert_eq!(cut.send().await.unwrap().status(), 400);
    let boundless = post
        .call(Method::POST, "/apis/v1/memos/", REGION)
        .header(CONTENT_TYPE, "multipart/form-data")
        .body(letters([2]));
    refusal(boundless.send().await.unwrap(), 400, "form.not.valid").await;
    assert_eq!(receipts(&post).await.len(), 1);
}

#[tokio::test]
async fn send_8_a_broken_archive_is_refused_whole_by_one_receipt_without_a_message() {
    let post = mixed().await;
    let mut cut_off = letters(1..=3);
    cut_off.truncate(cut_off.len() - 20);
    let accepted = send(&post, cut_off, REGION).await;
    assert_eq!(accepted.status(), 201);
    let accepted = json_of(accepted).await;
    assert_eq!(accepted["receiptStatus"], "RECEIVED");
    let receipts = receipts(&post).await;
    assert_eq!(receipts.len(), 1);
    assert_eq!(receipts[0]["receiptStatus"], "INVALID");
    assert_eq!(receipts[0]["errorCode"], "archive.cut.off");
    assert_eq!(receipts[0].get("messageUUID"), None);
    assert_eq!(receipts[0]["transmissionId"], accepted["transmissionId"]);
    assert_eq!(post.see("messages").await["items"], json!([]));
    let journal = post.see("journal?type=MEMO_ARCHIVE_REJECTED").await;
    assert_eq!(journal["items"][0]["name"], "Fejlet");
    // It can be fetched by its id, deleted, and is gone.
    let list = post.call(Method::GET, "/apis/v1/receipts/", REGION);
    let id = json_of(list.send().await.unwrap()).await["content"][0].clone();
    let path = format!("/apis/v1/receipts/{}?delete=true", id.as_str().unwrap());
    let fetched = post.call(Method::GET, &path, REGION).send().await.unwrap();
    assert_eq!(json_of(fetched).await["errorCode"], "archive.cut.off");
    assert_eq!(self::receipts(&post).await, Vec::<Value>::new());
}

#[tokio::test]
async fn send_11_a_broken_entry_refuses_that_entry_and_the_others_arrive() {
    let post = mixed().await;
    let good = to_citizen(1).to_xml();
    let mut unwell = to_citizen(2).to_xml();
    unwell.truncate(unwell.len() - 10);
    let sent = archive(&[
        ("good.xml", &good),
        ("unwell.xml", &unwell),
        ("readme.txt", b"no MeMo at all"),
        ("empty.xml", b""),
    ]);
    assert_eq!(send(&post, sent, REGION).await.status(), 201);
    let receipts = receipts(&post).await;
    let mut got: Vec<_> = receipts
        .iter()
        .map(|one| {
            let named = one["messageUUID"].as_str().unwrap_or("none").to_owned();
            (named, one["receiptStatus"].as_str().unwrap().to_owned())
        })
        .collect();
    got.sort();
    let (completed, invalid) = ("COMPLETED".to_owned(), "INVALID".to_owned());
    assert_eq!(
        got,
        [
            (uuid(1).to_string(), completed),
            // Its header could be read, so its receipt can name it.
            (uuid(2).to_string(), invalid.clone()),
            ("none".to_owned(), invalid.clone()),
            ("none".to_owned(), invalid),
        ]
    );
    let mailbox = post.see(&format!("mailboxes/{CITIZEN}/messages")).await;
    assert_eq!(mailbox["items"].as_array().unwrap().len(), 1);
    let refused = post.see("journal?type=MEMO_SEND_FAILED").await;
    let refused = &refused["items"][0];
    assert_eq!(
        (&refused["name"], &refused["entry"], &refused["file"]),
        (&json!("Afvist teknisk"), &json!(3), &json!("readme.txt"))
    );
}

#[tokio::test]
async fn memo_1_is_of_one_message_and_an_archive_has_bounds_of_its_own() {
    let post = nothing().await;
    let size = to_citizen(1).to_xml().len() as u64;
    let profile = json!({
        "send.max-bytes": size + 10,
        "archive.max-bytes": 20_000,
        "archive.max-entries": 3,
        "archive.max-unpacked-bytes": 100_000,
    });
    post.make("mixed", profile).await;
    // Three together are more than one message may weigh.
    assert_eq!(send(&post, letters(1..=3), REGION).await.status(), 201);
    assert_eq!(receipts(&post).await.len(), 3);
    let large = testpost_memo::write::Letter {
        text: "too much ".repeat(10),
        ..to_citizen(4)
    };
    let codes = |receipts: Vec<Value>| -> Vec<String> {
        let codes = receipts.iter().filter_map(|one| one["errorCode"].as_str());
        codes.map(ToOwned::to_owned).collect()
    };
    send(&post, archive(&[("4.xml", &large.to_xml())]), REGION).await;
    assert_eq!(codes(receipts(&post).await), ["message.too.large"]);
    send(&post, letters(5..=8), REGION).await;
    let zeros = vec![b' '; 200_000];
    send(&post, archive(&[("zeros", &zeros)]), REGION).await;
    assert_eq!(
        codes(receipts(&post).await),
        [
            "message.too.large",
            "archive.too.many.entries",
            "archive.too.large"
        ]
    );
    refusal(
        send(&post, vec![7; 20_001], REGION).await,
        400,
        "archive.too.large",
    )
    .await;
}

#[tokio::test]
async fn an_archive_needs_a_sender_and_may_be_anything_but_nothing_at_all() {
    let post = mixed().await;
    refusal(
        send(&post, letters([1]), SCHOOL).await,
        403,
        "system.not.a.sender",
    )
    .await;
    let empty = post
        .call(Method::POST, "/apis/v1/memos/", REGION)
        .header(CONTENT_TYPE, LZMA)
        .header(CONTENT_LENGTH, 0);
    assert_eq!(empty.send().await.unwrap().status(), 201);
    assert_eq!(
        send(&post, b"<memo:Message/>".to_vec(), REGION)
            .await
            .status(),
        201
    );
    let receipts = receipts(&post).await;
    let codes: Vec<_> = receipts
        .iter()
        .map(|one| one["errorCode"].clone())
        .collect();
    assert_eq!(codes, ["archive.empty", "archive.framing.unknown"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn send_4_the_receipt_of_a_broken_archive_is_called_back_until_it_arrives_and_after_the_201()
{
    let calls = std::sync::atomic::AtomicU16::new(0);
    let vendor = Vendor::start(move |_| {
        let first = calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        async move { if first { 503 } else { 200 } }
    })
    .await;
    let post = nothing().await;
    let mut world = serde_json::to_value(testpost_sim::worlds::shipped("mixed").unwrap()).unwrap();
    for authority in world["authorities"].as_array_mut().unwrap() {
        for system in authority["systems"].as_array_mut().unwrap() {
            if system["id"] == REGION.0 {
                system["protocol"] = json!("REST_PUSH");
                system["endpoint"] = json!(format!("{}/memos", vendor.url));
                system["receiptEndpoint"] = json!(format!("{}/receipts", vendor.url));
            }
        }
    }
    let body = json!({"name": "mixed", "clock": "virtual", "world": world});
    let answer = post.control(Method::POST, "", Some(body)).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    assert_eq!(send(&post, vec![0; 100], REGION).await.status(), 201);
    post.settle().await;
    assert_eq!(vendor.seen("/receipts").len(), 1);
    let due = post.see("due").await;
    assert_eq!(due["items"][0]["type"], "CALL_RECEIPT_BACK", "{due}");
    assert_eq!(due["items"][0]["system"], REGION.0);
    post.advance(json!({"until": "idle", "limit": "P30D"}))
        .await;
    let seen = vendor.seen("/receipts");
    assert_eq!(seen.len(), 2);
    let receipt: Value = serde_json::from_slice(&seen[1].body).unwrap();
    assert_eq!(receipt["receiptStatus"], "INVALID");
    assert_eq!(receipt.get("messageUUID"), None);
    let exchanges = post.see("exchanges?kind=receipt").await;
    assert_eq!(exchanges["items"][1]["message"], Value::Null);
    assert_eq!(exchanges["items"][1]["attempt"], 2);
}
