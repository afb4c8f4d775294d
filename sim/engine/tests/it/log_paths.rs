//! LOG-2, LOG-8, LOG-9: what the event log says of each path that a message can take. The paths
//! and the names they must leave stand in fixtures/log/paths.json.

use serde::Deserialize;
use serde_json::json;
use testpost_engine::command::Administration;
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::event::{EventBody, Log};
use testpost_engine::{CallOutcome, Command, Endpoint};

use crate::post::*;

const PATHS: &str = include_str!("../../../../fixtures/log/paths.json");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Path {
    path: String,
    says: String,
    sender: Vec<String>,
    receiver: Vec<String>,
}

fn to_point(number: u32) -> Letter {
    letter(number, OTHER_AUTHORITY, MUNICIPALITY).at(POINT)
}

fn administer(post: &mut Post, change: Administration) {
    post.command(Command::Administer(Box::new(change))).unwrap();
}

fn dead() -> Administration {
    let dead = json!({"cpr": CITIZEN, "name": "Mette Testesen", "status": "DEAD"});
    Administration::PutCitizen(serde_json::from_value(dead).unwrap())
}

fn fetch(post: &mut Post, name: &str) {
    let (system, message) = (system(name), uuid(1));
    post.command(Command::FetchMemo { system, message })
        .unwrap();
}

/// Lets message 1 take the path.
fn take(post: &mut Post, path: &str) {
    let held = |to: &str| letter(1, OTHER_AUTHORITY, to).value_date("2026-01-10");
    match path {
        "push-sender-to-citizen" => drop(post.send("other", &letter(1, OTHER_AUTHORITY, CITIZEN))),
        "pull-sender-to-citizen" => drop(post.send("pull", &letter(1, MUNICIPALITY, CITIZEN))),
        "refused" => drop(post.send("other", &letter(1, OTHER_AUTHORITY, CLOSED))),
        "receipt-endpoint-down" => {
            post.receipt_answers("other", &[503, 503, 200]);
            post.send("other", &letter(1, OTHER_AUTHORITY, CITIZEN))
                .unwrap();
        }
        "pushed" | "pushed-and-refused-by-receipt" => {
            post.send("other", &to_point(1)).unwrap();
            let status = if path == "pushed" {
                ReceiptStatus::Completed
            } else {
                ReceiptStatus::Invalid
            };
            post.receipt("fagsystem", uuid(1), status).unwrap();
        }
        "receipt-inside-the-push" => {
            post.call("other", &to_point(1)).unwrap();
            let mut open = post.engine.run_due(post.now);
            for inside in [false, true] {
                let id = open.pop().unwrap().id();
                if inside {
                    post.receipt("fagsystem", uuid(1), ReceiptStatus::Completed)
                        .unwrap();
                }
                let outcome = CallOutcome::Answered { status: 200 };
                let ended = Command::EffectEnded { id, outcome };
                open = post.engine.handle(post.now, ended).unwrap().effects;
            }
        }
        "pushed-at-the-third-attempt" => {
            post.answers("fagsystem", &[503, 0, 200]);
            post.send("other", &to_point(1)).unwrap();
        }
        "fetched" => {
            let letter = letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(PULL_POINT);
            post.send("other", &letter).unwrap();
            fetch(post, "pull");
            post.receipt("pull", uuid(1), ReceiptStatus::Completed)
                .unwrap();
        }
        "primary-after-a-week" => {
            post.answers("fagsystem", &[503]);
            post.send("other", &to_point(1)).unwrap();
        }
        "held" | "held-and-fetched" => {
            post.answers("fagsystem", &[503]);
            post.answers("postfordeler", &[503]);
            post.send("other", &to_point(1)).unwrap();
            if path == "held-and-fetched" {
                post.advance_hours(24 * 10);
                fetch(post, "postfordeler");
                post.receipt("postfordeler", uuid(1), ReceiptStatus::Completed)
                    .unwrap();
            }
        }
        "moved-from-a-pull-system" => {
            let letter = letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(PULL_POINT);
            post.send("other", &letter).unwrap();
            administer(post, Administration::Deactivate(system("pull")));
        }
        "value-date" => drop(post.send("other", &held(CITIZEN))),
        "value-date-pushed" => drop(post.send("other", &held(MUNICIPALITY))),
        "recalled" => {
            post.send("other", &held(CITIZEN)).unwrap();
            let (system, message) = (system("other"), uuid(1));
            post.command(Command::Recall { system, message }).unwrap();
        }
        "refused-on-the-value-date" => {
            post.send("other", &held(CITIZEN)).unwrap();
            administer(post, dead());
        }
        other => panic!("nobody knows how to take the path {other}"),
    }
    post.advance_hours(24 * 20);
}

/// The names in one of the two logs; several of the same that follow each other are counted.
fn names(post: &Post, side: Log) -> Vec<String> {
    let mut counted: Vec<(usize, &str)> = Vec::new();
    let entries = post.events(1).filter_map(EventBody::log_entry);
    for (_, name) in entries.filter(|(log, _)| *log == side) {
        match counted.last_mut() {
            Some((count, last)) if *last == name => *count += 1,
            Some(_) | None => counted.push((1, name)),
        }
    }
    let written = counted.into_iter().flat_map(|(count, name)| match count {
        1..=3 => vec![name.to_owned(); count],
        _ => vec![format!("{count} × {name}")],
    });
    written.collect()
}

#[test]
fn log_2_each_path_leaves_its_names_in_order() {
    let paths: Vec<Path> = serde_json::from_str(PATHS).unwrap();
    let mut wrong = Vec::new();
    for path in &paths {
        let mut post = Post::new();
        take(&mut post, &path.path);
        for (side, expected) in [
            (Log::Outgoing, &path.sender),
            (Log::Incoming, &path.receiver),
        ] {
            let seen = names(&post, side);
            if &seen != expected {
                wrong.push(format!("{} ({}), {side:?}: {seen:?}", path.path, path.says));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(paths.len(), 17);
}

#[test]
fn log_8_and_sys_6_each_event_says_who_did_it_and_for_whom() {
    let mut document = world();
    // A supplier runs the other authority's system for it.
    document.authorities[1].systems[0].delegated_cvr = Some("30000001".parse().unwrap());
    let mut post = Post::with(document);
    // The supplier shows the owner's key, and may do what the owner may: send, recall, take mail.
    let held = letter(1, OTHER_AUTHORITY, CITIZEN).value_date("2026-01-10");
    post.send("other", &held).unwrap();
    let (by, message) = (system("other"), uuid(1));
    post.command(Command::Recall {
        system: by,
        message,
    })
    .unwrap();
    post.send("fagsystem", &letter(2, MUNICIPALITY, OTHER_AUTHORITY))
        .unwrap();
    post.receipt("other", uuid(2), ReceiptStatus::Completed)
        .unwrap();
    // It does not send in its own name.
    post.send("other", &letter(3, "30000001", CITIZEN)).unwrap();
    assert_eq!(post.state_of(3), "REJECTED");
    administer(&mut post, dead());
    let mut seen: Vec<(&str, String, Option<String>)> = Vec::new();
    for event in post.engine.journal().events() {
        if event.body.message() != Some(uuid(3)) {
            seen.push((event.body.tag(), event.by.name(), event.by.on_behalf_of()));
        }
    }
    let supplier = || {
        (
            "CVR:30000001".to_owned(),
            Some(format!("CVR:{OTHER_AUTHORITY}")),
        )
    };
    let owner = || (format!("CVR:{MUNICIPALITY}"), None);
    let nobody = || ("System".to_owned(), None);
    for (tag, number, (who, for_whom)) in [
        ("TECHNICAL_RECEIPT_SENT", 1, supplier()),
        ("TECHNICAL_RECEIPT_SENT", 2, owner()),
        ("DELAYED_MEMO_SEND_VALIDATED_AWAITING_DELAY", 1, nobody()),
        ("BUSINESS_RECEIPT_SEND_TO_SENDER_SYSTEM", 1, nobody()),
        ("MEMO_SEND_RECALLED", 1, supplier()),
        ("MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM", 1, nobody()),
        (
            "BUSINESS_RECEIPT_RECEIVED_BY_RECIPIENT_SYSTEM",
            1,
            supplier(),
        ),
        ("CONTACT_CPR_UPDATED", 1, ("Testportal".to_owned(), None)),
    ] {
        let found = seen
            .iter()
            .filter(|(seen, _, _)| *seen == tag)
            .nth(number - 1);
        assert_eq!(found, Some(&(tag, who, for_whom)));
    }
}

#[test]
fn log_9_a_failed_event_names_the_endpoint_and_the_reason() {
    let mut post = Post::new();
    post.answers("fagsystem", &[503, 0, 200]);
    post.receipt_answers("other", &[500, 200]);
    post.send("other", &to_point(1)).unwrap();
    post.send("other", &letter(2, OTHER_AUTHORITY, CLOSED))
        .unwrap();
    post.advance_hours(24);
    let failed = |number| -> Vec<(Option<Endpoint>, String)> {
        let events = post.events(number).filter_map(|body| {
            let called =
                if let EventBody::MemoSendSentToRecipientSystemFailed { endpoint, .. }
                | EventBody::BusinessReceiptSendToSenderSystemFailed { endpoint, .. } = body
                {
                    endpoint.clone()
                } else if matches!(body, EventBody::MemoSendValidationFailed { .. }) {
                    None
                } else {
                    return None;
                };
            Some((called, body.reason().unwrap()))
        });
        events.collect()
    };
    let called = |path: &str| Some(Endpoint::from(format!("http://127.0.0.1:1/{path}")));
    assert_eq!(
        failed(1),
        [
            (called("other/receipt"), "answered 500".to_owned()),
            (called("fagsystem"), "answered 503".to_owned()),
            (called("fagsystem"), "timed out".to_owned()),
        ]
    );
    let [(None, refused)] = &failed(2)[..] else {
        panic!("refused once");
    };
    assert!(refused.contains("is closed"), "{refused}");
}
