//! The control interface, as tests and tools use it.

use reqwest::header::{ALLOW, CONTENT_TYPE};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use testpost_sim::simulator::{self, ControlToken, SimulatorConfig};

use crate::post::{CITIZEN, REGION, REGION_CVR, json_of, mixed, nothing, to_citizen, to_region};
use crate::town::uuid;

/// That an answer is a problem document with this status and code; gives the document.
pub(crate) async fn problem(answer: Response, status: u16, code: &str) -> Value {
    assert_eq!(answer.headers()[CONTENT_TYPE], "application/problem+json");
    let got = answer.status().as_u16();
    let body = json_of(answer).await;
    assert_eq!((got, body["code"].as_str()), (status, Some(code)), "{body}");
    assert_eq!(body["status"], status);
    for text in ["type", "title", "detail", "remedy"] {
        assert!(!body[text].as_str().unwrap().is_empty(), "{text}: {body}");
    }
    body
}

fn detail(problem: &Value) -> &str {
    problem["detail"].as_str().unwrap()
}

#[tokio::test]
async fn a_world_is_made_looked_at_reset_and_removed() {
    let post = nothing().await;
    let body = json!({"name": "one", "seed": 7, "epoch": "2026-03-01T00:00:00Z",
        "clock": "virtual", "world": "municipality"});
    let made = post.control(Method::POST, "", Some(body.clone())).await;
    assert_eq!(made.status(), 201);
    let made = json_of(made).await;
    assert_eq!(
        made,
        json!({"name": "one", "seed": 7, "epoch": "2026-03-01T00:00:00.000Z", "clock": "virtual",
            "now": "2026-03-01T00:00:00.000Z",
            // The exemption of a company in that world ends by itself (EX-1).
            "next_due": "2028-11-30T23:00:00.000Z",
            "service": format!("{}/worlds/one", post.simulator.service_url()),
            "sftp": null, "sftp_host_key": null})
    );
    let again = post.control(Method::POST, "", Some(body)).await;
    problem(again, 409, "world.name.taken").await;
    let list = json_of(post.control(Method::GET, "", None).await).await;
    assert_eq!(list, json!({"items": [made], "next": null}));
    let moved = json!({"by": "P1D"});
    let moved = post
        .control(Method::POST, "/one/clock/advance", Some(moved))
        .await;
    assert_eq!(json_of(moved).await["now"], "2026-03-02T00:00:00.000Z");
    let reset = post.control(Method::POST, "/one/reset", None).await;
    assert_eq!(json_of(reset).await, made);
    let removed = post.control(Method::DELETE, "/one", None).await;
    assert_eq!(removed.status(), 204);
    let gone = post.control(Method::GET, "/one", None).await;
    problem(gone, 404, "world.not.found").await;
}

#[tokio::test]
async fn a_world_that_cannot_be_made_says_why() {
    let post = nothing().await;
    let make = |body: Value| post.control(Method::POST, "", Some(body));
    let body = json!({"name": "a", "world": {"citizens": [{"cpr": "0808555021", "nmae": "x"}]}});
    let wrong = problem(make(body).await, 400, "body.not.valid").await;
    assert!(detail(&wrong).contains("did you mean 'name'"), "{wrong}");
    assert_eq!(wrong["errors"][0]["nearest"], "name");
    assert_eq!(wrong["errors"][0]["line"], 1);
    let body = json!({"name": "a", "world": "municipalty"});
    let wrong = problem(make(body).await, 400, "world.not.shipped").await;
    assert!(detail(&wrong).contains("mixed"), "{wrong}");
    let body = json!({"world": "mixed", "name": "a/b"});
    problem(make(body).await, 400, "world.name.not.valid").await;
    problem(
        make(json!({"name": "a", "world": {}, "clock": "fast"})).await,
        400,
        "body.not.valid",
    )
    .await;
    problem(make(json!({"name": "a"})).await, 400, "body.not.valid").await;
    problem(make(json!({"world": {}})).await, 400, "world.name.missing").await;
    let body = json!({"name": "a", "world": {"profile": {"retry.dayly": "P1D"}}});
    let wrong = problem(make(body).await, 400, "world.document.not.valid").await;
    assert!(detail(&wrong).contains("retry.daily"), "{wrong}");
}

#[tokio::test]
async fn the_clock_moves_and_says_when_it_cannot() {
    let post = mixed().await;
    let clock = post.see("clock").await;
    assert_eq!(clock["mode"], "virtual");
    let refused = |how: Value| async { post.advance(how).await };
    problem(refused(json!({})).await, 400, "advance.not.valid").await;
    let both = json!({"by": "PT1H", "until": "settled"});
    problem(refused(both).await, 400, "advance.not.valid").await;
    problem(
        refused(json!({"by": "1 day"})).await,
        400,
        "advance.not.valid",
    )
    .await;
    problem(
        refused(json!({"until": "now"})).await,
        400,
        "body.not.valid",
    )
    .await;
    let limit = json!({"by": "PT1H", "limit": "PT1H"});
    problem(refused(limit).await, 400, "advance.not.valid").await;
    let back = json!({"to": "2020-01-01T00:00:00Z"});
    problem(refused(back).await, 400, "clock.backwards").await;
    let idle = json_of(refused(json!({"until": "idle"})).await).await;
    assert_eq!(
        idle,
        json!({"now": "2026-01-05T08:00:00.000Z", "events": 0})
    );
    let real = json!({"name": "real", "clock": "real", "world": "company"});
    post.control(Method::POST, "", Some(real)).await;
    let by = Some(json!({"by": "PT1H"}));
    let answer = post.control(Method::POST, "/real/clock/advance", by).await;
    problem(answer, 409, "clock.not.virtual").await;
}

#[tokio::test]
async fn a_held_message_shows_what_is_due_and_the_whole_of_its_story() {
    let post = mixed().await;
    let mut letter = to_citizen(1);
    letter.value_date = Some("2026-02-01".parse().unwrap());
    post.send(&letter, REGION).await;
    post.settle().await;
    let due = post.see("due").await;
    assert_eq!(
        due["items"],
        json!([{"at": "2026-01-31T23:00:00.000Z", "type": "REACH_VALUE_DATE",
            "message": uuid(1).to_string(), "system": null, "clause": "VALUE-1",
            "why": "its value date begins"}])
    );
    let message = post.see(&format!("messages/{}", uuid(1))).await;
    assert_eq!(message["state"], "AWAITING_VALUE_DATE");
    assert_eq!(message["nextStep"], due["items"][0]);
    assert_eq!(message["receipt"]["status"], "COMPLETED");
    assert_eq!(message["deliveredTo"], Value::Null);
    assert_eq!(message["from"], REGION_CVR);
    assert_eq!(message["to"], CITIZEN);
    let names: Vec<&Value> = message["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["name"])
        .filter(|name| !name.is_null())
        .collect();
    assert_eq!(
        names,
        [
            "Teknisk kvittering sendt",
            "Valideret – sendes efter valør",
            "Forretningskvittering sendt"
        ]
    );
    let idle = post
        .advance(json!({"until": "idle", "limit": "P60D"}))
        .await;
    assert_eq!(json_of(idle).await["now"], "2026-01-31T23:00:00.000Z");
    let message = post.see(&format!("messages/{}", uuid(1))).await;
    assert_eq!(message["state"], "DELIVERED");
    assert_eq!(
        message["deliveredTo"],
        json!({"kind": "mailbox", "system": null, "owner": CITIZEN})
    );
}

#[tokio::test]
async fn a_refusal_by_receipt_says_why() {
    let post = mixed().await;
    let mut letter = to_citizen(1);
    letter.label = "x".repeat(300);
    assert_eq!(post.send(&letter, REGION).await.status(), 201);
    post.settle().await;
    let message = post.see(&format!("messages/{}", uuid(1))).await;
    assert_eq!(message["state"], "REJECTED");
    let why = message["why"].as_str().unwrap();
    assert!(why.starts_with("refused by receipt, INVALID: "), "{why}");
    let nothing = format!("/mixed/messages/{}", uuid(9));
    let answer = post.control(Method::GET, &nothing, None).await;
    problem(answer, 404, "message.not.found").await;
}

#[tokio::test]
async fn the_journal_is_read_in_parts() {
    let post = mixed().await;
    post.send(&to_citizen(1), REGION).await;
    post.send(&to_citizen(2), REGION).await;
    post.settle().await;
    let all = post.see("journal").await;
    assert_eq!((&all["next"], &all["dropped"]), (&Value::Null, &json!(0)));
    let mut read = Vec::new();
    let mut after = "0".to_owned();
    loop {
        let part = post.see(&format!("journal?limit=3&after={after}")).await;
        read.extend(part["items"].as_array().unwrap().clone());
        match part["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(json!(read), all["items"]);
    let query = format!("journal?type=MEMO_SEND_VALIDATED&message={}", uuid(2));
    let one = post.see(&query).await;
    assert_eq!(one["items"].as_array().unwrap().len(), 1);
    let event = &one["items"][0];
    assert_eq!(
        (&event["log"], &event["clause"]),
        (&json!("outgoing"), &json!("SEND-2"))
    );
    for (path, code, said) in [
        (
            "journal?typ=x",
            "query.parameter.unknown",
            "did you mean 'type'",
        ),
        ("journal?limit=0", "parameter.not.valid", "from 1 to 1000"),
        (
            "journal?limit=1&limit=2",
            "query.parameter.repeated",
            "twice",
        ),
        ("journal?message=7", "parameter.not.valid", "'message'"),
        ("due?after=7", "parameter.not.valid", "'next'"),
        ("exchanges?kind=post", "parameter.not.valid", "send, push"),
        ("exchanges/7", "parameter.not.valid", "x1"),
        ("await?timeout=PT2M", "parameter.not.valid", "PT60S"),
        ("mailboxes/7/messages", "parameter.not.valid", "CPR"),
        ("profile?limit=1", "query.parameter.unknown", "limit"),
    ] {
        let answer = post
            .control(Method::GET, &format!("/mixed/{path}"), None)
            .await;
        let wrong = problem(answer, 400, code).await;
        assert!(detail(&wrong).contains(said), "{path}: {wrong}");
    }
}

#[tokio::test]
async fn an_awaited_event_is_past_or_coming_or_does_not_come() {
    let post = mixed().await;
    let path = format!(
        "/mixed/await?type=MEMO_AVAILABLE_TO_RECIPIENT&message={}",
        uuid(1)
    );
    let coming = async { post.control(Method::GET, &path, None).await };
    let letter = to_citizen(1);
    let (coming, sent) = tokio::join!(coming, post.send(&letter, REGION));
    assert_eq!(sent.status(), 201);
    assert_eq!(json_of(coming).await["name"], "Tilgængelig for modtageren");
    assert_eq!(post.control(Method::GET, &path, None).await.status(), 200);
    let none = "/mixed/await?type=MEMO_SEND_VALIDATE&timeout=PT0S";
    let wrong = problem(
        post.control(Method::GET, none, None).await,
        408,
        "event.did.not.come",
    )
    .await;
    assert!(
        wrong["remedy"]
            .as_str()
            .unwrap()
            .contains("MEMO_SEND_VALIDATED"),
        "{wrong}"
    );
}

#[tokio::test]
async fn the_testportal_writes_for_anybody() {
    let post = mixed().await;
    let send = |body: Value| post.control(Method::POST, "/mixed/messages", Some(body));
    let new = json!({"from": CITIZEN, "to": REGION_CVR, "longMessage": true,
        "numberOfAdditionalAttachments": 2, "reply": true});
    let first = send(new.clone()).await;
    assert_eq!(first.status(), 201);
    let first = json_of(first).await;
    let second = json_of(send(new).await).await;
    assert_ne!(first["messageUUID"], second["messageUUID"]);
    post.settle().await;
    let path = format!("messages/{}", first["messageUUID"].as_str().unwrap());
    let message = post.see(&path).await;
    assert_eq!(message["state"], "AWAITING_FETCH", "{message}");
    assert_eq!(message["system"], Value::Null);
    let wrong = problem(
        send(json!({"from": "1", "to": CITIZEN})).await,
        400,
        "message.not.valid",
    )
    .await;
    assert_eq!(wrong["errors"][0]["field"], "from");
    let many = json!({"from": REGION_CVR, "to": CITIZEN, "numberOfAdditionalAttachments": 6});
    problem(send(many).await, 400, "message.not.valid").await;
    let action = json!({"from": REGION_CVR, "to": CITIZEN, "action": true});
    problem(send(action).await, 501, "operation.not.simulated").await;
    let unknown = json!({"from": REGION_CVR, "to": CITIZEN, "contactPoint": "x"});
    let wrong = problem(send(unknown).await, 400, "body.not.valid").await;
    assert!(detail(&wrong).contains("contactPointId"), "{wrong}");
}

/// Makes, looks at, changes and removes one thing.
async fn life(plural: &str, id: &str, new: Value, change: Value, changed: (&str, Value)) {
    let post = mixed().await;
    let list = format!("/mixed/{plural}");
    let one = format!("{list}/{id}");
    let made = post.control(Method::POST, &list, Some(new.clone())).await;
    assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
    let mut made = json_of(made).await;
    // A system's receipt is given only with its making.
    let receipt = made.as_object_mut().unwrap().remove("receipt");
    assert_eq!(receipt.is_some(), plural == "systems");
    let again = post.control(Method::POST, &list, Some(new)).await;
    assert_eq!(again.status(), 409);
    assert_eq!(post.see(&format!("{plural}/{id}")).await, made);
    let listed = post.see(&format!("{plural}?limit=1000")).await;
    assert!(
        listed["items"].as_array().unwrap().contains(&made),
        "{listed}"
    );
    let first = post.see(&format!("{plural}?limit=1")).await;
    let after = first["next"].as_str().unwrap();
    let second = post.see(&format!("{plural}?limit=1&after={after}")).await;
    assert_eq!(second["items"][0], listed["items"][1]);
    let answer = post.control(Method::PATCH, &one, Some(change)).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    let mut expected = made;
    expected[changed.0] = changed.1;
    assert_eq!(json_of(answer).await, expected);
    let wrong = json!({"naem": "x"});
    let answer = post.control(Method::PATCH, &one, Some(wrong)).await;
    let wrong = problem(answer, 400, "body.not.valid").await;
    assert_eq!(wrong["errors"][0]["nearest"], "name", "{wrong}");
    let removed = post.control(Method::DELETE, &one, None).await;
    assert_eq!(removed.status(), 204, "{}", removed.text().await.unwrap());
    assert_eq!(post.control(Method::GET, &one, None).await.status(), 404);
    assert_eq!(post.control(Method::DELETE, &one, None).await.status(), 404);
    assert_eq!(
        post.control(Method::PATCH, &one, Some(json!({})))
            .await
            .status(),
        404
    );
}

#[tokio::test]
async fn citizens_come_change_and_go() {
    let new = json!({"cpr": "0606555006", "name": "Bo Prøvesen", "mobile": "20000009"});
    let changed = ("mobile", Value::Null);
    life(
        "citizens",
        "0606555006",
        new,
        json!({"mobile": null}),
        changed,
    )
    .await;
}

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHYI5wKyKvE9kDAdl5EmlP3+Pxgt/pLXwHySbdYQZMoD";

#[tokio::test]
async fn changes_at_the_same_moment_do_not_undo_each_other() {
    let post = mixed().await;
    let path = format!("/mixed/systems/{}", REGION.0);
    for round in 0..5 {
        let fields = [
            ("name", json!(format!("name {round}"))),
            ("endpoint", json!(format!("http://127.0.0.1:1/{round}"))),
            (
                "receiptEndpoint",
                json!(format!("http://127.0.0.1:2/{round}")),
            ),
            ("sshPublicKey", json!(format!("{KEY} {round}"))),
            (
                "technicalContact",
                json!({"name": format!("contact {round}")}),
            ),
        ];
        let changes = fields.iter().map(|(field, value)| {
            let change = json!({*field: value});
            post.control(Method::PATCH, &path, Some(change))
        });
        for answer in futures_util::future::join_all(changes).await {
            assert_eq!(answer.status(), 200);
        }
        let system = post.see(&format!("systems/{}", REGION.0)).await;
        for (field, value) in &fields {
            for (key, value) in value.as_object().cloned().unwrap_or_default() {
                assert_eq!(system[field][&key], value, "{system}");
            }
            if !value.is_object() {
                assert_eq!(&system[*field], value, "{system}");
            }
        }
    }
}

#[tokio::test]
async fn companies_come_change_and_go() {
    let new = json!({"cvr": "23456799", "name": "Prøve ApS"});
    let changed = ("status", json!("CLOSED"));
    life(
        "companies",
        "23456799",
        new,
        json!({"status": "CLOSED"}),
        changed,
    )
    .await;
}

#[tokio::test]
async fn authorities_come_change_and_go() {
    let new = json!({"cvr": "20000199", "name": "Prøvestyrelsen", "type": "STATE"});
    let changed = ("mandatoryPostAllowed", json!(true));
    let change = json!({"mandatoryPostAllowed": true});
    life("authorities", "20000199", new, change, changed).await;
}

#[tokio::test]
async fn systems_come_change_and_go() {
    let id = "6b0d4a4e-0f0a-4c39-8f1e-0000000000ff";
    let new = json!({"owner": "20000104", "id": id, "name": "nyt system",
        "roles": ["RECIPIENT"], "protocol": "REST_PULL"});
    let changed = ("memoVersion", json!("1.2"));
    life("systems", id, new, json!({"memoVersion": "1.2"}), changed).await;
}

#[tokio::test]
async fn contact_points_come_change_and_go() {
    let id = "9e3a7d71-3c3d-4f6c-8c41-0000000000ff";
    let new = json!({"owner": REGION_CVR, "id": id, "name": "Nyt punkt", "system": "hospitalssystem",
        "targets": ["CITIZEN"], "searchTerms": ["nyt"], "memoSizeThresholdMB": 10.5});
    let changed = ("active", json!(false));
    life("contact-points", id, new, json!({"active": false}), changed).await;
}

#[tokio::test]
async fn a_system_is_switched_off_and_another_made_the_primary() {
    let post = mixed().await;
    let [primary, other] = [
        "8d2f6c60-2b2c-4e5b-8b30-000000000011",
        "8d2f6c60-2b2c-4e5b-8b30-000000000012",
    ];
    assert_eq!(
        post.see(&format!("systems/{primary}")).await["primary"],
        true
    );
    let chosen = post
        .control(
            Method::POST,
            &format!("/mixed/systems/{other}/primary"),
            None,
        )
        .await;
    assert_eq!(json_of(chosen).await["primary"], true);
    assert_eq!(
        post.see(&format!("systems/{primary}")).await["primary"],
        false
    );
    let switch = |active: bool| {
        let body = Some(json!({"active": active}));
        async {
            json_of(
                post.control(Method::PATCH, &format!("/mixed/systems/{other}"), body)
                    .await,
            )
            .await
        }
    };
    let off = switch(false).await;
    assert_eq!(
        (&off["active"], &off["deactivatedAt"]),
        (&json!(false), &json!("2026-01-05T08:00:00.000Z"))
    );
    let on = switch(true).await;
    assert_eq!(
        (&on["active"], &on["deactivatedAt"]),
        (&json!(true), &Value::Null)
    );
    let removed = post
        .control(Method::DELETE, &format!("/mixed/systems/{other}"), None)
        .await;
    problem(removed, 409, "system.is.primary").await;
    let nobody = json!({"name": "x", "roles": ["SENDER"], "protocol": "REST_PULL"});
    let answer = post
        .control(Method::POST, "/mixed/systems", Some(nobody))
        .await;
    problem(answer, 400, "owner.missing").await;
    let moved = Some(json!({"owner": REGION_CVR}));
    let answer = post
        .control(Method::PATCH, &format!("/mixed/systems/{other}"), moved)
        .await;
    problem(answer, 400, "body.not.valid").await;
}

#[tokio::test]
async fn the_outbox_and_the_profile_are_there() {
    let post = mixed().await;
    let nothing = json!({"items": [], "next": null});
    assert_eq!(post.see("outbox/mail").await, nothing);
    assert_eq!(post.see("outbox/sms").await, nothing);
    let profile = post.see("profile").await;
    let items = profile["items"].as_array().unwrap();
    let daily = items
        .iter()
        .find(|item| item["name"] == "retry.daily")
        .unwrap();
    assert_eq!(
        (&daily["value"], &daily["clause"]),
        (&json!("P1D"), &json!("RETRY-3"))
    );
    assert_eq!(post.see("mailboxes/20000104/messages").await, nothing);
    let stranger = post
        .control(Method::GET, "/mixed/mailboxes/99999999/messages", None)
        .await;
    problem(stranger, 404, "mailbox.not.found").await;
}

#[tokio::test]
async fn addresses_that_are_not_there_name_the_nearest() {
    let post = mixed().await;
    let answer = post.control(Method::GET, "/mixed/jurnal", None).await;
    let wrong = problem(answer, 404, "path.not.found").await;
    assert!(
        detail(&wrong).contains("/control/v1/worlds/{w}/journal"),
        "{wrong}"
    );
    let answer = post.control(Method::GET, "/mxied/journal", None).await;
    let wrong = problem(answer, 404, "world.not.found").await;
    assert!(detail(&wrong).contains("'mixed'"), "{wrong}");
    let answer = post.control(Method::DELETE, "/mixed/journal", None).await;
    assert_eq!(answer.headers()[ALLOW], "GET");
    problem(answer, 405, "method.not.allowed").await;
    for later in ["snapshots", "fork", "contact-groups", "employees/7"] {
        let answer = post
            .control(Method::POST, &format!("/mixed/{later}"), None)
            .await;
        problem(answer, 501, "operation.not.simulated").await;
    }
    let big = Some(json!({"name": "x".repeat(11_000_000)}));
    let answer = post.control(Method::POST, "/mixed/citizens", big).await;
    problem(answer, 413, "body.too.large").await;
}

#[tokio::test]
async fn a_token_is_demanded_of_all_but_those_who_ask_for_health() {
    let config = SimulatorConfig {
        control_token: ControlToken::new("secret"),
        ..SimulatorConfig::in_process()
    };
    let simulator = simulator::start(config).await.unwrap();
    let client = Client::builder().no_proxy().build().unwrap();
    let url = |path: &str| format!("{}{path}", simulator.control_url());
    for path in ["/healthz", "/readyz"] {
        let answer = client.get(url(path)).send().await.unwrap();
        assert_eq!(json_of(answer).await["status"], "ok");
    }
    let worlds = url("/control/v1/worlds");
    let answer = client.get(&worlds).send().await.unwrap();
    problem(answer, 401, "control.token.missing").await;
    let answer = client
        .get(&worlds)
        .bearer_auth("wrong")
        .send()
        .await
        .unwrap();
    problem(answer, 401, "control.token.missing").await;
    let answer = client
        .get(&worlds)
        .bearer_auth("secret")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn every_operation_of_the_description_has_a_name_of_its_own() {
    let document = serde_json::to_value(testpost_sim::http::control_document()).unwrap();
    let mut names = Vec::new();
    for path in document["paths"].as_object().unwrap().values() {
        for operation in path.as_object().unwrap().values() {
            names.push(operation["operationId"].as_str().unwrap().to_owned());
        }
    }
    let all = names.len();
    names.sort();
    names.dedup();
    assert!(all > 0);
    assert_eq!(names.len(), all, "{names:?}");
}

/// The committed description is what the code says. TESTPOST_RENEW=1 writes it anew.
#[tokio::test]
async fn the_committed_description_is_not_stale() {
    let post = nothing().await;
    let url = format!("{}/control/v1/openapi.json", post.simulator.control_url());
    let served = post
        .client
        .get(url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/control-openapi.json");
    if std::env::var_os("TESTPOST_RENEW").is_some() {
        std::fs::write(path, format!("{served}\n")).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed.trim_end() == served,
        "docs/control-openapi.json is stale; renew it with: TESTPOST_RENEW=1 cargo test -p testpost-sim --test it committed_description"
    );
}

#[tokio::test]
async fn fetched_mail_is_shown_with_its_exchange() {
    let post = mixed().await;
    post.send(&to_region(1), REGION).await;
    post.settle().await;
    let path = format!("/apis/v1/memos/{}", uuid(1));
    post.call(Method::GET, &path, REGION)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let list = post.see("exchanges?kind=fetch&direction=in").await;
    assert_eq!(list["dropped"], 0);
    let item = &list["items"][0];
    let url = format!("{}/apis/v1/memos/{}", post.simulator.service_url(), uuid(1));
    assert_eq!(item["url"], url);
    assert_eq!(
        (&item["status"], &item["system"]),
        (&json!(200), &json!(REGION.0))
    );
    let one = post
        .see(&format!("exchanges/{}", item["id"].as_str().unwrap()))
        .await;
    assert_eq!(one["response"]["bodySize"], to_region(1).to_xml().len());
    assert_eq!(one["response"]["bodyEncoding"], "text");
}
