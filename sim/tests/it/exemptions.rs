//! Exemptions over the control interface (EX-1 to EX-7).

use reqwest::Method;
use serde_json::{Value, json};

use crate::post::{CITIZEN, Post, json_of, mixed};

const COMPANY: &str = "23456782";

async fn case(post: &Post, path: &str, body: Value) -> (u16, Value) {
    let path = format!("/mixed/exemptions{path}");
    let answer = post.control(Method::POST, &path, Some(body)).await;
    (answer.status().as_u16(), json_of(answer).await)
}

#[tokio::test]
async fn an_exemption_is_made_looked_at_and_lifted_and_its_receipt_is_given_once() {
    let post = mixed().await;
    let address = json!({"name": "Ida Testesen", "address1Text": "Prøvevej 1", "zipCode": "9999"});
    let body = json!({"cprNumber": CITIZEN, "exemptByProxy": true, "forwardToAddress": true,
        "recipient": address});
    let (status, made) = case(&post, "", body).await;
    assert_eq!(status, 201, "{made}");
    let receipt = &made["receipt"];
    assert_eq!(receipt["what"], "EXEMPTED");
    assert_eq!(receipt["name"], "Ida Testesen");
    assert_eq!(receipt["recipient"]["address1Text"], "Prøvevej 1");
    assert_eq!(receipt["endsAt"], Value::Null);
    let id = made["exemption"]["id"].as_str().unwrap();
    // EX-4: the exemption can be looked at, its receipt cannot.
    let known = post.see(&format!("exemptions/{id}")).await;
    assert_eq!(known, made["exemption"]);
    assert_eq!(known["exemptByProxy"], true);
    assert!(known.get("receipt").is_none() && known.get("what").is_none());
    let citizen = post.see(&format!("citizens/{CITIZEN}")).await;
    assert_eq!(citizen["status"], "EXEMPT");

    let (status, lifted) = case(&post, &format!("/{id}/lift"), json!({})).await;
    assert_eq!(status, 200, "{lifted}");
    assert_eq!(lifted["receipt"]["what"], "LIFTED");
    // EX-5: a citizen's receipt says from when.
    let now = "2026-01-05T08:00:00.000Z";
    assert_eq!(lifted["receipt"]["takesEffectAt"], now);
    assert_eq!(lifted["exemption"]["endReason"], "LIFTED");
    let (status, again) = case(&post, &format!("/{id}/lift"), json!({})).await;
    assert_eq!(status, 409);
    assert_eq!(again["code"], "exemption.has.ended");
}

#[tokio::test]
async fn a_companys_exemption_is_renewed_and_what_is_due_says_why_it_ends() {
    let post = mixed().await;
    let (_, made) = case(&post, "", json!({"cvrNumber": COMPANY})).await;
    assert_eq!(made["receipt"]["endsAt"], "2028-11-30T23:00:00.000Z");
    let due = post.see("due").await;
    let end = &due["items"][0];
    assert_eq!(end["type"], "END_EXEMPTION");
    assert_eq!(end["clause"], "EX-1");
    let id = made["exemption"]["id"].as_str().unwrap();
    post.advance(json!({"to": "2028-02-01T00:00:00Z"})).await;
    let (status, renewed) = case(&post, &format!("/{id}/renew"), json!({})).await;
    assert_eq!(status, 200);
    assert_eq!(renewed["exemption"]["endsAt"], "2030-11-30T23:00:00.000Z");
    let (_, citizen) = case(&post, "", json!({"cprNumber": CITIZEN})).await;
    let id = citizen["exemption"]["id"].as_str().unwrap();
    let (status, refused) = case(&post, &format!("/{id}/renew"), json!({})).await;
    assert_eq!(
        (status, &refused["code"]),
        (422, &json!("exemption.of.a.citizen"))
    );
}

#[tokio::test]
async fn ex_7_a_look_up_shows_name_number_and_status_and_warns_of_unopened_mail() {
    let post = mixed().await;
    case(&post, "", json!({"cprNumber": CITIZEN})).await;
    let found = post.see(&format!("recipients/{CITIZEN}")).await;
    assert_eq!(found["name"], "Ida Testesen");
    assert_eq!(found["cprNumber"], CITIZEN);
    assert_eq!(found["status"], "EXEMPT");
    assert_eq!(found["exemption"]["inForce"], true);
    assert!(found["warning"].as_str().unwrap().contains("uåbnet"));
    let nobody = post
        .control(Method::GET, "/mixed/recipients/0101010101", None)
        .await;
    assert_eq!(nobody.status(), 404);
}
