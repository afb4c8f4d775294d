//! VALUE-1, VALUE-2, RECALL-1, RECALL-2, RECALL-4.

use testpost_engine::Command;
use testpost_engine::command::Administration;
use testpost_engine::document::{CitizenDocument, RecipientStatus};
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::rejection::RejectionClass;

use crate::post::*;

fn recall(post: &mut Post, from: &str, number: u32) -> Result<(), (RejectionClass, &'static str)> {
    post.command(Command::Recall {
        system: system(from),
        message: uuid(number),
    })
    .map(|_| ())
    .map_err(|rejection| (rejection.class, rejection.code))
}

#[test]
fn value_1_a_message_is_validated_at_once_and_sent_when_its_date_begins_in_denmark() {
    let mut post = Post::new();
    post.send(
        "fagsystem",
        &letter(1, MUNICIPALITY, CITIZEN).value_date("2026-03-30"),
    )
    .unwrap();
    assert_eq!(post.state_of(1), "AWAITING_VALUE_DATE");
    assert_eq!(
        post.message(1)
            .receipt
            .as_ref()
            .unwrap()
            .receipt
            .receipt_status,
        ReceiptStatus::Completed,
        "VALUE-2: before its date"
    );
    post.advance_to("2026-03-29T21:59:59Z".parse().unwrap());
    assert_eq!(post.state_of(1), "AWAITING_VALUE_DATE");
    post.advance_to("2026-03-29T22:00:00Z".parse().unwrap());
    assert_eq!(post.state_of(1), "DELIVERED");
    assert_eq!(
        post.log(1),
        [
            "Teknisk kvittering sendt",
            "Valideret – sendes efter valør",
            "Forretningskvittering sendt",
            "Sendt til modtager efter valør",
            "Tilgængelig for modtageren"
        ]
    );
}

#[test]
fn value_2_the_receipt_comes_before_the_date_and_names_the_id_to_recall_by() {
    let mut post = Post::new();
    let letter = letter(1, MUNICIPALITY, CITIZEN).value_date("2026-03-30");
    post.send("fagsystem", &letter).unwrap();
    let brought: Vec<_> = post.calls.iter().filter(|call| !call.is_push).collect();
    assert_eq!((brought.len(), brought[0].at), (1, post.birth.epoch));
    let receipt = brought[0].receipt.clone().unwrap();
    assert_eq!(receipt.receipt_status, ReceiptStatus::Completed);
    // The id of the receipt, and no other, is what the message is recalled by.
    let message = receipt.message_uuid.unwrap();
    let command = Command::Recall {
        system: system("fagsystem"),
        message,
    };
    post.command(command).unwrap();
    assert_eq!(post.state_of(1), "RECALLED");
}

#[test]
fn value_1_the_recipient_is_looked_at_again_on_the_date() {
    let mut post = Post::new();
    post.send(
        "fagsystem",
        &letter(1, MUNICIPALITY, CITIZEN).value_date("2026-02-01"),
    )
    .unwrap();
    let dead = CitizenDocument {
        cpr: CITIZEN.parse().unwrap(),
        name: "Mette Testesen".into(),
        status: RecipientStatus::Dead,
        mobile: None,
    };
    post.command(Command::Administer(Box::new(Administration::PutCitizen(
        dead,
    ))))
    .unwrap();
    post.advance_hours(24 * 40);
    assert_eq!(post.state_of(1), "REJECTED");
    assert_eq!(
        post.message(1)
            .receipt
            .as_ref()
            .unwrap()
            .receipt
            .receipt_status,
        ReceiptStatus::NotAllowed
    );
    assert_eq!(post.log(1).last(), Some(&"Forretningskvittering sendt"));
}

#[test]
fn messages_of_one_midnight_leave_in_the_order_of_their_acceptance() {
    let mut post = Post::new();
    for number in (1..=50).rev() {
        post.send(
            "fagsystem",
            &letter(number, MUNICIPALITY, CITIZEN).value_date("2026-02-01"),
        )
        .unwrap();
    }
    post.advance_hours(24 * 40);
    let cpr = post.message(1).recipient().unwrap();
    let arrived: Vec<_> = post
        .engine
        .state()
        .mailboxes
        .of(&cpr)
        .map(|(_, item)| item.message)
        .collect();
    assert_eq!(arrived, (1..=50).rev().map(uuid).collect::<Vec<_>>());
}

#[test]
fn recall_1_and_2_a_recalled_message_is_never_delivered() {
    let mut post = Post::new();
    post.send(
        "fagsystem",
        &letter(1, MUNICIPALITY, CITIZEN).value_date("2026-02-01"),
    )
    .unwrap();
    post.advance_to("2026-01-31T22:59:59.999Z".parse().unwrap());
    recall(&mut post, "pull", 1).unwrap();
    post.advance_hours(24 * 40);
    assert_eq!(post.state_of(1), "RECALLED");
    assert_eq!(post.log(1).last(), Some(&"Tilbagekaldt"));
    assert_eq!(post.engine.next_due(), None);
}

#[test]
fn recall_4_what_cannot_be_recalled_is_refused_and_nothing_changes() {
    let mut post = Post::new();
    post.send(
        "fagsystem",
        &letter(1, MUNICIPALITY, CITIZEN).value_date("2026-02-01"),
    )
    .unwrap();
    post.send("fagsystem", &letter(2, MUNICIPALITY, CITIZEN))
        .unwrap();
    post.send(
        "company-sender",
        &letter(3, COMPANY, MUNICIPALITY).value_date("2026-02-01"),
    )
    .unwrap();
    let before = post.engine.journal().last_seq();
    assert_eq!(
        recall(&mut post, "other", 1),
        Err((RejectionClass::Forbidden, "memo.of.another.organisation"))
    );
    assert_eq!(
        recall(&mut post, "fagsystem", 2),
        Err((RejectionClass::Unprocessable, "recall.without.value.date"))
    );
    assert_eq!(
        recall(&mut post, "company-sender", 3),
        Err((RejectionClass::Forbidden, "recall.not.allowed"))
    );
    assert_eq!(
        recall(&mut post, "fagsystem", 9),
        Err((RejectionClass::Unknown, "memo.not.found"))
    );
    assert_eq!(
        recall(&mut post, "postfordeler", 1),
        Err((RejectionClass::Forbidden, "system.not.a.sender")),
        "RECALL-3: the sender system recalls"
    );
    assert_eq!(post.engine.journal().last_seq(), before);
    recall(&mut post, "fagsystem", 1).unwrap();
    assert_eq!(
        recall(&mut post, "fagsystem", 1),
        Err((RejectionClass::Conflict, "memo.already.recalled"))
    );
    post.send(
        "fagsystem",
        &letter(4, MUNICIPALITY, CITIZEN).value_date("2026-02-01"),
    )
    .unwrap();
    post.advance_to("2026-01-31T23:00:00Z".parse().unwrap());
    assert_eq!(
        recall(&mut post, "fagsystem", 4),
        Err((RejectionClass::Conflict, "recall.too.late"))
    );
}
