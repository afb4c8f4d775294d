//! Systems over the control interface: the receipt of a making, keys, templates, and what may be
//! changed (SYS-5, SYS-9 to SYS-13, SYS-17).

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use reqwest::Method;
use serde_json::{Value, json};

use crate::control_port::problem;
use crate::post::{Post, REGION, json_of, mixed};

const OWNER: &str = "20000104";
const TEMPLATES: &str = "/mixed/standard-system-templates";

fn puller(name: &str) -> Value {
    json!({"owner": OWNER, "name": name, "roles": ["SENDER"], "protocol": "REST_PULL"})
}

async fn made(post: &Post, path: &str, body: Value) -> Value {
    let answer = post.control(Method::POST, path, Some(body)).await;
    assert_eq!(answer.status(), 201);
    json_of(answer).await
}

#[tokio::test]
async fn sys_9_the_making_answers_with_a_receipt_that_is_given_only_then() {
    let post = mixed().await;
    let system = made(&post, "/mixed/systems", puller("nyt")).await;
    let receipt = &system["receipt"];
    assert_eq!(receipt["systemId"], system["id"]);
    assert_eq!(receipt["apiKey"], system["apiKey"]);
    let again = post
        .see(&format!("systems/{}", system["id"].as_str().unwrap()))
        .await;
    assert_eq!(again["receipt"], Value::Null);
    assert_eq!(again["apiKey"], system["apiKey"], "id and key stay visible");
}

#[tokio::test]
async fn sys_5_a_new_system_names_an_address_or_is_called_from_loopback() {
    let post = mixed().await;
    let system = made(&post, "/mixed/systems", puller("nyt")).await;
    assert_eq!(system["allowedIps"], json!(["127.0.0.1", "::1"]));
    let mut nowhere = puller("andet");
    nowhere["allowedIps"] = json!([]);
    let answer = post
        .control(Method::POST, "/mixed/systems", Some(nowhere))
        .await;
    problem(answer, 400, "field.not.valid").await;
    let path = format!("/mixed/systems/{}", system["id"].as_str().unwrap());
    let answer = post
        .control(Method::PATCH, &path, Some(json!({"allowedIps": []})))
        .await;
    problem(answer, 400, "field.not.valid").await;
    // One that a world file left unchecked can be changed otherwise all the same.
    let path = format!("/mixed/systems/{}", REGION.0);
    let answer = post
        .control(Method::PATCH, &path, Some(json!({"name": "andet navn"})))
        .await;
    assert_eq!(json_of(answer).await["allowedIps"], json!([]));
}

#[tokio::test]
async fn sys_10_and_13_a_system_in_operation_keeps_its_times_and_gets_a_new_key() {
    let post = mixed().await;
    let system = made(&post, "/mixed/systems", puller("nyt")).await;
    let path = format!("/mixed/systems/{}", system["id"].as_str().unwrap());
    let later = json!({"activeFrom": "2026-02-01T00:00:00Z"});
    let answer = post
        .control(Method::PATCH, &path, Some(later.clone()))
        .await;
    problem(answer, 400, "system.in.operation").await;
    post.control(Method::PATCH, &path, Some(json!({"active": false})))
        .await;
    let mut anew = later;
    anew["activeTo"] = Value::Null;
    let answer = post.control(Method::PATCH, &path, Some(anew)).await;
    let changed = json_of(answer).await;
    assert_eq!(changed["activeFrom"], "2026-02-01T00:00:00.000Z");
    assert_eq!(
        (&changed["active"], &changed["deactivatedAt"]),
        (&json!(false), &Value::Null)
    );
    let due = post.see("due").await;
    assert_eq!(due["items"][0]["type"], "BEGIN_SYSTEM_WINDOW");
    let answer = post
        .control(Method::POST, &format!("{path}/renewapitoken"), None)
        .await;
    let renewed = json_of(answer).await;
    assert_ne!(renewed["apiKey"], system["apiKey"]);
    let journal = post.see("journal").await.to_string();
    assert!(
        !journal.contains(renewed["apiKey"].as_str().unwrap()),
        "no key in the journal"
    );
}

#[tokio::test]
async fn sys_11_and_17_templates_come_are_used_and_go() {
    let post = mixed().await;
    let template = json!({"name": "postsky", "supplier": "23456781", "roles": ["SENDER"],
        "protocol": "REST_PULL", "allowedIps": ["127.0.0.1"]});
    let template = made(&post, TEMPLATES, template).await;
    assert_eq!(template["supplierName"], "Klitgården Energi A/S");
    let id = template["id"].as_str().unwrap();
    let system = |confirmed: bool| json!({"owner": OWNER, "name": "vores postsky", "standardSystemTemplateId": id, "useConfirmed": confirmed});
    let answer = post
        .control(Method::POST, "/mixed/systems", Some(system(false)))
        .await;
    problem(answer, 400, "template.use.not.confirmed").await;
    let made = made(&post, "/mixed/systems", system(true)).await;
    assert_eq!(made["receipt"]["delegatedCVR"], "23456781");
    let path = format!("/mixed/systems/{}", made["id"].as_str().unwrap());
    let answer = post
        .control(
            Method::PATCH,
            &path,
            Some(json!({"allowedIps": ["127.0.0.2"]})),
        )
        .await;
    problem(answer, 400, "system.field.locked").await;
    let free = json!({"name": "ny", "businessContactEmail": "vi@example.invalid"});
    let answer = post.control(Method::PATCH, &path, Some(free)).await;
    assert_eq!(
        json_of(answer).await["businessContactEmail"],
        "vi@example.invalid"
    );
    let one = format!("{TEMPLATES}/{id}");
    problem(
        post.control(Method::DELETE, &one, None).await,
        409,
        "template.in.use",
    )
    .await;
    post.control(Method::DELETE, &path, None).await;
    assert_eq!(post.control(Method::DELETE, &one, None).await.status(), 204);
    assert_eq!(
        post.see("standard-system-templates").await["items"],
        json!([])
    );
    problem(
        post.control(Method::GET, &one, None).await,
        404,
        "template.not.found",
    )
    .await;
}

#[tokio::test]
async fn sys_12_the_overview_of_systems_is_downloaded_as_a_spreadsheet() {
    let post = mixed().await;
    let mut named = puller("=nyt æøå");
    named["technicalContact"] = json!({"email": "drift@example.invalid"});
    let system = made(&post, "/mixed/systems", named).await;
    let answer = post
        .control(Method::GET, "/mixed/systems/overview", None)
        .await;
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert!(header("content-type").contains("spreadsheetml"));
    assert!(header("content-disposition").contains("systemoversigt.xlsx"));
    let all = rows(answer.bytes().await.unwrap().to_vec());
    let listed = post.see("systems").await;
    assert_eq!(all.len(), listed["items"].as_array().unwrap().len() + 1);
    assert_eq!(all[0][..3], ["Navn", "System-id", "Organisation"]);

    let path = format!("/mixed/systems/overview?owner={OWNER}");
    let answer = post.control(Method::GET, &path, None).await;
    let own = rows(answer.bytes().await.unwrap().to_vec());
    let row = own.iter().find(|row| row[0] == "=nyt æøå").unwrap();
    assert_eq!(row[1], system["id"].as_str().unwrap());
    assert!(row.contains(&"Afsendersystem".to_owned()), "{row:?}");
    assert!(row.contains(&"drift@example.invalid".to_owned()), "{row:?}");
    assert!(own.len() < all.len());
    // The key is not for everybody who sees the overview.
    let key = system["apiKey"].as_str().unwrap().to_owned();
    assert!(!all.iter().flatten().any(|cell| *cell == key));

    let path = "/mixed/systems/overview?owner=99999999";
    let nobody = post.control(Method::GET, path, None).await;
    problem(nobody, 404, "organisation.not.found").await;
}

fn rows(file: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file)).unwrap();
    let range = book.worksheet_range("Systemoversigt").unwrap();
    let cells = |row: &[Data]| row.iter().map(Data::to_string).collect();
    range.rows().map(cells).collect()
}

#[tokio::test]
async fn sys_12_one_system_is_downloaded_as_a_document_with_its_id_and_key() {
    let post = mixed().await;
    let system = made(&post, "/mixed/systems", puller("nyt")).await;
    let (id, key) = (&system["id"], &system["apiKey"]);
    let path = format!("/mixed/systems/{}/document", id.as_str().unwrap());
    let answer = post.control(Method::GET, &path, None).await;
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    let document = answer.bytes().await.unwrap().to_vec();
    assert!(document.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&document);
    for shown in [
        "Systemet nyt",
        "REST PULL",
        id.as_str().unwrap(),
        key.as_str().unwrap(),
    ] {
        assert!(text.contains(shown), "{shown}");
    }
    let path = "/mixed/systems/6b0d4a4e-0f0a-4c39-8f1e-00000000ffff/document";
    let nobody = post.control(Method::GET, path, None).await;
    problem(nobody, 404, "system.not.found").await;
}
