//! NemSMS over real HTTP: signing up, the texted link, and what is texted (SMS-1 to SMS-4).

use reqwest::{Method, Response};
use serde_json::{Value, json};
use testpost_memo::MessageType;
use testpost_memo::write::Letter;

use crate::post::{CITIZEN, Post, REGION, json_of, mixed, to_citizen};

async fn call(post: &Post, method: Method, path: &str, body: Option<Value>) -> Response {
    post.control(method, &format!("/mixed/{path}"), body).await
}

async fn texts(post: &Post) -> Vec<Value> {
    let list = post.see("outbox/sms").await;
    list["items"].as_array().unwrap().clone()
}

fn link(text: &Value) -> String {
    let words = text["text"].as_str().unwrap();
    words.rsplit(' ').next().unwrap().to_owned()
}

fn nem_sms(number: u8) -> Letter {
    Letter {
        message_type: MessageType::NemSms,
        label: "Tandlæge".to_owned(),
        notification: Some("Husk din tid hos tandlægen på Ærø kl. 9".to_owned()),
        text: String::new(),
        ..to_citizen(number)
    }
}

#[tokio::test]
async fn sms_1_a_sign_up_is_in_force_when_the_texted_link_has_been_opened() {
    let post = mixed().await;
    for wrong in ["10000000", "2000000", "+4520000000"] {
        let body = json!({"cprNumber": CITIZEN, "mobileNumber": wrong});
        let refused = call(&post, Method::POST, "nemsms", Some(body)).await;
        assert_eq!(refused.status(), 400, "{wrong}");
    }
    let body = json!({"cprNumber": CITIZEN, "mobileNumber": "20304050"});
    let made = call(&post, Method::POST, "nemsms", Some(body)).await;
    assert_eq!(made.status(), 201);
    let made = json_of(made).await;
    assert_eq!(
        (&made["inForce"], &made["confirmedDateTime"]),
        (&json!(false), &Value::Null)
    );
    let text = texts(&post).await.remove(0);
    assert_eq!(
        (&text["to"], &text["clause"]),
        (&json!("20304050"), &json!("SMS-1"))
    );

    post.send(&nem_sms(1), REGION).await;
    post.settle().await;
    assert_eq!(
        post.see(&format!("messages/{}", nem_sms(1).message_uuid))
            .await["state"],
        "FAILED"
    );

    // The link works as it stands in the text.
    let opened = post.client.get(link(&text)).send().await.unwrap();
    assert_eq!(opened.status(), 200);
    assert_eq!(json_of(opened).await["inForce"], true);
    let again = post.client.post(link(&text)).send().await.unwrap();
    assert_eq!(again.status(), 200);

    post.send(&nem_sms(2), REGION).await;
    post.settle().await;
    let all = texts(&post).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[1]["to"], "20304050");
    assert_eq!(all[1]["subject"], "Tandlæge");
    assert_eq!(all[1]["text"], "Husk din tid hos tandlægen på Ærø kl. 9");
    // SMS-4: it is a message of its own; nothing lies in the mailbox.
    let mailbox = post.see(&format!("mailboxes/{CITIZEN}/messages")).await;
    assert_eq!(mailbox["items"], json!([]));
}

#[tokio::test]
async fn sms_3_a_sign_up_is_looked_at_changed_and_ended() {
    let post = mixed().await;
    let of = format!("nemsms/{CITIZEN}");
    let none = call(&post, Method::GET, &of, None).await;
    assert_eq!(none.status(), 404);
    let body = json!({"cprNumber": CITIZEN, "mobileNumber": "20304050"});
    call(&post, Method::POST, "nemsms", Some(body.clone())).await;
    let twice = call(&post, Method::POST, "nemsms", Some(body)).await;
    assert_eq!(twice.status(), 409);
    let first = texts(&post).await.remove(0);
    post.client.get(link(&first)).send().await.unwrap();

    let body = json!({"mobileNumber": "30405060"});
    let changed = call(&post, Method::PATCH, &of, Some(body)).await;
    assert_eq!(changed.status(), 200);
    let changed = json_of(changed).await;
    assert_eq!(changed["mobileNumber"], "30405060");
    assert_eq!(changed["signedUpAt"], "2026-01-05T08:00:00.000Z");
    assert_eq!(changed["inForce"], false);
    // The link to the old number confirms nothing any more.
    let old = post.client.get(link(&first)).send().await.unwrap();
    assert_eq!(old.status(), 404);
    let second = texts(&post).await.remove(1);
    assert_eq!(second["to"], "30405060");
    post.client.get(link(&second)).send().await.unwrap();
    assert_eq!(post.see(&of).await["inForce"], true);
    let listed = post.see("nemsms").await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let found = post.see(&format!("recipients/{CITIZEN}")).await;
    assert_eq!(found["nemSmsSubscription"]["mobileNumber"], "30405060");

    let ended = call(&post, Method::DELETE, &of, None).await;
    assert_eq!(ended.status(), 204);
    assert_eq!(call(&post, Method::GET, &of, None).await.status(), 404);
}
