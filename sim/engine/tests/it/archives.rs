//! SEND-8, SEND-11, SEND-12: several messages in one file.

use testpost_engine::Command;
use testpost_engine::command::{
    Administration, AfterFetch, ArchiveContent, ArchiveEntry, EntryContent, Repeat,
};
use testpost_engine::effect::{Receipt, ReceiptStatus};
use testpost_engine::profile::ArchiveTransmission;
use testpost_memo::Code as FormatCode;

use crate::post::*;

pub(crate) fn entries(content: impl IntoIterator<Item = EntryContent>) -> ArchiveContent {
    let entries = content
        .into_iter()
        .zip(1..)
        .map(|(content, number)| ArchiveEntry {
            number,
            name: format!("{number}.xml"),
            content,
        });
    ArchiveContent::Entries(entries.collect())
}

pub(crate) fn file(letter: &Letter) -> EntryContent {
    EntryContent::File {
        report: letter.report(),
        body: letter.body(),
    }
}

pub(crate) fn broken() -> ArchiveContent {
    ArchiveContent::Broken {
        code: FormatCode::ArchiveDamaged,
        reason: "it does not unpack".to_owned(),
    }
}

fn no_file() -> EntryContent {
    EntryContent::Refused {
        code: FormatCode::ArchiveEntryNameClimbs,
        reason: "the name climbs".to_owned(),
    }
}

fn to_citizen(number: u32) -> Letter {
    letter(number, MUNICIPALITY, CITIZEN)
}

/// The receipts that were called back, in order.
fn called_back(post: &Post) -> Vec<Receipt> {
    post.calls
        .iter()
        .filter_map(|call| call.receipt.clone())
        .collect()
}

#[test]
fn send_11_an_archive_has_one_technical_receipt_and_each_message_its_business_receipt() {
    let mut post = Post::new();
    let refused = Letter {
        outline: letter(2, OTHER_AUTHORITY, CITIZEN).outline,
        ..to_citizen(2)
    };
    let content = entries([file(&to_citizen(1)), file(&refused)]);
    let accepted = post.send_archive("fagsystem", 1, content).unwrap();
    assert_eq!(accepted.receipt.receipt_status, ReceiptStatus::Received);
    assert_eq!(accepted.receipt.message_uuid, None);
    assert_eq!(accepted.messages, [uuid(1), uuid(2)]);
    let receipts = called_back(&post);
    let got: Vec<_> = receipts
        .iter()
        .map(|receipt| (receipt.message_uuid, receipt.receipt_status))
        .collect();
    assert_eq!(
        got,
        [
            (Some(uuid(1)), ReceiptStatus::Completed),
            (Some(uuid(2)), ReceiptStatus::NotAllowed)
        ]
    );
    assert!(
        receipts
            .iter()
            .all(|receipt| receipt.transmission_id == accepted.receipt.transmission_id)
    );
    assert_eq!(
        (post.state_of(1), post.state_of(2)),
        ("DELIVERED", "REJECTED")
    );
    assert_eq!(
        post.log(1),
        [
            "Teknisk kvittering sendt",
            "Valideret",
            "Forretningskvittering sendt",
            "Tilgængelig for modtageren"
        ]
    );
}

#[test]
fn send_11_a_broken_entry_refuses_that_entry_alone() {
    let mut post = Post::new();
    let nameless = Letter {
        outline: testpost_memo::Outline::default(),
        well_formed: false,
        ..to_citizen(9)
    };
    let content = entries([no_file(), file(&to_citizen(1)), file(&nameless)]);
    let accepted = post.send_archive("fagsystem", 1, content).unwrap();
    assert_eq!(accepted.messages, [uuid(1)]);
    assert_eq!(post.state_of(1), "DELIVERED");
    let receipts = called_back(&post);
    let loose: Vec<_> = receipts
        .iter()
        .filter(|receipt| receipt.message_uuid.is_none())
        .collect();
    assert_eq!(loose.len(), 2);
    for receipt in &loose {
        assert_eq!(receipt.receipt_status, ReceiptStatus::Invalid);
        assert_eq!(receipt.transmission_id, accepted.receipt.transmission_id);
    }
    assert_eq!(
        loose[0].error_code.as_deref(),
        Some("archive.entry.name.climbs")
    );
    let said = loose[0].error_message.as_deref().unwrap();
    assert!(said.contains("entry 1, 1.xml"), "{said}");
    let tags: Vec<_> = post
        .engine
        .journal()
        .events()
        .map(|e| e.body.tag())
        .collect();
    assert_eq!(
        tags.iter()
            .filter(|tag| **tag == "MEMO_SEND_FAILED")
            .count(),
        2
    );
    assert!(!tags.contains(&"MEMO_ARCHIVE_REJECTED"));
}

#[test]
fn send_8_a_broken_archive_fails_as_a_whole_with_one_receipt_about_no_message() {
    let mut post = Post::new();
    post.receipt_answers("fagsystem", &[503, 0, 200]);
    let accepted = post.send_archive("fagsystem", 1, broken()).unwrap();
    assert_eq!(accepted.receipt.receipt_status, ReceiptStatus::Received);
    assert_eq!(accepted.messages, []);
    assert!(post.engine.state().messages.is_empty());
    // SEND-4 holds for it too: another attempt is due, and idle time waits for it.
    assert!(post.engine.next_due_about_messages().is_some());
    post.advance_hours(24 * 30);
    let receipts = called_back(&post);
    assert_eq!(receipts.len(), 3);
    for receipt in &receipts {
        assert_eq!(receipt.message_uuid, None);
        assert_eq!(receipt.receipt_status, ReceiptStatus::Invalid);
        assert_eq!(receipt.error_code.as_deref(), Some("archive.damaged"));
        assert_eq!(receipt.transmission_id, accepted.receipt.transmission_id);
    }
    let log: Vec<_> = post
        .engine
        .journal()
        .events()
        .filter_map(|event| Some(event.body.log_entry()?.1))
        .collect();
    assert_eq!(
        log,
        [
            "Fejlet",
            "Forretningskvittering fejlet",
            "Forretningskvittering fejlet",
            "Forretningskvittering sendt"
        ]
    );
    assert!(post.engine.next_due().is_none());
}

#[test]
fn send_3_receipts_about_no_message_are_listed_for_a_pull_sender_and_go_when_they_are_deleted() {
    let mut post = Post::new();
    post.send_archive("pull", 1, broken()).unwrap();
    let content = entries([file(&to_citizen(1)), no_file()]);
    post.send_archive("pull", 2, content).unwrap();
    let listed: Vec<_> = post
        .engine
        .state()
        .receipts
        .of(system("pull"))
        .map(|waiting| (waiting.id, waiting.message))
        .collect();
    assert_eq!(listed.len(), 3);
    assert_eq!(
        listed
            .iter()
            .filter(|(_, message)| message.is_none())
            .count(),
        2
    );
    for (receipt, _) in listed {
        let fetch = Command::FetchReceipt {
            system: system("pull"),
            receipt,
            then: AfterFetch::Delete,
        };
        post.command(fetch).unwrap();
    }
    assert_eq!(post.engine.state().receipts.of(system("pull")).len(), 0);
}

#[test]
fn send_12_an_archive_sent_again_answers_its_first_transmission_and_nothing_more_happens() {
    let mut post = Post::new();
    let content = || entries([file(&to_citizen(1)), no_file()]);
    let first = post.send_archive("fagsystem", 1, content()).unwrap();
    let events = post.engine.journal().last_seq();
    let again = post.send_archive("fagsystem", 1, content()).unwrap();
    assert_eq!(again.receipt.transmission_id, first.receipt.transmission_id);
    assert_eq!((first.repeat, again.repeat), (Repeat::First, Repeat::Again));
    assert_eq!(post.engine.journal().last_seq(), events);
    // A broken one was never accepted, so it is refused anew.
    post.send_archive("fagsystem", 2, broken()).unwrap();
    let seen = called_back(&post).len();
    post.send_archive("fagsystem", 2, broken()).unwrap();
    assert_eq!(called_back(&post).len(), seen + 1);
}

#[test]
fn send_12_a_message_sent_before_is_passed_over_and_one_of_the_same_uuid_refused() {
    let mut post = Post::new();
    post.send("fagsystem", &to_citizen(1)).unwrap();
    let other = Letter {
        content: 7,
        ..to_citizen(2)
    };
    let content = entries([file(&to_citizen(1)), file(&to_citizen(2)), file(&other)]);
    let accepted = post.send_archive("fagsystem", 1, content).unwrap();
    assert_eq!(accepted.messages, [uuid(2)]);
    let receipts = called_back(&post);
    assert_eq!(receipts.len(), 3);
    let refused = receipts
        .iter()
        .find(|receipt| receipt.receipt_status == ReceiptStatus::Invalid)
        .unwrap();
    assert_eq!(refused.message_uuid, Some(uuid(2)));
    assert_eq!(
        refused.error_code.as_deref(),
        Some("message.uuid.already.used")
    );
    // What is told of the refused entry is not told of the message that has the UUID.
    assert_eq!(post.state_of(2), "DELIVERED");
    assert!(!post.tags(2).contains(&"MEMO_SEND_FAILED"));
    // Over a single call the same is 400, as before.
    assert!(post.send("fagsystem", &other).is_err());
}

#[test]
fn send_2_each_message_of_an_archive_can_have_a_transmission_of_its_own() {
    let mut document = world();
    document.profile.insert(
        "archive.transmission-id".to_owned(),
        testpost_engine::profile::SettingValue::Text("own".to_owned()),
    );
    let mut post = Post::with(document);
    assert_eq!(
        post.engine.profile().archive_transmission,
        ArchiveTransmission::Own
    );
    let content = entries([file(&to_citizen(1)), file(&to_citizen(2))]);
    let accepted = post.send_archive("fagsystem", 1, content).unwrap();
    let mut transmissions: Vec<_> = called_back(&post)
        .iter()
        .map(|receipt| receipt.transmission_id)
        .collect();
    transmissions.push(accepted.receipt.transmission_id);
    transmissions.sort();
    transmissions.dedup();
    assert_eq!(transmissions.len(), 3);
}

#[test]
fn only_a_sender_system_sends_archives_and_a_refused_one_leaves_no_trace() {
    let mut post = Post::new();
    let content = entries([file(&to_citizen(1))]);
    let refused = post.send_archive("postfordeler", 1, content).unwrap_err();
    assert_eq!(refused.code, "system.not.a.sender");
    assert_eq!(post.engine.journal().last_seq(), 0);
}

#[test]
fn a_receipt_about_no_message_is_given_up_with_its_system_or_after_its_last_attempt() {
    let mut post = Post::new();
    post.receipt_answers("other", &[503]);
    post.receipt_answers("company-sender", &[503]);
    for from in ["other", "company-sender"] {
        post.send_archive(from, 1, broken()).unwrap();
    }
    let remove = Administration::RemoveSystem(system("company-sender"));
    post.command(Command::Administer(Box::new(remove))).unwrap();
    post.advance_hours(24 * 30);
    let count = |wanted: &str, name: &str| {
        post.engine
            .journal()
            .events()
            .filter(|event| event.body.tag() == wanted && event.body.system() == Some(system(name)))
            .count()
    };
    let failed = "BUSINESS_RECEIPT_SEND_TO_SENDER_SYSTEM_FAILED";
    assert_eq!(count(failed, "other"), 11);
    assert_eq!(count(failed, "company-sender"), 1);
    assert_eq!(count("BUSINESS_RECEIPT_GIVEN_UP", "company-sender"), 1);
    assert!(post.engine.next_due().is_none());
}
