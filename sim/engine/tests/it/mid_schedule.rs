//! What happens to mail on its way when somebody changes the systems in the middle of its
//! schedule: before and after attempts, and while a push is open (RETRY-1 to RETRY-10).

use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::json;
use testpost_engine::command::Administration;
use testpost_engine::document::SystemDocument;
use testpost_engine::event::{EventBody, Stage};
use testpost_engine::profile::SettingValue;
use testpost_engine::{CallOutcome, Command, Effect};
use testpost_memo::id::PartyId;

use crate::post::*;

const WEEK: [i64; 11] = [0, 1, 4, 10, 20, 24, 48, 72, 96, 120, 144];

fn administer(post: &mut Post, change: Administration) {
    post.command(Command::Administer(Box::new(change))).unwrap();
    post.settle(Vec::new());
}

fn fagsystem_with(changed: serde_json::Value) -> Administration {
    let mut system = json!({
        "id": system("fagsystem"), "name": "fagsystem", "roles": ["SENDER", "RECIPIENT"],
        "protocol": "REST_PUSH", "apiKey": "key", "endpoint": "http://127.0.0.1:1/fagsystem",
        "receiptEndpoint": "http://127.0.0.1:1/fagsystem/receipt",
    });
    system
        .as_object_mut()
        .unwrap()
        .extend(changed.as_object().unwrap().clone());
    let system: SystemDocument = serde_json::from_value(system).unwrap();
    let owner = MUNICIPALITY.parse().unwrap();
    Administration::PutSystem { owner, system }
}

/// A letter to the contact point of fagsystem, which takes nothing; the primary does.
fn on_its_way() -> Post {
    let mut post = Post::new();
    post.answers("fagsystem", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post
}

/// The same with its first push still open; gives the effect whose outcome is to come.
fn with_an_open_push() -> (Post, Effect) {
    let mut post = Post::new();
    post.call("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    let receipt = post.engine.run_due(post.now).pop().unwrap();
    let pushes = ended(&mut post, &receipt, 200);
    (post, pushes.into_iter().next().unwrap())
}

fn ended(post: &mut Post, effect: &Effect, status: u16) -> Vec<Effect> {
    let id = effect.id();
    let outcome = CallOutcome::Answered { status };
    post.engine
        .handle(post.now, Command::EffectEnded { id, outcome })
        .unwrap()
        .effects
}

/// An administrator's change with nothing settled after it; no effect may follow from it.
fn change_only(post: &mut Post, change: Administration) {
    let change = Command::Administer(Box::new(change));
    let done = post.engine.handle(post.now, change).unwrap();
    assert_eq!(
        done.effects,
        [],
        "while a call is open, its outcome decides"
    );
}

fn free_of_contact_points(post: &mut Post) {
    for point in [POINT, INACTIVE_POINT] {
        administer(
            post,
            Administration::RemoveContactPoint(point.parse().unwrap()),
        );
    }
}

#[test]
fn a_new_primary_leaves_the_schedule_alone_and_gets_the_letter_at_its_end() {
    let mut post = on_its_way();
    post.advance_hours(30);
    administer(&mut post, Administration::MakePrimary(system("pull")));
    post.advance_hours(137);
    assert_eq!(post.hours_of_pushes("fagsystem", 1), WEEK);
    assert_eq!(post.state_of(1), "DELIVERING");
    post.advance_hours(1);
    assert_eq!(
        post.state_of(1),
        "AWAITING_FETCH",
        "whoever is primary at that hour has it"
    );
    assert_eq!(post.hours_of_pushes("postfordeler", 1), Vec::<i64>::new());
}

#[test]
fn mail_that_is_on_its_way_to_the_primary_stays_there_when_another_becomes_it() {
    let mut post = Post::new();
    post.answers("postfordeler", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY))
        .unwrap();
    post.advance_hours(2);
    administer(&mut post, Administration::MakePrimary(system("fagsystem")));
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("postfordeler", 1), WEEK);
    assert_eq!(
        post.hours_of_pushes("fagsystem", 1),
        [168],
        "the last attempts are the new one's"
    );
}

#[test]
fn the_last_attempts_stay_with_the_system_that_was_primary_at_the_hand_over() {
    let mut post = on_its_way();
    post.answers("postfordeler", &[503]);
    post.advance_hours(168);
    administer(&mut post, Administration::MakePrimary(system("pull")));
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [168, 169, 192]);
    assert_eq!(post.state_of(1), "HELD");
}

#[test]
fn a_system_that_is_removed_between_attempts_leaves_its_mail_to_the_primary_at_once() {
    let mut post = on_its_way();
    post.advance_hours(30);
    free_of_contact_points(&mut post);
    administer(&mut post, Administration::RemoveSystem(system("fagsystem")));
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [30]);
    assert_eq!(post.state_of(1), "DELIVERED");
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("fagsystem", 1), WEEK[..6]);
    assert!(
        post.engine
            .state()
            .mail
            .iter()
            .all(|mail| mail.at < post.now),
        "no warning is left over"
    );
    assert_eq!(post.engine.next_due(), None);
}

#[test]
fn a_system_that_is_removed_during_an_open_push_keeps_what_it_takes_and_loses_what_it_does_not() {
    for (status, at_primary) in [(200, vec![]), (503, vec![0_i64])] {
        let (mut post, push) = with_an_open_push();
        for point in [POINT, INACTIVE_POINT] {
            change_only(
                &mut post,
                Administration::RemoveContactPoint(point.parse().unwrap()),
            );
        }
        change_only(&mut post, Administration::RemoveSystem(system("fagsystem")));
        let more = ended(&mut post, &push, status);
        post.settle(more);
        post.advance_hours(24 * 30);
        assert_eq!(
            post.hours_of_pushes("postfordeler", 1),
            at_primary,
            "{status}"
        );
        assert_eq!(post.state_of(1), "DELIVERED");
    }
}

#[test]
fn a_window_that_ends_during_an_open_push_lets_the_outcome_decide() {
    for (status, at_primary) in [(200, vec![]), (503, vec![1_i64])] {
        let mut document = world();
        document.authorities[0].systems[1].active_to =
            Some("2026-01-05T09:00:00Z".parse().unwrap());
        let mut post = Post::with(document);
        post.call("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
            .unwrap();
        let receipt = post.engine.run_due(post.now).pop().unwrap();
        let push = ended(&mut post, &receipt, 200).pop().unwrap();
        post.now += SignedDuration::from_hours(1);
        assert_eq!(post.engine.run_due(post.now), [], "nothing moves yet");
        let more = ended(&mut post, &push, status);
        post.settle(more);
        assert_eq!(
            post.hours_of_pushes("postfordeler", 1),
            at_primary,
            "{status}"
        );
    }
}

#[test]
fn a_system_that_is_switched_off_and_on_again_does_not_get_its_mail_back() {
    let mut post = on_its_way();
    post.answers("postfordeler", &[503]);
    post.advance_hours(30);
    administer(&mut post, Administration::Deactivate(system("fagsystem")));
    administer(&mut post, Administration::Activate(system("fagsystem")));
    post.answers("fagsystem", &[200]);
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("fagsystem", 1), WEEK[..6]);
    assert_eq!(
        post.hours_of_pushes("postfordeler", 1),
        [30, 31, 54],
        "three attempts from the hand-over"
    );
}

#[test]
fn switched_off_and_on_during_an_open_push_the_schedule_goes_on() {
    let (mut post, push) = with_an_open_push();
    post.answers("fagsystem", &[503, 200]);
    change_only(&mut post, Administration::Deactivate(system("fagsystem")));
    change_only(&mut post, Administration::Activate(system("fagsystem")));
    let more = ended(&mut post, &push, 503);
    post.settle(more);
    post.advance_hours(24 * 30);
    // The first attempt was the open one.
    assert_eq!(post.hours_of_pushes("fagsystem", 1), [1, 4]);
    assert_eq!(post.state_of(1), "DELIVERED");
}

#[test]
fn a_reactivation_begins_a_new_spell_of_seven_days_with_its_own_warnings() {
    let mut post = on_its_way();
    let failing = |post: &Post| post.engine.state().systems[&system("fagsystem")].failing;
    let hours_of_mail = |post: &Post| -> Vec<i64> {
        let since = |at: jiff::Timestamp| at.duration_since(post.birth.epoch).as_hours();
        post.engine
            .state()
            .mail
            .iter()
            .map(|mail| since(mail.at))
            .collect()
    };
    post.advance_hours(200);
    assert_eq!(hours_of_mail(&post), [24, 72, 120, 144, 168]);
    administer(&mut post, Administration::Activate(system("fagsystem")));
    assert_eq!(
        failing(&post),
        None,
        "what was before the activation does not count"
    );
    post.advance_hours(24 * 20);
    assert_eq!(
        hours_of_mail(&post).len(),
        5,
        "an idle system is not warned about"
    );
    post.send("other", &letter(2, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    let began = 680;
    post.advance_hours(167);
    let deactivated = |post: &Post| {
        post.engine.state().systems[&system("fagsystem")]
            .deactivated_at
            .is_some()
    };
    assert!(!deactivated(&post));
    post.advance_hours(1);
    assert!(deactivated(&post));
    assert_eq!(
        hours_of_mail(&post)[5..],
        [24, 72, 120, 144, 168].map(|hours| began + hours)
    );
}

#[test]
fn a_new_endpoint_is_used_from_the_next_attempt_and_moves_no_attempt() {
    let mut post = Post::new();
    post.call("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    let endpoint = |effects: &[Effect]| match effects {
        [Effect::Push { endpoint, .. }] => endpoint.clone(),
        other => panic!("one push: {other:?}"),
    };
    let receipt = post.engine.run_due(post.now).pop().unwrap();
    let first = ended(&mut post, &receipt, 200);
    assert_eq!(&*endpoint(&first), "http://127.0.0.1:1/fagsystem");
    change_only(
        &mut post,
        fagsystem_with(json!({"endpoint": "http://127.0.0.1:1/nyt"})),
    );
    assert_eq!(ended(&mut post, &first[0], 503), []);
    // The failure names the endpoint that was called, not the one there is now (LOG-9).
    let named = post.events(1).find_map(|body| {
        let EventBody::MemoSendSentToRecipientSystemFailed { endpoint, .. } = body else {
            return None;
        };
        endpoint.clone()
    });
    assert_eq!(named.as_deref(), Some("http://127.0.0.1:1/fagsystem"));
    let due = post.engine.next_due().unwrap();
    assert_eq!(due, post.birth.epoch + SignedDuration::from_hours(1));
    post.now = due;
    let second = post.engine.run_due(due);
    assert_eq!(&*endpoint(&second), "http://127.0.0.1:1/nyt");
    ended(&mut post, &second[0], 200);
    assert_eq!(post.state_of(1), "DELIVERED");
}

#[test]
fn a_primary_that_stops_receiving_during_its_last_attempts_leaves_the_letter_in_the_mailbox() {
    let mut post = Post::new();
    post.answers("other", &[503]);
    post.send("fagsystem", &letter(1, MUNICIPALITY, OTHER_AUTHORITY))
        .unwrap();
    post.advance_hours(167);
    post.now += SignedDuration::from_hours(1);
    let point = Administration::RemoveContactPoint(FOREIGN_POINT.parse().unwrap());
    change_only(&mut post, point);
    let open = post.engine.run_due(post.now);
    assert_eq!(
        post.message(1).delivery.as_ref().unwrap().stage,
        Stage::Primary
    );
    let sender: SystemDocument = serde_json::from_value(json!({
        "id": system("other"), "name": "other", "roles": ["SENDER"], "protocol": "REST_PUSH", "apiKey": "key",
        "endpoint": "http://127.0.0.1:1/other", "receiptEndpoint": "http://127.0.0.1:1/other/receipt",
    }))
    .unwrap();
    let owner = OTHER_AUTHORITY.parse().unwrap();
    change_only(
        &mut post,
        Administration::PutSystem {
            owner,
            system: sender,
        },
    );
    let more = ended(&mut post, &open[0], 503);
    post.settle(more);
    post.advance_hours(24 * 30);
    assert_eq!(
        post.engine
            .state()
            .mailboxes
            .of(&PartyId::Cvr(owner))
            .count(),
        1
    );
    assert_eq!(
        post.engine.next_due(),
        None,
        "nothing is pushed to what receives no more"
    );
}

#[test]
fn retry_1_held_mail_counts_its_seven_days_from_its_value_date() {
    let mut post = Post::new();
    post.answers("fagsystem", &[503]);
    let letter = letter(1, OTHER_AUTHORITY, MUNICIPALITY)
        .at(POINT)
        .value_date("2026-01-10");
    post.send("other", &letter).unwrap();
    post.advance_hours(24 * 30);
    // From midnight in Denmark, 111 hours after the epoch.
    assert_eq!(
        post.hours_of_pushes("fagsystem", 1),
        WEEK.map(|hours| 111 + hours)
    );
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [111 + 168]);
}

#[test]
fn retry_1_a_company_s_one_receiver_has_the_same_week_and_the_last_attempts_too() {
    let mut post = Post::new();
    post.answers("company-receiver", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, CONNECTED_COMPANY))
        .unwrap();
    post.advance_hours(24 * 30);
    let expected: Vec<i64> = WEEK.into_iter().chain([168, 169, 192]).collect();
    assert_eq!(post.hours_of_pushes("company-receiver", 1), expected);
    assert_eq!(post.state_of(1), "HELD");
}

#[test]
fn retry_8_of_a_system_that_takes_one_letter_in_two_none_is_given_up_early() {
    let mut post = Post::new();
    for day in 0..10 {
        post.answers("fagsystem", &[if day == 5 { 200 } else { 503 }]);
        post.send(
            "other",
            &letter(day + 1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT),
        )
        .unwrap();
        post.advance_minutes(24 * 60 - 1);
        post.advance_minutes(1);
    }
    assert!(
        post.engine.state().systems[&system("fagsystem")]
            .deactivated_at
            .is_none(),
        "it received something on the sixth day"
    );
}

/// A schedule of the profile, and for how many attempts each of the two systems fails.
fn schedules() -> impl Strategy<Value = (Vec<i64>, i64, i64, Vec<i64>, usize, usize)> {
    let first_day = proptest::collection::btree_set(1..1440_i64, 0..6);
    let primary = proptest::collection::btree_set(0..3000_i64, 1..4);
    (
        first_day,
        60..2000_i64,
        1000..12_000_i64,
        primary,
        0..30_usize,
        0..5_usize,
    )
        .prop_map(
            |(first_day, daily, give_up, primary, failures, at_primary)| {
                let first_day = std::iter::once(0).chain(first_day).collect();
                (
                    first_day,
                    daily,
                    give_up,
                    primary.into_iter().collect(),
                    failures,
                    at_primary,
                )
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the profile says and however long the systems fail, the attempts are the
    /// schedule's, at its times: worked out here by themselves, minute by minute.
    #[test]
    fn attempts_are_those_of_the_schedule_at_its_times(
        (first_day, daily, give_up, primary, failures, at_primary) in schedules()
    ) {
        let minutes = |minutes: &i64| SettingValue::Text(format!("PT{minutes}M"));
        let mut document = world();
        document.profile.insert("retry.first-day".into(), SettingValue::List(first_day.iter().map(minutes).collect()));
        document.profile.insert("retry.daily".into(), minutes(&daily));
        document.profile.insert("retry.give-up-after".into(), minutes(&give_up));
        document.profile.insert("retry.primary".into(), SettingValue::List(primary.iter().map(minutes).collect()));
        // So that no deactivation comes between.
        document.profile.insert("deactivation.after".into(), SettingValue::Text("P300D".into()));
        let mut post = Post::with(document);
        let answers = |failures: usize| [vec![503; failures], vec![200]].concat();
        post.answers("fagsystem", &answers(failures));
        post.answers("postfordeler", &answers(at_primary));
        post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT)).unwrap();
        post.advance_hours(24 * 40);

        let last_of_first_day = first_day.iter().copied().filter(|minute| *minute < give_up).max().unwrap();
        let planned: Vec<i64> = (0..give_up)
            .filter(|minute| {
                first_day.contains(minute) || minute % daily == 0 && *minute > last_of_first_day
            })
            .collect();
        let made: Vec<i64> = planned.iter().copied().take(failures + 1).collect();
        let given_up = failures >= planned.len();
        let made_at_primary: Vec<i64> = if given_up {
            primary.iter().map(|minute| give_up + minute).take(at_primary + 1).collect()
        } else {
            Vec::new()
        };
        let minutes_of = |name: &str| -> Vec<i64> {
            let pushes = post.calls.iter().filter(|call| call.is_push && call.system == system(name));
            pushes.map(|call| call.at.duration_since(post.birth.epoch).as_secs() / 60).collect()
        };
        prop_assert_eq!(minutes_of("fagsystem"), made);
        prop_assert_eq!(minutes_of("postfordeler"), made_at_primary);
        let held = given_up && at_primary >= primary.len();
        prop_assert_eq!(post.state_of(1), if held { "HELD" } else { "DELIVERED" });
    }
}
