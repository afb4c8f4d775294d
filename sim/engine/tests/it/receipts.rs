//! SEND-3, SEND-4, DEL-5, DEL-10.

use testpost_engine::Command;
use testpost_engine::command::AfterFetch;
use testpost_engine::effect::ReceiptStatus;

use crate::post::*;

#[test]
fn send_4_a_receipt_endpoint_that_fails_is_tried_again_and_delivery_does_not_wait_for_it() {
    let mut post = Post::new();
    post.receipt_answers("fagsystem", &[503, 0, 200]);
    post.send("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    assert_eq!(post.state_of(1), "DELIVERED");
    post.advance_hours(24 * 30);
    let hours: Vec<i64> = post
        .calls
        .iter()
        .map(|call| call.at.duration_since(post.birth.epoch).as_hours())
        .collect();
    assert_eq!(hours, [0, 1, 4]);
    assert_eq!(
        post.log(1)
            .iter()
            .filter(|name| **name == "Forretningskvittering fejlet")
            .count(),
        2
    );
    assert!(
        post.message(1)
            .receipt
            .as_ref()
            .unwrap()
            .handed_over_at
            .is_some()
    );
}

#[test]
fn send_3_a_pull_sender_lists_fetches_and_deletes_its_own_receipts() {
    let mut post = Post::new();
    post.send("pull", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    let listed = |post: &Post| {
        post.engine
            .state()
            .receipts
            .of(system("pull"))
            .map(|waiting| waiting.id)
            .collect::<Vec<_>>()
    };
    let id = listed(&post)[0];
    let fetch = |then| Command::FetchReceipt {
        system: system("pull"),
        receipt: id,
        then,
    };
    post.command(fetch(AfterFetch::Keep)).unwrap();
    assert_eq!(listed(&post), [id]);
    let stolen = post
        .command(Command::FetchReceipt {
            system: system("fagsystem"),
            receipt: id,
            then: AfterFetch::Keep,
        })
        .unwrap_err();
    assert_eq!(stolen.code, "receipt.of.another.system");
    post.command(fetch(AfterFetch::Delete)).unwrap();
    assert_eq!(listed(&post), []);
    assert_eq!(
        post.command(fetch(AfterFetch::Keep)).unwrap_err().code,
        "receipt.not.found"
    );
}

#[test]
fn del_10_a_negative_receipt_after_a_2xx_is_logged_and_the_senders_stays_as_it_was() {
    let mut post = Post::new();
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.receipt("fagsystem", uuid(1), ReceiptStatus::Invalid)
        .unwrap();
    post.advance_hours(24 * 30);
    assert_eq!(post.hours_of_pushes("fagsystem", 1), [0]);
    assert_eq!(post.log(1).last(), Some(&"Forretningskvittering modtaget"));
    assert_eq!(
        post.message(1)
            .receipt
            .as_ref()
            .unwrap()
            .receipt
            .receipt_status,
        ReceiptStatus::Completed
    );
}

#[test]
fn a_receipt_names_its_message_and_is_a_business_receipt() {
    let mut post = Post::new();
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    assert_eq!(
        post.receipt("fagsystem", uuid(1), ReceiptStatus::Received)
            .unwrap_err()
            .code,
        "receipt.status.not.allowed"
    );
    assert_eq!(
        post.receipt("postfordeler", uuid(1), ReceiptStatus::Completed)
            .unwrap_err()
            .code,
        "memo.of.another.system"
    );
    assert_eq!(
        post.receipt("fagsystem", uuid(2), ReceiptStatus::Completed)
            .unwrap_err()
            .code,
        "memo.not.found"
    );
}
