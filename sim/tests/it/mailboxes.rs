//! What the owners of mailboxes do, over the control port: LEGAL-1, DEL-9, SEND-10.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use testpost_memo::model::Message;
use testpost_memo::read::read;
use testpost_memo::write::{Letter, LetterFile};

use crate::control_port::problem;
use crate::post::{CITIZEN, Post, REGION, json_of, to_citizen};
use crate::vendor::Vendor;
use crate::versions::{pushed, with_receivers};

const NORD_POINT: &str = "9e3a7d71-3c3d-4f6c-8c41-000000000012";
const SCHOOL_POINT: &str = "9e3a7d71-3c3d-4f6c-8c41-000000000011";

async fn in_mailbox(post: &Post, method: Method, path: &str, body: Value) -> Response {
    let path = format!("/mixed/mailboxes/{CITIZEN}/messages{path}");
    post.control(method, &path, Some(body)).await
}

async fn written(post: &Post, path: &str, body: Value) -> String {
    let answer = in_mailbox(post, Method::POST, path, body).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    let sent = json_of(answer).await;
    post.settle().await;
    sent["messageUUID"].as_str().unwrap().to_owned()
}

fn newest(vendor: &Vendor) -> (Message, Vec<Vec<u8>>) {
    let got = vendor.seen("/nordpost").pop().unwrap();
    let mut files: Vec<Vec<u8>> = Vec::new();
    let message = read(&pushed(&got)[..], &mut files).unwrap();
    (message, files)
}

#[tokio::test]
async fn del_9_a_new_letter_brings_what_was_written_in_the_points_fields() {
    let vendor = Vendor::answering(200).await;
    let post = with_receivers(&vendor, json!({})).await;
    let fields = json!({"recommendedAttributes": ["Matrikelnummer"]});
    let path = format!("/mixed/contact-points/{NORD_POINT}");
    post.control(Method::PATCH, &path, Some(fields)).await;
    let said = json!({
        "contactPointId": NORD_POINT, "label": "Spørgsmål", "text": "Hvornår?",
        "contactInfo": [{"label": "Matrikelnummer", "value": "7a"}],
        "numberOfAdditionalAttachments": 1,
    });
    let uuid = written(&post, "", said.clone()).await;
    let (message, files) = newest(&vendor);
    let header = &message.header;
    assert_eq!(header.message_uuid.to_string(), uuid);
    assert_eq!(
        (header.sender.sender_id.as_str(), header.label.as_str()),
        (CITIZEN, "Spørgsmål")
    );
    let point = header.recipient.contact_point.as_ref().unwrap();
    assert_eq!(point.label.as_deref(), Some("Hovedpostkasse Nord"));
    let info: Vec<_> = point
        .contact_info
        .iter()
        .map(|i| (&i.label[..], &i.value[..]))
        .collect();
    assert_eq!(info, [("Matrikelnummer", "7a")]);
    assert_eq!((files.len(), &files[0][..]), (2, "Hvornår?".as_bytes()));
    // The same world writes the same letter.
    let again = with_receivers(&vendor, json!({})).await;
    again
        .control(
            Method::PATCH,
            &path,
            Some(json!({"recommendedAttributes": ["Matrikelnummer"]})),
        )
        .await;
    assert_eq!(written(&again, "", said).await, uuid);

    let wrong = json!({"contactPointId": NORD_POINT, "contactInfo": [{"label": "Husnummer", "value": "1"}]});
    let answer = in_mailbox(&post, Method::POST, "", wrong).await;
    problem(answer, 400, "contact.point.field.not.valid").await;
    let nobody = in_mailbox(&post, Method::POST, "", json!({"label": "Til hvem?"})).await;
    problem(nobody, 400, "message.not.valid").await;
    let company = json!({"contactPointId": SCHOOL_POINT});
    let path = "/mixed/mailboxes/23456782/messages";
    let answer = post.control(Method::POST, path, Some(company)).await;
    problem(answer, 403, "contact.point.not.for.sender").await;
}

#[tokio::test]
async fn send_10_an_answer_names_the_letter_and_a_forwarded_one_has_all_its_files() {
    let vendor = Vendor::answering(200).await;
    let post = with_receivers(&vendor, json!({})).await;
    let letter = Letter {
        reply: true,
        attachments: vec![LetterFile {
            filename: "bilag.txt".to_owned(),
            encoding_format: "text/plain".to_owned(),
            content: b"An attachment".to_vec(),
        }],
        ..to_citizen(1)
    };
    post.send(&letter, REGION).await;
    post.settle().await;
    let about = letter.message_uuid;
    let answer = json!({"contactPointId": NORD_POINT, "text": "Tak"});
    let uuid = written(&post, &format!("/{about}/reply"), answer).await;
    let sent = post.see(&format!("messages/{uuid}")).await;
    // To whoever wrote the letter, whatever point is named.
    assert_eq!(
        (&sent["to"], &sent["label"]),
        (&json!("20000103"), &json!("SV: Letter 1"))
    );

    let on = json!({"contactPointId": NORD_POINT, "comment": "Til jer?"});
    let uuid = written(&post, &format!("/{about}/forward"), on).await;
    let (message, files) = newest(&vendor);
    let mut original: Vec<Vec<u8>> = Vec::new();
    let earlier = read(&letter.to_xml()[..], &mut original).unwrap();
    assert_eq!(files, original);
    let data = message.header.forward_data.unwrap();
    assert_eq!(message.header.message_uuid.to_string(), uuid);
    assert_eq!(
        (data.message_uuid, data.comment.as_deref()),
        (about, Some("Til jer?"))
    );
    assert_eq!(data.original_sender, "Region Øvelse");
    assert_eq!(
        data.original_message_date_time,
        earlier.body.unwrap().created_date_time
    );
    let sent = post
        .see(&format!("mailboxes/{CITIZEN}/messages?folder=SENT"))
        .await;
    assert_eq!(sent["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn legal_1_the_owner_is_told_before_a_legal_notification_is_served() {
    let post = crate::post::mixed().await;
    let said = json!({"from": "20000105", "to": CITIZEN, "legalNotification": true});
    let sent = json_of(
        post.control(Method::POST, "/mixed/messages", Some(said))
            .await,
    )
    .await;
    post.settle().await;
    let uuid = sent["messageUUID"].as_str().unwrap();
    let path = format!("mailboxes/{CITIZEN}/messages/{uuid}");
    // To look at it as a tester does is not to open it.
    for _ in 0..2 {
        let item = post.see(&path).await;
        assert_eq!(
            (&item["legallyNotified"], &item["read"]),
            (&json!(false), &json!(false))
        );
        assert!(item["notice"].as_str().unwrap().contains("forkyndelse"));
    }
    let opened = in_mailbox(
        &post,
        Method::PATCH,
        &format!("/{uuid}"),
        json!({"read": true}),
    )
    .await;
    let item = json_of(opened).await;
    assert_eq!(
        (&item["legallyNotified"], &item["read"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(
        (&item["notice"], &item["folder"]),
        (&Value::Null, &json!("INBOX"))
    );
    for wrong in [json!({}), json!({"read": false}), json!({"folder": ""})] {
        let answer = in_mailbox(&post, Method::PATCH, &format!("/{uuid}"), wrong).await;
        problem(answer, 400, "message.not.valid").await;
    }
    let gone = post
        .control(Method::DELETE, &format!("/mixed/{path}"), None)
        .await;
    assert_eq!(gone.status(), 204);
    let answer = post
        .control(Method::GET, &format!("/mixed/{path}"), None)
        .await;
    problem(answer, 404, "message.not.found").await;
}
