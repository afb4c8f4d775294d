//! Files that are handed in, and the receipts about them (SYS-4, SEND-3, SEND-8, SEND-11).

use serde_json::Value;

use super::sender::Sender;
use crate::archives::archive;
use crate::post::to_citizen;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_memo_is_sent_and_its_receipts_lie_as_files_until_they_are_removed() {
    let Some(sender) = Sender::start().await else {
        return;
    };
    let letter = to_citizen(1);
    let uuid = letter.message_uuid.to_string();
    sender.write("letter.xml", letter.to_xml());
    sender.sftp("put letter.xml upload\n").await.well();
    sender.post.settle().await;

    let names = sender.list("receipts").await;
    let [business, technical] = names.as_slice() else {
        panic!("{names:?}");
    };
    assert!(
        technical.starts_with("letter.xml.technical."),
        "{technical}"
    );
    assert!(
        business.starts_with(&format!("{uuid}.business.")),
        "{business}"
    );
    let batch = format!(
        "get receipts/{technical} technical\nget receipts/{business} business\n\
         rm receipts/{technical}\nrm receipts/{business}\n"
    );
    sender.sftp(&batch).await.well();
    let (technical, business) = (
        json(&sender.read("technical")),
        json(&sender.read("business")),
    );
    assert_eq!(technical["receiptStatus"], "RECEIVED");
    assert_eq!(technical["messageUUID"], uuid);
    assert_eq!(business["receiptStatus"], "COMPLETED");
    assert_eq!(business["transmissionId"], technical["transmissionId"]);
    assert!(sender.list("receipts").await.is_empty());

    assert_eq!(
        sender.events(&uuid).await,
        [
            "TECHNICAL_RECEIPT_SENT",
            "FILE_ANSWERED",
            "MEMO_SEND_VALIDATED",
            "BUSINESS_RECEIPT_CREATED",
            "BUSINESS_RECEIPT_SEND_TO_SENDER_SYSTEM",
            "MEMO_SEND_ROUTED",
            "MEMO_AVAILABLE_TO_RECIPIENT",
            "BUSINESS_RECEIPT_FETCHED",
            "BUSINESS_RECEIPT_DELETED",
        ]
    );
    let exchanges = sender.exchanges().await;
    let done: Vec<&str> = exchanges
        .iter()
        .map(|exchange| exchange["method"].as_str().unwrap())
        .collect();
    assert_eq!(done, ["PUT", "GET", "GET", "REMOVE", "REMOVE"]);
    let put = &exchanges[0];
    assert_eq!((&put["status"], &put["error"]), (&0.into(), &Value::Null));
    assert_eq!(put["message"], uuid);
    assert!(put["url"].as_str().unwrap().ends_with("/upload/letter.xml"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_file_is_said_by_a_receipt_and_the_next_one_is_taken() {
    let Some(sender) = Sender::start().await else {
        return;
    };
    sender.write("broken.xml", "<memo:Message");
    sender.write("letter.pdf", "%PDF");
    sender.write("good.xml", to_citizen(1).to_xml());
    sender
        .sftp("put broken.xml upload\nput good.xml upload\n")
        .await
        .well();
    // A name that says nothing is refused at once, in words.
    let words = sender.sftp("put letter.pdf upload\n").await.badly();
    assert!(words.contains("upload.name.not.allowed"), "{words}");
    // The same bytes again are the same message (SEND-12).
    sender.sftp("put good.xml upload/again.xml\n").await.well();
    sender.post.settle().await;

    let names = sender.list("receipts").await;
    let of = |start: &str| {
        let mut found = names.iter().filter(|name| name.starts_with(start));
        let one = found.next().unwrap_or_else(|| panic!("{start}: {names:?}"));
        assert_eq!(found.next(), None, "{names:?}");
        one.as_str()
    };
    let batch = format!(
        "get receipts/{} broken\nget receipts/{} name\nget receipts/{} good\nget receipts/{} again\n",
        of("broken.xml.refused."),
        of("letter.pdf.refused."),
        of("good.xml.technical."),
        of("again.xml.technical."),
    );
    sender.sftp(&batch).await.well();
    let broken = json(&sender.read("broken"));
    assert_eq!(broken["receiptStatus"], "INVALID");
    assert!(broken["errorMessage"].as_str().unwrap().contains("line 1"));
    assert_eq!(
        json(&sender.read("name"))["errorCode"],
        "upload.name.not.allowed"
    );
    let (good, again) = (json(&sender.read("good")), json(&sender.read("again")));
    assert_eq!(good["transmissionId"], again["transmissionId"]);
    assert_eq!((names.len(), sender.messages().await), (5, 1));
    let refused = sender.refusal(broken["errorCode"].as_str().unwrap()).await;
    assert_eq!(refused["status"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_temporary_file_is_handed_in_when_it_is_renamed_in_whatever_session() {
    let Some(sender) = Sender::start().await else {
        return;
    };
    let (first, second) = (to_citizen(1), to_citizen(2));
    sender.write("first", first.to_xml());
    sender.write("second", second.to_xml());
    sender
        .sftp("put first upload/1.xml.tmp\nput second upload/.2.xml\n")
        .await
        .well();
    sender.post.settle().await;
    assert_eq!(sender.messages().await, 0);
    assert_eq!(sender.list("upload").await, ["1.xml.tmp"]);
    let said = sender.sftp("rename upload/1.xml.tmp upload/1.pdf\n").await;
    assert!(said.badly().contains("upload.name.not.allowed"));
    sender
        .sftp(
            "rename upload/1.xml.tmp upload/1.part\nrename upload/1.part upload/1.xml\n\
             rename upload/.2.xml upload/2.xml\nput first upload/3.tmp\nrm upload/3.tmp\n",
        )
        .await
        .well();
    assert_eq!(sender.messages().await, 2);
    assert!(sender.list("upload").await.is_empty());
    let said = sender.sftp("rename upload/1.xml.tmp upload/1.xml\n").await;
    said.badly();
    sender.sftp("put first upload/9.tmp\n").await.well();
    let answer = sender
        .post
        .control(reqwest::Method::POST, "/mixed/reset", None)
        .await;
    assert!(answer.status().is_success());
    assert!(sender.list("upload").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_taken_apart_and_a_broken_one_fails_as_a_whole() {
    let Some(sender) = Sender::start().await else {
        return;
    };
    let (first, second) = (to_citizen(1), to_citizen(2));
    let packed = archive(&[("1.xml", &first.to_xml()), ("2.xml", &second.to_xml())]);
    sender.write("letters.tar.lzma", &packed);
    let third = archive(&[("3.xml", &to_citizen(3).to_xml())]);
    let (cut, _) = third.split_at(third.len() / 2);
    sender.write("cut.tar.lzma", cut);
    sender
        .sftp("put letters.tar.lzma upload/.letters\nrename upload/.letters upload/letters.tar.lzma\nput cut.tar.lzma upload\n")
        .await
        .well();
    sender.post.settle().await;
    assert_eq!(sender.messages().await, 2);
    let names = sender.list("receipts").await;
    sender
        .sftp("get receipts/*.business.*\nget receipts/letters.tar.lzma.technical.* technical\n")
        .await
        .well();
    let transmission = json(&sender.read("technical"))["transmissionId"].clone();
    let business = names.iter().filter(|name| name.contains(".business."));
    let receipts: Vec<Value> = business.map(|name| json(&sender.read(name))).collect();
    let good = receipts.iter().filter(|receipt| {
        receipt["receiptStatus"] == "COMPLETED" && receipt["transmissionId"] == transmission
    });
    let broken = receipts.iter().filter(|receipt| {
        receipt["receiptStatus"] == "INVALID" && receipt["messageUUID"].is_null()
    });
    assert_eq!((good.count(), broken.count()), (2, 1), "{receipts:#?}");
    // Technical receipts, one for each file; the broken one was handed in as well (SEND-11).
    let technical = names.iter().filter(|name| name.contains(".technical."));
    assert_eq!(technical.count(), 2, "{names:?}");
    let journal = sender.post.see("journal?type=MEMO_ARCHIVE_REJECTED").await;
    assert_eq!(journal["items"].as_array().unwrap().len(), 1);
}
