//! RETRY-1 to RETRY-10, DEL-8.

use jiff::SignedDuration;
use testpost_engine::Command;
use testpost_engine::command::Administration;
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::profile::Profile;

use crate::post::*;

const WEEK: [i64; 11] = [0, 1, 4, 10, 20, 24, 48, 72, 96, 120, 144];

fn administer(post: &mut Post, change: Administration) {
    post.command(Command::Administer(Box::new(change))).unwrap();
}

#[test]
fn retry_2_and_3_eleven_attempts_five_of_them_in_the_first_day() {
    let mut post = Post::new();
    post.answers("fagsystem", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(23);
    post.advance_minutes(59);
    assert_eq!(post.hours_of_pushes("fagsystem", 1), WEEK[..5]);
    post.advance_minutes(1);
    assert_eq!(
        post.hours_of_pushes("fagsystem", 1),
        WEEK[..6],
        "what is due exactly then is done"
    );
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("fagsystem", 1), WEEK);
}

#[test]
fn retry_4_and_5_after_seven_days_the_primary_gets_it_and_has_three_attempts() {
    let mut post = Post::new();
    post.answers("fagsystem", &[503]);
    post.answers("postfordeler", &[500, 0, 302]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(168);
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [168]);
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [168, 169, 192]);
    assert_eq!(post.state_of(1), "HELD");
    let log = post.log(1);
    assert_eq!(
        log.iter()
            .filter(|name| **name == "Afsendelse fejlet")
            .count(),
        14
    );
    assert_eq!(
        log.iter()
            .filter(|name| **name == "Forretningskvittering sendt")
            .count(),
        1,
        "no second receipt to the sender"
    );
    // Held mail can be fetched and confirmed.
    post.command(Command::FetchMemo {
        system: system("postfordeler"),
        message: uuid(1),
    })
    .unwrap();
    post.receipt("postfordeler", uuid(1), ReceiptStatus::Completed)
        .unwrap();
    assert_eq!(post.state_of(1), "DELIVERED");
}

#[test]
fn retry_5_the_primary_takes_it_at_the_second_attempt() {
    let mut post = Post::new();
    post.answers("fagsystem", &[503]);
    post.answers("postfordeler", &[503, 200]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [168, 169]);
    assert_eq!(post.state_of(1), "DELIVERED");
}

#[test]
fn retry_6_a_primary_that_fails_gets_the_last_attempts_itself() {
    let mut post = Post::new();
    post.answers("postfordeler", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY))
        .unwrap();
    post.advance_hours(24 * 30);
    let mut expected = WEEK.to_vec();
    expected.extend([168, 169, 192]);
    assert_eq!(
        post.hours_of_pushes("postfordeler", 1),
        expected,
        "also after its deactivation at hour 168"
    );
    assert_eq!(post.state_of(1), "HELD");
    assert!(
        post.engine.state().systems[&system("postfordeler")]
            .deactivated_at
            .is_some()
    );
}

#[test]
fn retry_7_a_success_ends_the_schedule() {
    let mut post = Post::new();
    post.answers("fagsystem", &[503, 503, 503, 503, 503, 503, 503, 204]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("fagsystem", 1), WEEK[..8]);
    assert_eq!(post.hours_of_pushes("postfordeler", 1), Vec::<i64>::new());
    assert_eq!(post.state_of(1), "DELIVERED");
    assert!(
        post.engine.state().systems[&system("fagsystem")]
            .failing
            .is_none()
    );
}

#[test]
fn retry_7_an_answer_that_was_lost_counts_as_failed_and_the_same_message_comes_again() {
    let mut post = Post::new();
    post.answers("fagsystem", &[0, 200]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(2);
    assert_eq!(post.hours_of_pushes("fagsystem", 1), [0, 1]);
}

#[test]
fn del_8_any_2xx_is_a_success_and_everything_else_and_no_answer_a_failure() {
    for (status, is_success) in [
        (200, true),
        (204, true),
        (299, true),
        (301, false),
        (304, false),
        (400, false),
        (404, false),
        (503, false),
        // No answer within push.wall-timeout.
        (0, false),
    ] {
        let mut post = Post::new();
        post.answers("fagsystem", &[status, 200]);
        post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
            .unwrap();
        let state = if is_success {
            "DELIVERED"
        } else {
            "DELIVERING"
        };
        assert_eq!(post.state_of(1), state, "{status}");
        post.advance_hours(1);
        assert_eq!(post.state_of(1), "DELIVERED", "{status}");
        let pushes = if is_success { 1 } else { 2 };
        assert_eq!(post.hours_of_pushes("fagsystem", 1).len(), pushes);
    }
    let patience = Profile::assumed().push_timeout;
    assert_eq!(patience, SignedDuration::from_secs(60));
}

#[test]
fn retry_8_seven_days_without_any_success_deactivate_the_system() {
    let mut post = Post::new();
    post.answers("fagsystem", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(167);
    assert!(
        post.engine.state().systems[&system("fagsystem")]
            .deactivated_at
            .is_none()
    );
    post.advance_hours(1);
    assert!(
        post.engine.state().systems[&system("fagsystem")]
            .deactivated_at
            .is_some()
    );
    let tags: Vec<_> = post
        .engine
        .journal()
        .events()
        .map(|event| event.body.tag())
        .collect();
    let place = |tag| tags.iter().position(|other| *other == tag).unwrap();
    assert!(place("MEMO_SEND_HANDED_TO_PRIMARY") < place("MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM"));
    assert!(
        place("MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM") < place("SYSTEM_DEACTIVATED"),
        "the hand-over and its attempt come first"
    );
    assert!(
        post.authenticate("fagsystem", "key").is_ok(),
        "only the receiving stops"
    );
}

#[test]
fn retry_8_one_message_received_in_those_days_prevents_it() {
    let mut post = Post::new();
    post.answers(
        "fagsystem",
        &[503, 503, 503, 503, 503, 503, 503, 503, 200, 503],
    );
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(97);
    post.send("other", &letter(2, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(166);
    assert!(
        post.engine.state().systems[&system("fagsystem")]
            .deactivated_at
            .is_none(),
        "seven days count from the failure after the success"
    );
    post.advance_hours(2);
    assert!(
        post.engine.state().systems[&system("fagsystem")]
            .deactivated_at
            .is_some()
    );
}

#[test]
fn retry_8_an_idle_system_is_never_deactivated() {
    let mut post = Post::new();
    post.advance_hours(24 * 100);
    assert!(
        post.engine
            .state()
            .systems
            .values()
            .all(|system| system.deactivated_at.is_none())
    );
}

#[test]
fn retry_9_warnings_go_to_the_technical_contact_after_1_3_5_and_6_days_and_at_the_deactivation() {
    let mut post = Post::new();
    post.answers("fagsystem", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(24 * 30);
    let mail = &post.engine.state().mail;
    let hours: Vec<i64> = mail
        .iter()
        .map(|mail| mail.at.duration_since(post.birth.epoch).as_hours())
        .collect();
    assert_eq!(hours, [24, 72, 120, 144, 168]);
    assert!(
        mail.iter()
            .all(|mail| mail.to.as_deref() == Some("fagsystem@example.invalid"))
    );
}

#[test]
fn retry_10_mail_waiting_at_a_deactivated_system_goes_to_the_primary_at_once() {
    let mut post = Post::new();
    post.answers("fagsystem", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(100);
    post.send("other", &letter(2, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(68);
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [168]);
    assert_eq!(
        post.hours_of_pushes("postfordeler", 2),
        [168],
        "with the deactivation, not after its own week"
    );
    post.send("other", &letter(3, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    assert_eq!(
        post.hours_of_pushes("postfordeler", 3),
        [168],
        "new mail too"
    );
}

#[test]
fn retry_6_and_10_mail_that_waits_at_a_primary_as_it_is_deactivated_has_its_last_attempts_there() {
    let mut post = Post::new();
    post.answers("postfordeler", &[503]);
    for number in [1, 2] {
        post.send("other", &letter(number, OTHER_AUTHORITY, MUNICIPALITY))
            .unwrap();
        post.advance_hours(2);
    }
    post.advance_hours(24 * 10);
    // The first one's week ends in the deactivation, and the second's with it.
    let own: Vec<i64> = WEEK.iter().map(|hours| hours + 2).collect();
    let last = [168, 169, 192];
    assert_eq!(
        post.hours_of_pushes("postfordeler", 1),
        [&WEEK[..], &last].concat()
    );
    assert_eq!(
        post.hours_of_pushes("postfordeler", 2),
        [&own[..], &last].concat()
    );
    assert_eq!((post.state_of(1), post.state_of(2)), ("HELD", "HELD"));
}

#[test]
fn retry_10_by_hand_as_well() {
    let mut post = Post::new();
    post.answers("fagsystem", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(2);
    administer(&mut post, Administration::Deactivate(system("fagsystem")));
    post.settle(Vec::new());
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [2]);
}

#[test]
fn the_schedule_follows_the_profile() {
    use testpost_engine::profile::SettingValue;
    let mut document = world();
    let text = |text: &str| SettingValue::Text(text.into());
    document.profile.insert(
        "retry.first-day".into(),
        SettingValue::List(vec![text("PT0H"), text("PT2H")]),
    );
    document
        .profile
        .insert("retry.give-up-after".into(), text("P2D"));
    document.profile.insert(
        "retry.primary".into(),
        SettingValue::List(vec![text("PT0H")]),
    );
    let mut post = Post::with(document);
    post.answers("fagsystem", &[503]);
    post.answers("postfordeler", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("fagsystem", 1), [0, 2, 24]);
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [48]);
    assert_eq!(post.state_of(1), "HELD");
}
