//! VALUE-1, VALUE-2, RECALL-1: value dates in Denmark, across both changes of the clocks, and the
//! last instant at which a letter can be taken back.

use jiff::{SignedDuration, Timestamp};
use testpost_engine::command::Administration;
use testpost_engine::profile::SettingValue;
use testpost_engine::{Command, Rejection, Reply};

use crate::post::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn recall(post: &mut Post, number: u32) -> Result<Reply, Rejection> {
    post.command(Command::Recall {
        system: system("fagsystem"),
        message: uuid(number),
    })
}

#[test]
fn value_1_a_date_begins_at_midnight_in_denmark_also_where_the_clocks_change() {
    // The day, when it begins, and when it would begin if the clocks had not changed yet or had
    // changed already: nothing may happen then.
    let days = [
        ("2026-03-28", "2026-03-27T23:00:00Z"),
        ("2026-03-29", "2026-03-28T23:00:00Z"), // the clocks go forward in this night
        ("2026-03-30", "2026-03-29T22:00:00Z"),
        ("2026-10-25", "2026-10-24T22:00:00Z"), // and back in this one
        ("2026-10-26", "2026-10-25T23:00:00Z"),
    ];
    let mut post = Post::new();
    for (number, (day, _)) in (1..).zip(days) {
        post.send(
            "fagsystem",
            &letter(number, MUNICIPALITY, CITIZEN).value_date(day),
        )
        .unwrap();
    }
    for (number, (day, begins)) in (1..).zip(days) {
        let begins = at(begins);
        post.advance_to(begins - SignedDuration::from_millis(1));
        assert_eq!(post.state_of(number), "AWAITING_VALUE_DATE", "{day}");
        post.advance_to(begins);
        assert_eq!(post.state_of(number), "DELIVERED", "{day}");
    }
}

#[test]
fn value_1_a_time_of_day_that_a_change_of_the_clocks_skips_or_repeats_comes_once() {
    for (day, sent) in [
        ("2026-03-29", "2026-03-29T01:30:00Z"), // 02:30 is skipped: 03:30 summer time
        ("2026-10-25", "2026-10-25T00:30:00Z"), // 02:30 comes twice: the first
    ] {
        let mut document = world();
        let time = SettingValue::Text("02:30:00".into());
        document.profile.insert("value-date.time".into(), time);
        let mut post = Post::with(document);
        post.send(
            "fagsystem",
            &letter(1, MUNICIPALITY, CITIZEN).value_date(day),
        )
        .unwrap();
        assert_eq!(post.engine.next_due(), Some(at(sent)), "{day}");
        post.advance_to(at(sent));
        assert_eq!(post.engine.next_due(), None);
        let tags = post.tags(1);
        assert_eq!(
            tags.iter()
                .filter(|tag| **tag == "DELAYED_MEMO_SEND_SENT")
                .count(),
            1
        );
    }
}

#[test]
fn value_1_today_is_the_day_it_is_in_denmark() {
    // Half past eleven at night in UTC is the next day in Denmark.
    for (day, state) in [
        ("2026-01-05", "REJECTED"),
        ("2026-01-06", "DELIVERED"),
        ("2026-01-07", "AWAITING_VALUE_DATE"),
    ] {
        let mut post = Post::new();
        post.advance_to(at("2026-01-05T23:30:00Z"));
        post.send(
            "fagsystem",
            &letter(1, MUNICIPALITY, CITIZEN).value_date(day),
        )
        .unwrap();
        assert_eq!(post.state_of(1), state, "{day}");
        let held = post.log(1).contains(&"Valideret – sendes efter valør");
        assert_eq!(
            held,
            state == "AWAITING_VALUE_DATE",
            "today's date counts as none"
        );
    }
}

#[test]
fn recall_1_the_last_instant_before_the_date_is_early_enough_and_the_date_itself_is_not() {
    for (day, begins) in [
        ("2026-01-10", "2026-01-09T23:00:00Z"),
        ("2026-03-29", "2026-03-28T23:00:00Z"),
        ("2026-10-26", "2026-10-25T23:00:00Z"),
    ] {
        for (earlier, taken_back) in [(1, true), (0, false)] {
            let mut post = Post::new();
            post.send(
                "fagsystem",
                &letter(1, MUNICIPALITY, CITIZEN).value_date(day),
            )
            .unwrap();
            // The clock stands there, but what is due has not been run yet.
            post.now = at(begins) - SignedDuration::from_millis(earlier);
            match recall(&mut post, 1) {
                Ok(_) => assert!(taken_back, "{day}"),
                Err(refused) => {
                    assert!(!taken_back, "{day}");
                    assert_eq!(refused.code, "recall.too.late");
                }
            }
            post.advance_hours(24);
            assert_eq!(
                post.state_of(1),
                if taken_back { "RECALLED" } else { "DELIVERED" }
            );
        }
    }
}

#[test]
fn value_1_two_thousand_letters_of_one_midnight_leave_in_the_order_of_their_acceptance() {
    let run = || {
        let mut post = Post::new();
        // Their numbers are mixed, so that the order of the UUIDs is another one.
        let numbers: Vec<u32> = (0..2000).map(|n| (n * 7919) % 2000 + 1).collect();
        for (index, number) in numbers.iter().enumerate() {
            let (to, point) = if index % 2 == 0 {
                (MUNICIPALITY, Some(POINT))
            } else {
                (CITIZEN, None)
            };
            let mut letter = letter(*number, OTHER_AUTHORITY, to).value_date("2026-03-29");
            letter.outline.recipient.contact_point_id = point.map(Into::into);
            post.send("other", &letter).unwrap();
            if index % 100 == 0 {
                post.advance_minutes(7);
            }
        }
        post.advance_to(at("2026-03-28T23:00:00Z"));
        (post, numbers)
    };
    let (post, numbers) = run();
    let mut sent = Vec::new();
    for event in post.engine.journal().events() {
        if event.body.tag() == "DELAYED_MEMO_SEND_SENT" {
            assert_eq!(event.at, at("2026-03-28T23:00:00Z"));
            sent.push(event.body.message().unwrap());
        }
    }
    let in_order: Vec<_> = numbers.iter().map(|number| uuid(*number)).collect();
    assert_eq!(sent, in_order);
    let pushed: Vec<_> = post
        .calls
        .iter()
        .filter(|call| call.is_push)
        .filter_map(|call| call.message)
        .collect();
    let to_push: Vec<_> = in_order.iter().copied().step_by(2).collect();
    assert_eq!(pushed, to_push);
    assert!(
        run()
            .0
            .engine
            .journal()
            .events()
            .eq(post.engine.journal().events()),
        "the same each time"
    );
}

#[test]
fn value_1_on_the_date_everything_is_looked_at_again() {
    let mut post = Post::new();
    let administer = |post: &mut Post, change| {
        post.command(Command::Administer(Box::new(change))).unwrap();
    };
    let held = letter(1, OTHER_AUTHORITY, MUNICIPALITY)
        .at(POINT)
        .value_date("2026-01-10");
    post.send("other", &held).unwrap();
    post.send(
        "other",
        &letter(2, OTHER_AUTHORITY, CITIZEN).value_date("2026-01-10"),
    )
    .unwrap();
    let receipt = post.message(1).receipt.as_ref().unwrap();
    assert_eq!(
        receipt.receipt.message_uuid,
        Some(uuid(1)),
        "VALUE-2: the id to recall it by"
    );
    assert_eq!(receipt.handed_over_at, Some(post.now));
    // Between then and now the point's system is switched off, and the citizen dies.
    administer(&mut post, Administration::Deactivate(system("fagsystem")));
    let dead = serde_json::json!({"cpr": CITIZEN, "name": "Mette Testesen", "status": "DEAD"});
    administer(
        &mut post,
        Administration::PutCitizen(serde_json::from_value(dead).unwrap()),
    );
    post.advance_to(at("2026-01-09T23:00:00Z"));
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [111]);
    assert_eq!(post.state_of(2), "REJECTED");
    let code = post
        .message(2)
        .receipt
        .as_ref()
        .unwrap()
        .receipt
        .error_code
        .clone();
    assert_eq!(code.as_deref(), Some("recipient.is.closed"));
}
