//! Late, doubled and reordered receipts and pushes (SEND-5, RETRY-7), and the rules that decide
//! which are struck.

use testpost_engine::command::Administration;
use testpost_engine::document::WorldDocument;
use testpost_engine::effect::{ReceiptStatus, Spoilt};
use testpost_engine::faults::FaultsDocument;
use testpost_engine::profile::SettingValue;
use testpost_engine::{Command, Effect};

use crate::post::*;

fn with_faults(faults: serde_json::Value) -> Post {
    let mut document = world();
    document.faults = Some(serde_json::from_value(faults).unwrap());
    Post::with(document)
}

fn with_setting(name: &str, value: SettingValue) -> Post {
    let mut document = world();
    document.profile.insert(name.into(), value);
    Post::with(document)
}

fn refusal(document: &WorldDocument) -> String {
    let birth = Post::new().birth;
    let faults = testpost_engine::Engine::new(document, birth).unwrap_err();
    faults.iter().map(ToString::to_string).collect()
}

/// Minutes since the epoch at which a sender system was called about a message.
fn minutes_of_receipts(post: &Post, number: u32) -> Vec<i64> {
    post.calls
        .iter()
        .filter(|call| !call.is_push && call.message == Some(uuid(number)))
        .map(|call| call.at.duration_since(post.birth.epoch).as_mins())
        .collect()
}

fn minutes_of_pushes(post: &Post, number: u32) -> Vec<i64> {
    post.calls
        .iter()
        .filter(|call| call.is_push && call.message == Some(uuid(number)))
        .map(|call| call.at.duration_since(post.birth.epoch).as_mins())
        .collect()
}

fn to_the_point(number: u32) -> Letter {
    letter(number, OTHER_AUTHORITY, MUNICIPALITY).at(POINT)
}

#[test]
fn send_5_a_receipt_comes_hours_late_and_its_message_does_not_wait_for_it() {
    let mut post = with_faults(serde_json::json!({"rules": [{"fault": "receipt-late"}]}));
    post.send("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    assert_eq!(post.state_of(1), "DELIVERED");
    assert!(minutes_of_receipts(&post, 1).is_empty());
    post.advance_hours(24);
    assert_eq!(minutes_of_receipts(&post, 1), [180]);
    let receipt = post.message(1).receipt.as_ref().unwrap();
    assert_eq!(receipt.receipt.receipt_status, ReceiptStatus::Completed);
    assert_eq!(receipt.attempts, 1);
}

#[test]
fn send_5_a_late_receipt_that_fails_is_tried_again_by_its_schedule_from_its_first_attempt() {
    let mut post = with_faults(
        serde_json::json!({"rules": [{"fault": "receipt-late", "by": "PT30M", "nth": 1}]}),
    );
    post.receipt_answers("fagsystem", &[503, 503, 200]);
    post.send("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    post.advance_hours(24);
    assert_eq!(minutes_of_receipts(&post, 1), [30, 90, 270]);
}

#[test]
fn send_5_a_receipt_is_listed_late_for_a_pull_sender() {
    let mut post = with_setting("receipt.delay", SettingValue::Text("PT2H".into()));
    post.send("pull", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    let listed = |post: &Post| post.engine.state().receipts.of(system("pull")).len();
    assert_eq!((listed(&post), post.state_of(1)), (0, "DELIVERED"));
    post.advance_minutes(119);
    assert_eq!(listed(&post), 0);
    post.advance_minutes(1);
    assert_eq!(listed(&post), 1);
}

#[test]
fn send_5_a_later_receipt_overtakes_an_earlier_one() {
    let mut post = with_faults(
        serde_json::json!({"rules": [{"fault": "receipt-reordered", "systems": ["fagsystem"], "nth": 1}]}),
    );
    for number in [1, 2] {
        post.send("fagsystem", &letter(number, MUNICIPALITY, CITIZEN))
            .unwrap();
    }
    let order: Vec<_> = post.calls.iter().map(|call| call.message).collect();
    assert_eq!(order, [Some(uuid(2)), Some(uuid(1))]);
    assert_eq!(minutes_of_receipts(&post, 1), [0]);
}

#[test]
fn send_5_a_receipt_that_nobody_overtakes_goes_when_its_time_has_come() {
    let mut post = with_setting("receipt.overtaken", SettingValue::Text("PT10M".into()));
    post.send("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    post.advance_hours(1);
    assert_eq!(minutes_of_receipts(&post, 1), [10]);
}

#[test]
fn send_5_where_every_receipt_is_to_be_overtaken_they_come_in_pairs_turned_round() {
    let mut post = with_setting("receipt.overtaken", SettingValue::Text("PT10M".into()));
    for number in 1..=4 {
        post.send("pull", &letter(number, MUNICIPALITY, CITIZEN))
            .unwrap();
    }
    let listed: Vec<_> = post
        .engine
        .state()
        .receipts
        .of(system("pull"))
        .map(|waiting| waiting.receipt.message_uuid.unwrap())
        .collect();
    assert_eq!(listed, [uuid(2), uuid(1), uuid(4), uuid(3)]);
}

#[test]
fn send_5_a_receipt_comes_twice_and_stands_in_the_log_once() {
    for mut post in [
        with_faults(serde_json::json!({"rules": [{"fault": "receipt-doubled"}]})),
        with_setting("receipt.twice", SettingValue::Bool(true)),
    ] {
        post.send("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
            .unwrap();
        post.advance_hours(24);
        assert_eq!(minutes_of_receipts(&post, 1), [0, 0]);
        let said: Vec<_> = post.calls.iter().map(|call| call.receipt.clone()).collect();
        assert_eq!(said[0], said[1], "it is the same receipt");
        let sent = post.log(1).into_iter();
        assert_eq!(
            sent.filter(|name| *name == "Forretningskvittering sendt")
                .count(),
            1
        );
        assert_eq!(post.message(1).receipt.as_ref().unwrap().attempts, 1);
    }
}

#[test]
fn retry_7_a_push_made_twice_is_one_attempt_and_a_2xx_to_either_ends_the_schedule() {
    for answers in [[200, 503], [503, 200], [200, 200]] {
        let mut post = with_faults(serde_json::json!({"rules": [{"fault": "push-doubled"}]}));
        post.answers("fagsystem", &answers);
        post.send("other", &to_the_point(1)).unwrap();
        post.advance_hours(24 * 10);
        assert_eq!(minutes_of_pushes(&post, 1), [0, 0], "{answers:?}");
        assert_eq!(post.state_of(1), "DELIVERED");
        let attempts = &post.message(1).delivery.as_ref().unwrap().attempts;
        assert_eq!(attempts.len(), 1);
        let sent = post.log(1).into_iter().filter(|name| *name == "Sendt");
        assert_eq!(sent.count(), 1);
    }
}

#[test]
fn a_receiver_that_answers_a_doubled_push_twice_has_its_second_receipt_refused() {
    let mut post = with_faults(serde_json::json!({"rules": [{"fault": "push-doubled"}]}));
    post.send("other", &to_the_point(1)).unwrap();
    post.receipt("fagsystem", uuid(1), ReceiptStatus::Completed)
        .unwrap();
    let second = post
        .receipt("fagsystem", uuid(1), ReceiptStatus::Completed)
        .unwrap_err();
    assert_eq!(second.code, "receipt.already.received");
}

#[test]
fn a_push_that_is_late_begins_its_schedule_with_its_first_attempt() {
    let mut post = with_faults(
        serde_json::json!({"rules": [{"fault": "push-late", "by": "PT45M", "systems": ["fagsystem"]}]}),
    );
    post.answers("fagsystem", &[503, 503, 200]);
    post.send("other", &to_the_point(1)).unwrap();
    assert_eq!(post.state_of(1), "DELIVERING");
    post.advance_hours(24);
    assert_eq!(minutes_of_pushes(&post, 1), [45, 105, 285]);
}

#[test]
fn a_push_that_is_late_moves_on_when_its_system_is_switched_off_meanwhile() {
    let mut post = with_faults(
        serde_json::json!({"rules": [{"fault": "push-late", "systems": ["fagsystem"]}]}),
    );
    post.send("other", &to_the_point(1)).unwrap();
    post.command(Command::Administer(Box::new(Administration::Deactivate(
        system("fagsystem"),
    ))))
    .unwrap();
    post.advance_hours(2);
    assert!(post.hours_of_pushes("fagsystem", 1).is_empty());
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [0]);
}

#[test]
fn a_later_push_overtakes_an_earlier_one() {
    let mut post =
        with_faults(serde_json::json!({"rules": [{"fault": "push-reordered", "nth": 1}]}));
    for number in [1, 2] {
        post.send("other", &to_the_point(number)).unwrap();
    }
    let pushes = post.calls.iter().filter(|call| call.is_push);
    let order: Vec<_> = pushes.map(|call| call.message).collect();
    assert_eq!(order, [Some(uuid(2)), Some(uuid(1))]);
}

#[test]
fn faults_are_switched_on_and_off_and_counted_anew() {
    let mut post = Post::new();
    let put = |post: &mut Post, faults: serde_json::Value| {
        let faults: FaultsDocument = serde_json::from_value(faults).unwrap();
        post.command(Command::Administer(Box::new(Administration::PutFaults(
            faults,
        ))))
    };
    let late = serde_json::json!({"rules": [{"fault": "receipt-late", "nth": 1}]});
    let send = |post: &mut Post, number: u32| {
        post.send("fagsystem", &letter(number, MUNICIPALITY, CITIZEN))
            .unwrap();
        minutes_of_receipts(post, number).len()
    };
    assert_eq!(send(&mut post, 1), 1);
    put(&mut post, late.clone()).unwrap();
    assert_eq!((send(&mut post, 2), send(&mut post, 3)), (0, 1));
    put(&mut post, late).unwrap();
    assert_eq!(send(&mut post, 4), 0);
    put(&mut post, serde_json::json!({"profile": "calm"})).unwrap();
    assert_eq!(send(&mut post, 5), 1);
    let refused = put(
        &mut post,
        serde_json::json!({"rules": [{"fault": "unavailable", "systems": ["fagsystm"]}]}),
    )
    .unwrap_err();
    assert!(
        refused.message.contains("nearest is 'fagsystem'"),
        "{}",
        refused.message
    );
}

#[test]
fn a_world_whose_fault_rules_cannot_be_meant_is_not_made() {
    let mut document = world();
    document.faults = Some(
        serde_json::from_value(serde_json::json!({"rules": [
            {"fault": "receipt-late", "by": "P8D"},
            {"fault": "expired-certificate"},
            {"fault": "latency", "systems": ["nobody"]},
        ]}))
        .unwrap(),
    );
    let said = refusal(&document);
    for part in [
        "faults.rules[0]",
        "at most P7D",
        "no TLS port",
        "no system 'nobody'",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

/// How the pushes of three messages are spoilt, the second of which a rule strikes.
fn spoilt_pushes(fault: &str) -> Vec<Option<Spoilt>> {
    let mut post = with_faults(serde_json::json!({"rules": [{"fault": fault, "nth": 2}]}));
    post.silent.insert(system("fagsystem"));
    for number in 1..=3 {
        post.send("other", &to_the_point(number)).unwrap();
    }
    let pushes = post.unanswered.iter().filter_map(|effect| match effect {
        Effect::Push { spoilt, .. } => Some(*spoilt),
        Effect::Notify { .. } | Effect::ReceiptCallback { .. } => None,
    });
    pushes.collect()
}

#[test]
fn a_push_is_spoilt_where_a_rule_says_so() {
    for (fault, way) in [
        ("push-cut", Spoilt::Cut),
        ("push-unreadable", Spoilt::Unreadable),
        ("push-invalid", Spoilt::Invalid),
        ("push-misdirected", Spoilt::Misdirected),
    ] {
        assert_eq!(spoilt_pushes(fault), [None, Some(way), None], "{fault}");
    }
}
