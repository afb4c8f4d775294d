//! MEMO-3, CS-3: a contact point may take smaller messages and fewer attachments than others do.

use testpost_engine::document::{ContactPointDocument, WorldDocument};
use testpost_engine::effect::ReceiptStatus;

use crate::post::*;

/// A world whose point Pladsanvisning has lower limits, as the interface writes them.
fn limited(megabytes: Option<&str>, attachments: Option<u32>) -> WorldDocument {
    let mut document = world();
    let point = document.authorities[0]
        .contact_points
        .iter_mut()
        .find(|point| point.name == "Pladsanvisning")
        .unwrap();
    limit(point, megabytes, attachments);
    document
}

fn limit(point: &mut ContactPointDocument, megabytes: Option<&str>, attachments: Option<u32>) {
    point.memo_size_threshold = megabytes.map(|text| serde_json::from_str(text).unwrap());
    point.allowed_number_of_attachments = attachments;
}

fn letter_of(number: u32, size: u64, attachments: u32) -> Letter {
    let mut letter = letter(number, CONNECTED_COMPANY, MUNICIPALITY).at(POINT);
    letter.outline.sender.id = Some(OTHER_AUTHORITY.into());
    letter.size = size;
    letter.outline.additional_documents = attachments;
    letter
}

fn outcome(post: &Post, number: u32) -> (ReceiptStatus, String) {
    let receipt = &post.message(number).receipt.as_ref().unwrap().receipt;
    let code = receipt.error_code.clone().unwrap_or_default();
    (receipt.receipt_status, code)
}

#[test]
fn memo_3_a_point_takes_what_it_says_and_not_one_byte_more() {
    let mut post = Post::with(limited(Some("1.5"), None));
    post.send("other", &letter_of(1, 1_500_000, 10)).unwrap();
    assert_eq!(outcome(&post, 1), (ReceiptStatus::Completed, String::new()));
    post.send("other", &letter_of(2, 1_500_001, 0)).unwrap();
    assert_eq!(
        outcome(&post, 2),
        (
            ReceiptStatus::Invalid,
            "contact.point.message.too.large".into()
        )
    );
    assert_eq!(post.state_of(2), "REJECTED");
    let receipt = &post.message(2).receipt.as_ref().unwrap().receipt;
    let said = receipt.error_message.as_deref().unwrap();
    assert!(
        said.contains("1500001") && said.contains("Pladsanvisning") && said.contains("1500000"),
        "{said}"
    );
}

#[test]
fn memo_3_a_point_takes_as_many_attachments_as_it_says_be_it_none() {
    for (most, number) in [(2, 1), (0, 3)] {
        let mut post = Post::with(limited(None, Some(most)));
        post.send("other", &letter_of(number, 1000, most)).unwrap();
        assert_eq!(outcome(&post, number).0, ReceiptStatus::Completed);
        post.send("other", &letter_of(number + 1, 1000, most + 1))
            .unwrap();
        assert_eq!(
            outcome(&post, number + 1),
            (
                ReceiptStatus::Invalid,
                "contact.point.attachments.too.many".into()
            )
        );
    }
}

#[test]
fn memo_3_the_limits_hold_for_mail_to_that_point_alone() {
    let mut post = Post::with(limited(Some("1"), Some(0)));
    let mut to_primary = letter_of(1, 2_000_000, 3);
    to_primary.outline.recipient.contact_point_id = None;
    post.send("other", &to_primary).unwrap();
    assert_eq!(outcome(&post, 1).0, ReceiptStatus::Completed);
    post.send("other", &letter_of(2, 2_000_000, 3).at(PULL_POINT))
        .unwrap();
    assert_eq!(outcome(&post, 2).0, ReceiptStatus::Completed);
}

#[test]
fn memo_3_a_point_that_takes_no_mail_sets_no_limits() {
    let mut document = world();
    for point in &mut document.authorities[0].contact_points {
        limit(point, Some("0"), Some(0));
    }
    for point in &mut document.authorities[1].contact_points {
        limit(point, Some("0"), Some(0));
    }
    let mut post = Post::with(document);
    // DEL-1: all these go to the primary system.
    for (number, point) in (1..).zip([INACTIVE_POINT, LOOSE_POINT, FOREIGN_POINT]) {
        post.send("other", &letter_of(number, 1000, 1).at(point))
            .unwrap();
        assert_eq!(
            outcome(&post, number).0,
            ReceiptStatus::Completed,
            "{point}"
        );
    }
    post.send("other", &letter_of(9, 1000, 1)).unwrap();
    assert_eq!(outcome(&post, 9).0, ReceiptStatus::Invalid);
}
