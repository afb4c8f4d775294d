//! DEL-1, DEL-2, DEL-4, DEL-6, SYS-2, SYS-3.

use serde_json::json;
use testpost_engine::Command;
use testpost_engine::command::Administration;
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::event::Destination;

use crate::post::*;

fn destination(post: &Post, number: u32) -> Destination {
    post.message(number)
        .delivery
        .as_ref()
        .unwrap()
        .destination
        .clone()
}

fn at(name: &str) -> Destination {
    Destination::System {
        system: system(name),
    }
}

#[test]
fn del_1_mail_goes_to_the_contact_points_system_and_otherwise_to_the_primary() {
    let mut post = Post::new();
    let cases = [
        (Some(POINT), "fagsystem"),
        (Some("241D39F6-998E-4929-B198-CCACBBF4B330"), "fagsystem"),
        (None, "postfordeler"),
        (Some("00000000-0000-4000-8000-000000000000"), "postfordeler"),
        (Some(FOREIGN_POINT), "postfordeler"),
        (Some(INACTIVE_POINT), "postfordeler"),
        (Some(LOOSE_POINT), "postfordeler"),
    ];
    for (number, (point, expected)) in (1..).zip(cases) {
        let mut letter = letter(number, OTHER_AUTHORITY, MUNICIPALITY);
        letter.outline.recipient.contact_point_id = point.map(Into::into);
        post.send("other", &letter).unwrap();
        assert_eq!(destination(&post, number), at(expected), "{point:?}");
    }
}

#[test]
fn del_2_a_point_takes_mail_only_while_it_is_active_and_tied_to_a_receiver_system() {
    let mut post = Post::new();
    let cases = [
        (json!({"system": "fagsystem"}), "fagsystem"),
        (
            json!({"system": "fagsystem", "active": false}),
            "postfordeler",
        ),
        (json!({"system": "pull"}), "pull"),
        (json!({}), "postfordeler"),
        (json!({"system": "fagsystem"}), "fagsystem"),
    ];
    for (number, (mut point, expected)) in (1..).zip(cases) {
        point["id"] = POINT.into();
        point["name"] = "Pladsanvisning".into();
        let change = Administration::PutContactPoint {
            owner: MUNICIPALITY.parse().unwrap(),
            point: serde_json::from_value(point.clone()).unwrap(),
        };
        post.command(Command::Administer(Box::new(change))).unwrap();
        let letter = letter(number, OTHER_AUTHORITY, MUNICIPALITY).at(POINT);
        post.send("other", &letter).unwrap();
        assert_eq!(destination(&post, number), at(expected), "{point}");
    }
}

#[test]
fn del_1_a_point_whose_system_is_deactivated_counts_as_wrong() {
    let mut post = Post::new();
    post.command(Command::Administer(Box::new(Administration::Deactivate(
        system("fagsystem"),
    ))))
    .unwrap();
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    assert_eq!(destination(&post, 1), at("postfordeler"));
    post.command(Command::Administer(Box::new(Administration::Activate(
        system("fagsystem"),
    ))))
    .unwrap();
    post.send("other", &letter(2, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    assert_eq!(destination(&post, 2), at("fagsystem"));
}

#[test]
fn del_4_who_has_no_active_receiver_system_gets_mail_in_a_mailbox() {
    let mut post = Post::new();
    post.send("fagsystem", &letter(1, MUNICIPALITY, COMPANY))
        .unwrap();
    post.send("fagsystem", &letter(2, MUNICIPALITY, COURT))
        .unwrap();
    post.command(Command::Administer(Box::new(Administration::Deactivate(
        system("other"),
    ))))
    .unwrap();
    post.send("fagsystem", &letter(3, MUNICIPALITY, OTHER_AUTHORITY))
        .unwrap();
    for number in 1..=3 {
        let message = post.message(number);
        assert!(
            matches!(destination(&post, number), Destination::Mailbox { .. }),
            "{number}"
        );
        assert_eq!(
            post.engine
                .state()
                .mailboxes
                .of(&message.recipient().unwrap())
                .count(),
            1
        );
    }
}

#[test]
fn sys_3_a_company_with_a_receiver_system_gets_its_mail_there() {
    let mut post = Post::new();
    post.send("fagsystem", &letter(1, MUNICIPALITY, CONNECTED_COMPANY))
        .unwrap();
    assert_eq!(destination(&post, 1), at("company-receiver"));
    assert_eq!(post.log(1).last(), Some(&"Tilgængelig for modtageren"));
}

#[test]
fn sys_2_another_primary_can_be_chosen_and_there_is_always_exactly_one() {
    let mut post = Post::new();
    post.command(Command::Administer(Box::new(Administration::MakePrimary(
        system("fagsystem"),
    ))))
    .unwrap();
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY))
        .unwrap();
    assert_eq!(destination(&post, 1), at("fagsystem"));
    let refused = post
        .command(Command::Administer(Box::new(Administration::RemoveSystem(
            system("fagsystem"),
        ))))
        .unwrap_err();
    assert_eq!(refused.code, "system.is.primary");
}

#[test]
fn del_6_a_pull_system_lists_fetches_and_confirms_once() {
    let mut post = Post::new();
    post.send(
        "other",
        &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(PULL_POINT),
    )
    .unwrap();
    let listed = |post: &Post| {
        post.engine
            .state()
            .messages
            .waiting_for(system("pull"))
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(&post), [uuid(1)]);
    post.command(Command::FetchMemo {
        system: system("pull"),
        message: uuid(1),
    })
    .unwrap();
    assert_eq!(listed(&post), [uuid(1)], "it stays listed until receipted");
    post.receipt("pull", uuid(1), ReceiptStatus::Completed)
        .unwrap();
    assert_eq!(listed(&post), []);
    assert_eq!(
        post.receipt("pull", uuid(1), ReceiptStatus::Completed)
            .unwrap_err()
            .code,
        "receipt.already.received"
    );
    assert_eq!(
        post.log(1),
        [
            "Teknisk kvittering sendt",
            "Valideret",
            "Forretningskvittering sendt",
            "Tilgængelig for modtageren",
            "Afhentet",
            "Forretningskvittering modtaget"
        ]
    );
    let refused = post
        .command(Command::FetchMemo {
            system: system("fagsystem"),
            message: uuid(1),
        })
        .unwrap_err();
    assert_eq!(refused.code, "memo.of.another.system");
}
