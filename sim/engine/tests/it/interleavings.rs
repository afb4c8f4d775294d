//! What happens when administration, late receipts and open calls cross each other.
use jiff::SignedDuration;
use testpost_engine::command::Administration;
use testpost_engine::document::SystemDocument;
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::event::Event;
use testpost_engine::{CallOutcome, Command, Effect, Engine};

use crate::post::*;

fn admin(post: &mut Post, change: Administration) {
    post.command(Command::Administer(Box::new(change))).unwrap();
}

fn document(name: &str, protocol: &str, roles: &[&str], endpoint: bool) -> SystemDocument {
    let mut value = serde_json::json!({"id": system(name), "name": name, "roles": roles, "protocol": protocol, "apiKey": "key",
        "receiptEndpoint": format!("http://127.0.0.1:1/{name}/receipt")});
    if endpoint {
        value["endpoint"] = format!("http://127.0.0.1:1/{name}").into();
    }
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_late_refusal_of_the_failed_system_leaves_the_mail_with_the_primary() {
    let mut post = Post::new();
    admin(&mut post, Administration::MakePrimary(system("pull")));
    post.answers("fagsystem", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(168);
    assert_eq!(post.state_of(1), "AWAITING_FETCH");
    post.receipt("fagsystem", uuid(1), ReceiptStatus::Invalid)
        .unwrap();
    assert_eq!(
        post.engine
            .state()
            .messages
            .waiting_for(system("pull"))
            .len(),
        1
    );
}

#[test]
fn a_receipt_inside_a_failed_push_does_not_bar_that_of_the_primary() {
    let mut post = Post::new();
    admin(&mut post, Administration::MakePrimary(system("pull")));
    post.answers("fagsystem", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.receipt("fagsystem", uuid(1), ReceiptStatus::Invalid)
        .unwrap();
    post.advance_hours(168);
    assert_eq!(post.state_of(1), "AWAITING_FETCH");
    post.receipt("pull", uuid(1), ReceiptStatus::Completed)
        .unwrap();
    assert_eq!(post.state_of(1), "DELIVERED");
}

#[test]
fn mail_of_a_removed_pull_system_goes_to_the_primary() {
    let mut post = Post::new();
    post.send(
        "other",
        &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(PULL_POINT),
    )
    .unwrap();
    assert_eq!(post.state_of(1), "AWAITING_FETCH");
    admin(
        &mut post,
        Administration::RemoveContactPoint(PULL_POINT.parse().unwrap()),
    );
    admin(&mut post, Administration::RemoveSystem(system("pull")));
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [0]);
}

#[test]
fn mail_of_a_deactivated_pull_system_goes_to_the_primary() {
    let mut post = Post::new();
    post.send(
        "other",
        &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(PULL_POINT),
    )
    .unwrap();
    admin(&mut post, Administration::Deactivate(system("pull")));
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [0]);
}

#[test]
fn held_mail_of_a_removed_system_is_not_lost() {
    let mut post = Post::new();
    post.answers("other", &[503]);
    post.send("fagsystem", &letter(1, MUNICIPALITY, OTHER_AUTHORITY))
        .unwrap();
    post.advance_hours(24 * 20);
    assert_eq!(post.state_of(1), "HELD");
    admin(
        &mut post,
        Administration::RemoveContactPoint(FOREIGN_POINT.parse().unwrap()),
    );
    admin(&mut post, Administration::RemoveSystem(system("other")));
    let owner = testpost_memo::id::PartyId::Cvr(OTHER_AUTHORITY.parse().unwrap());
    assert_eq!(post.engine.state().mailboxes.of(&owner).count(), 1);
}

#[test]
fn a_primary_among_others_cannot_stop_receiving() {
    let mut post = Post::new();
    let sender = document("postfordeler", "REST_PUSH", &["SENDER"], false);
    let change = Administration::PutSystem {
        owner: MUNICIPALITY.parse().unwrap(),
        system: sender,
    };
    let refused = post
        .command(Command::Administer(Box::new(change)))
        .unwrap_err();
    assert_eq!(refused.code, "system.is.primary");
}

#[test]
fn mail_of_the_only_receiver_that_stops_receiving_goes_to_the_mailbox() {
    let mut post = Post::new();
    post.answers("other", &[503]);
    post.send("fagsystem", &letter(1, MUNICIPALITY, OTHER_AUTHORITY))
        .unwrap();
    admin(
        &mut post,
        Administration::RemoveContactPoint(FOREIGN_POINT.parse().unwrap()),
    );
    let sender = document("other", "REST_PUSH", &["SENDER"], false);
    admin(
        &mut post,
        Administration::PutSystem {
            owner: OTHER_AUTHORITY.parse().unwrap(),
            system: sender,
        },
    );
    post.advance_hours(2);
    assert_eq!(post.hours_of_pushes("other", 1), [0]);
    let owner = testpost_memo::id::PartyId::Cvr(OTHER_AUTHORITY.parse().unwrap());
    assert_eq!(post.engine.state().mailboxes.of(&owner).count(), 1);
}

#[test]
fn sys_10_a_protocol_is_changed_only_out_of_operation() {
    let mut post = Post::new();
    let pull = || Administration::PutSystem {
        owner: MUNICIPALITY.parse().unwrap(),
        system: document("postfordeler", "REST_PULL", &["RECIPIENT"], false),
    };
    assert_eq!(
        post.command(Command::Administer(Box::new(pull())))
            .unwrap_err()
            .code,
        "system.in.operation"
    );
    admin(
        &mut post,
        Administration::Deactivate(system("postfordeler")),
    );
    admin(&mut post, pull());
    admin(&mut post, Administration::Activate(system("postfordeler")));
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY))
        .unwrap();
    assert_eq!(post.state_of(1), "AWAITING_FETCH");
}

#[test]
fn sys_5_a_call_from_an_address_that_is_not_named_is_refused() {
    use testpost_engine::command::Credentials;
    let mut world = world();
    world.authorities[0].systems[1].allowed_ips = vec!["127.0.0.1".into(), "10.0.0.7".into()];
    let post = Post::with(world);
    let from = |address: &str| {
        let credentials = Credentials {
            system: Some(system("fagsystem")),
            api_key: Some("key".into()),
            address: Some(address.parse().unwrap()),
        };
        post.engine
            .authenticate(post.now, &credentials)
            .map_err(|rejection| rejection.code)
    };
    assert!(from("10.0.0.7").is_ok());
    assert_eq!(from("10.0.0.8"), Err("address.not.allowed"));
}

#[test]
fn each_receipt_is_credited_with_its_own_callback() {
    let mut post = Post::new();
    let fag = "fagsystem";
    post.call(
        fag,
        &letter(1, MUNICIPALITY, CITIZEN).value_date("2026-01-06"),
    )
    .unwrap();
    // The first receipt's callback stays open.
    let first: Vec<Effect> = post.engine.run_due(post.now);
    assert_eq!(first.len(), 1);
    let citizen = testpost_engine::document::CitizenDocument {
        cpr: CITIZEN.parse().unwrap(),
        name: "M".into(),
        status: testpost_engine::document::RecipientStatus::Dead,
        mobile: None,
    };
    post.engine
        .handle(
            post.now,
            Command::Administer(Box::new(Administration::PutCitizen(citizen))),
        )
        .unwrap();
    let midnight = post.engine.next_due().unwrap();
    let second = post.engine.run_due(midnight);
    assert_eq!(second.len(), 1);
    post.engine
        .handle(
            midnight,
            Command::EffectEnded {
                id: first[0].id(),
                outcome: CallOutcome::Answered { status: 200 },
            },
        )
        .unwrap();
    let receipt = post.message(1).receipt.as_ref().unwrap();
    assert_eq!(
        receipt.handed_over_at, None,
        "the second receipt has not reached anybody"
    );
    post.engine
        .handle(
            midnight,
            Command::EffectEnded {
                id: second[0].id(),
                outcome: CallOutcome::Answered { status: 503 },
            },
        )
        .unwrap();
    assert!(
        post.engine.next_due().is_some(),
        "SEND-4: it is tried again"
    );
}

#[test]
fn a_recall_at_the_value_date_itself_is_too_late() {
    let mut post = Post::new();
    post.send(
        "fagsystem",
        &letter(1, MUNICIPALITY, CITIZEN).value_date("2026-01-06"),
    )
    .unwrap();
    let midnight = post.engine.next_due().unwrap();
    let recalled = post.engine.handle(
        midnight,
        Command::Recall {
            system: system("fagsystem"),
            message: uuid(1),
        },
    );
    assert!(recalled.is_err());
}

#[test]
fn a_schedule_that_makes_no_sense_is_refused() {
    use testpost_engine::profile::SettingValue;
    let text = |text: &str| SettingValue::Text(text.into());
    let cases = [
        ("retry.first-day", SettingValue::List(vec![])),
        ("retry.first-day", SettingValue::List(vec![text("PT1H")])),
        (
            "retry.first-day",
            SettingValue::List(vec![text("PT0H"), text("PT2H"), text("PT1H")]),
        ),
        ("retry.daily", text("PT0S")),
        ("retry.daily", text("PT0.000000001S")),
        ("receipt.retry.give-up-after", text("P900D")),
        (
            "deactivation.warnings",
            SettingValue::List(vec![text("P3D"), text("P1D")]),
        ),
    ];
    for (name, value) in cases {
        let mut document = world();
        document.profile.insert(name.into(), value.clone());
        let birth = Post::new().birth;
        let faults = Engine::new(&document, birth).unwrap_err();
        assert!(
            faults[0].message.contains(name),
            "{name} {value}: {faults:?}"
        );
    }
}

#[test]
fn a_journal_read_back_gives_the_same_state() {
    let mut post = Post::new();
    post.now += SignedDuration::from_micros(500);
    post.answers("postfordeler", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY))
        .unwrap();
    let text = serde_json::to_string(&post.engine.journal().events().collect::<Vec<_>>()).unwrap();
    let events: Vec<Event> = serde_json::from_str(&text).unwrap();
    let again = Engine::replay(&post.document, post.birth, &events).unwrap();
    assert_eq!(again.state(), post.engine.state());
}

#[test]
fn mail_moves_when_its_system_s_time_is_over() {
    let mut document = world();
    let until = "2026-01-05T08:30:00Z".parse().unwrap();
    for authority in &mut document.authorities {
        for s in &mut authority.systems {
            if s.name == "fagsystem" {
                s.active_to = Some(until);
            }
        }
    }
    let mut post = Post::with(document);
    post.answers("fagsystem", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_minutes(31);
    assert_eq!(
        post.hours_of_pushes("postfordeler", 1),
        [0],
        "at once, not at the next attempt"
    );
}

#[test]
fn a_deactivation_during_an_open_push_hands_over_once() {
    let mut post = Post::new();
    post.call("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    let mut open = post.engine.run_due(post.now);
    let receipt = open.pop().unwrap();
    let push = post
        .engine
        .handle(
            post.now,
            Command::EffectEnded {
                id: receipt.id(),
                outcome: CallOutcome::Answered { status: 200 },
            },
        )
        .unwrap()
        .effects;
    assert_eq!(push.len(), 1);
    let more = post
        .engine
        .handle(
            post.now,
            Command::Administer(Box::new(Administration::Deactivate(system("fagsystem")))),
        )
        .unwrap()
        .effects;
    post.engine
        .handle(
            post.now,
            Command::EffectEnded {
                id: push[0].id(),
                outcome: CallOutcome::Answered { status: 200 },
            },
        )
        .unwrap();
    for effect in &more {
        post.engine
            .handle(
                post.now,
                Command::EffectEnded {
                    id: effect.id(),
                    outcome: CallOutcome::Answered { status: 200 },
                },
            )
            .unwrap();
    }
    assert_eq!(
        post.tags(1)
            .iter()
            .filter(|t| **t == "MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM")
            .count(),
        1,
        "RETRY-7"
    );
}

#[test]
fn where_a_message_was_taken_is_where_it_is_said_to_be() {
    let mut post = Post::new();
    post.call("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    let mut open = post.engine.run_due(post.now);
    let receipt = open.pop().unwrap();
    let push = post
        .engine
        .handle(
            post.now,
            Command::EffectEnded {
                id: receipt.id(),
                outcome: CallOutcome::Answered { status: 200 },
            },
        )
        .unwrap()
        .effects;
    let more = post
        .engine
        .handle(
            post.now,
            Command::Administer(Box::new(Administration::Deactivate(system("fagsystem")))),
        )
        .unwrap()
        .effects;
    post.engine
        .handle(
            post.now,
            Command::EffectEnded {
                id: push[0].id(),
                outcome: CallOutcome::Answered { status: 200 },
            },
        )
        .unwrap();
    for effect in &more {
        post.engine
            .handle(
                post.now,
                Command::EffectEnded {
                    id: effect.id(),
                    outcome: CallOutcome::Answered { status: 503 },
                },
            )
            .unwrap();
    }
    assert_eq!(
        post.message(1).delivery.as_ref().unwrap().destination,
        testpost_engine::event::Destination::System {
            system: system("fagsystem")
        }
    );
}
