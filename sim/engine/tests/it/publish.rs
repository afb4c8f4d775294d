//! DEL-7, SYS-4: a receiver system that is told of its mail and fetches it.

use testpost_engine::command::Administration;
use testpost_engine::document::{Protocol, Role, WorldDocument};
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::event::{EventBody, Sends};
use testpost_engine::profile::SettingValue;
use testpost_engine::{CallOutcome, Command, Effect};

use crate::post::*;

/// The world in which fagsystem subscribes, with this value of the setting.
fn subscribed(sends: &str) -> WorldDocument {
    let mut document = world();
    let setting = SettingValue::Text(sends.to_owned());
    document.profile.insert("publish.sends".to_owned(), setting);
    for system in document
        .authorities
        .iter_mut()
        .flat_map(|one| &mut one.systems)
    {
        if system.name == "fagsystem" {
            system.protocol = Some(Protocol::RestPublishSubscribe);
            system.roles = vec![Role::Recipient];
        }
    }
    document
}

fn to_fagsystem(number: u32) -> Letter {
    letter(number, OTHER_AUTHORITY, MUNICIPALITY).at(POINT)
}

fn waiting(post: &Post) -> usize {
    post.engine
        .state()
        .messages
        .waiting_for(system("fagsystem"))
        .len()
}

fn fetch(post: &mut Post, number: u32) {
    post.command(Command::FetchMemo {
        system: system("fagsystem"),
        message: uuid(number),
    })
    .unwrap();
}

#[test]
fn del_7_a_2xx_to_the_notification_ends_the_schedule_and_the_message_is_fetched_and_receipted() {
    let mut post = Post::with(subscribed("notification"));
    post.answers("fagsystem", &[503, 202]);
    post.send("other", &to_fagsystem(1)).unwrap();
    assert_eq!((post.state_of(1), waiting(&post)), ("DELIVERING", 0));
    post.advance_hours(1);
    assert_eq!((post.state_of(1), waiting(&post)), ("AWAITING_FETCH", 1));
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("fagsystem", 1), [0, 1]);
    fetch(&mut post, 1);
    assert_eq!(post.state_of(1), "AWAITING_FETCH");
    post.receipt("fagsystem", uuid(1), ReceiptStatus::Completed)
        .unwrap();
    assert_eq!((post.state_of(1), waiting(&post)), ("DELIVERED", 0));
    let again = post
        .receipt("fagsystem", uuid(1), ReceiptStatus::Completed)
        .unwrap_err();
    assert_eq!(again.code, "receipt.already.received");
    assert_eq!(
        post.log(1)[3..],
        [
            "Afsendelse fejlet",
            "Tilgængelig for modtageren",
            "Afhentet",
            "Forretningskvittering modtaget"
        ]
    );
    let sends = post
        .message(1)
        .delivery
        .as_ref()
        .unwrap()
        .attempts
        .last()
        .unwrap()
        .sends;
    assert_eq!(sends, Sends::Notification);
}

#[test]
fn del_7_notifications_that_fail_follow_the_schedule_fail_over_and_deactivate() {
    let mut post = Post::with(subscribed("notification"));
    post.answers("fagsystem", &[503]);
    post.send("other", &to_fagsystem(1)).unwrap();
    post.advance_hours(24 * 30);
    let hours = [0, 1, 4, 10, 20, 24, 48, 72, 96, 120, 144];
    assert_eq!(post.hours_of_pushes("fagsystem", 1), hours);
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [168]);
    assert_eq!(post.state_of(1), "DELIVERED");
    assert!(
        post.engine.state().systems[&system("fagsystem")]
            .deactivated_at
            .is_some()
    );
    assert_eq!(post.engine.state().mail.len(), 5);
}

#[test]
fn del_7_a_primary_that_subscribes_gets_its_last_attempts_and_then_holds_the_mail() {
    let mut post = Post::with(subscribed("notification"));
    post.command(Command::Administer(Box::new(Administration::MakePrimary(
        system("fagsystem"),
    ))))
    .unwrap();
    post.answers("fagsystem", &[503]);
    post.send("other", &to_fagsystem(1)).unwrap();
    post.advance_hours(24 * 30);
    let pushes = post.hours_of_pushes("fagsystem", 1);
    assert_eq!(pushes[11..], [168, 169, 192]);
    assert_eq!((post.state_of(1), waiting(&post)), ("HELD", 1));
    fetch(&mut post, 1);
    post.receipt("fagsystem", uuid(1), ReceiptStatus::Completed)
        .unwrap();
    assert_eq!(post.state_of(1), "DELIVERED");
}

#[test]
fn del_7_the_endpoint_can_be_sent_the_message_itself() {
    let mut post = Post::with(subscribed("memo"));
    post.answers("fagsystem", &[503, 200]);
    post.send("other", &to_fagsystem(1)).unwrap();
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("fagsystem", 1), [0, 1]);
    assert_eq!(post.state_of(1), "DELIVERED");
    assert!(post.log(1).contains(&"Sendt"));
}

#[test]
fn del_7_whoever_fetched_and_receipted_between_notifications_that_failed_is_told_no_more() {
    let mut post = Post::with(subscribed("notification"));
    post.answers("fagsystem", &[503]);
    post.send("other", &to_fagsystem(1)).unwrap();
    fetch(&mut post, 1);
    assert_eq!(post.state_of(1), "DELIVERING");
    post.receipt("fagsystem", uuid(1), ReceiptStatus::Completed)
        .unwrap();
    assert_eq!(post.state_of(1), "DELIVERED");
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("fagsystem", 1), [0]);
    assert!(
        post.engine.state().systems[&system("fagsystem")]
            .deactivated_at
            .is_none()
    );
    assert!(post.engine.next_due().is_none());
}

/// A notification that is still open.
fn open_notification(post: &mut Post) -> Effect {
    post.call("other", &to_fagsystem(1)).unwrap();
    let mut effects = post.engine.run_due(post.now);
    while let Some(effect) = effects.pop() {
        if matches!(effect, Effect::Notify { .. }) {
            return effect;
        }
        let ended = Command::EffectEnded {
            id: effect.id(),
            outcome: CallOutcome::Answered { status: 200 },
        };
        effects.extend(post.engine.handle(post.now, ended).unwrap().effects);
    }
    panic!("nobody was notified")
}

#[test]
fn del_7_a_receipt_inside_the_notification_counts_whatever_the_notification_is_answered() {
    for status in [200, 503] {
        let mut post = Post::with(subscribed("notification"));
        let open = open_notification(&mut post);
        post.receipt("fagsystem", uuid(1), ReceiptStatus::Completed)
            .unwrap();
        assert_eq!(post.state_of(1), "DELIVERING");
        post.command(Command::EffectEnded {
            id: open.id(),
            outcome: CallOutcome::Answered { status },
        })
        .unwrap();
        assert_eq!(post.state_of(1), "DELIVERED", "{status}");
        assert!(post.engine.next_due().is_none(), "{status}");
    }
}

#[test]
fn retry_10_mail_that_a_system_was_told_of_while_it_was_switched_off_goes_to_the_primary() {
    let mut post = Post::with(subscribed("notification"));
    let open = open_notification(&mut post);
    let off = Administration::Deactivate(system("fagsystem"));
    post.command(Command::Administer(Box::new(off))).unwrap();
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [0; 0]);
    post.command(Command::EffectEnded {
        id: open.id(),
        outcome: CallOutcome::Answered { status: 200 },
    })
    .unwrap();
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [0]);
    // And so does what waits to be fetched when the system is switched off later.
    let mut post = Post::with(subscribed("notification"));
    post.send("other", &to_fagsystem(1)).unwrap();
    let off = Administration::Deactivate(system("fagsystem"));
    post.command(Command::Administer(Box::new(off))).unwrap();
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [0]);
    let told = post
        .engine
        .journal()
        .events()
        .filter(|event| matches!(event.body, EventBody::MemoSendNotified { .. }));
    assert_eq!(told.count(), 1);
}

#[test]
fn sys_4_a_system_that_subscribes_only_receives_and_has_an_endpoint() {
    let mut document = subscribed("notification");
    for system in document
        .authorities
        .iter_mut()
        .flat_map(|one| &mut one.systems)
    {
        if system.name == "fagsystem" {
            system.roles = vec![Role::Sender, Role::Recipient];
            system.endpoint = None;
        }
    }
    let birth = Post::new().birth;
    let faults = testpost_engine::Engine::new(&document, birth).unwrap_err();
    let said = faults.iter().map(|fault| fault.message.as_str());
    let said: Vec<_> = said.take(2).collect();
    assert_eq!(
        said,
        [
            "REST_PUBLISH_SUBSCRIBE is for systems that receive only (SYS-4)",
            "a REST_PUBLISH_SUBSCRIBE receiver needs an endpoint (SYS-4)"
        ]
    );
}
