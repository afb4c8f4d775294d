//! What the owners of mailboxes do: LEGAL-1, SEND-10, DEL-4 and MEMO-14 for what they write.

use testpost_engine::command::{Accepted, Body, Handling, Origin};
use testpost_engine::document::WorldDocument;
use testpost_engine::effect::{BodyHash, ReceiptStatus};
use testpost_engine::event::{EventBody, Log};
use testpost_engine::state::mailboxes::{Direction, Folder, Item};
use testpost_engine::{Command, Engine, Rejection, Reply};
use testpost_memo::MemoVersion;
use testpost_memo::check::Report;
use testpost_memo::id::PartyId;

use crate::post::*;

fn citizen() -> PartyId {
    PartyId::parse(CITIZEN, "CPR").unwrap()
}

fn company() -> PartyId {
    PartyId::parse(COMPANY, "CVR").unwrap()
}

fn handle(post: &mut Post, number: u32, handling: Handling) -> Result<Reply, Rejection> {
    post.command(Command::HandleMail {
        owner: citizen(),
        message: uuid(number),
        handling,
    })
}

fn item(post: &Post, owner: PartyId, number: u32) -> Option<&Item> {
    post.engine.state().mailboxes.get(&owner, uuid(number))
}

/// As the owner of a mailbox writes it.
fn write(post: &mut Post, owner: PartyId, letter: &Letter) -> Result<Accepted, Rejection> {
    let command = Command::Send {
        origin: Origin::Mailbox { owner },
        uuid_parameter: letter.parameter.clone(),
        report: Box::new(Report {
            version: Some(MemoVersion::V1_2),
            well_formed: true,
            outline: letter.outline.clone(),
            findings: Vec::new(),
            more_findings: 0,
        }),
        body: Body {
            hash: BodyHash::from_bytes([letter.content; 32]),
            size: letter.size,
        },
    };
    let Reply::Accepted(accepted) = post.command(command)? else {
        panic!("a send answers its acceptance");
    };
    Ok(accepted)
}

fn answer_to(earlier: u32, number: u32) -> Letter {
    let mut letter = letter(number, CITIZEN, MUNICIPALITY);
    letter.outline.reply_to = Some(uuid(earlier));
    letter
}

/// A letter of the municipality to the citizen that may be answered.
fn answerable(post: &mut Post, number: u32, until: Option<&str>) {
    let mut letter = letter(number, MUNICIPALITY, CITIZEN);
    letter.outline.reply = true;
    letter.outline.reply_by = until.map(|until| until.parse().unwrap());
    post.send("fagsystem", &letter).unwrap();
}

fn served(post: &Post, number: u32) -> Vec<(Log, &'static str)> {
    post.events(number)
        .filter(|body| matches!(body, EventBody::MessageLegallyNotified { .. }))
        .filter_map(EventBody::log_entry)
        .collect()
}

#[test]
fn legal_1_a_legal_notification_is_served_once_by_whatever_is_done_with_it_first() {
    let folder: Folder = "Retten".parse().unwrap();
    for first in [Handling::Open, Handling::Move { folder }, Handling::Delete] {
        let mut post = Post::new();
        post.send("court", &letter(1, COURT, CITIZEN).legal())
            .unwrap();
        assert_eq!(served(&post, 1), [], "{first:?}");
        handle(&mut post, 1, first.clone()).unwrap();
        assert_eq!(served(&post, 1), [(Log::Outgoing, "Forkyndt")], "{first:?}");
        // Whatever comes after it serves it no second time.
        if first != Handling::Delete {
            handle(&mut post, 1, Handling::Open).unwrap();
            handle(&mut post, 1, Handling::Delete).unwrap();
            assert_eq!(served(&post, 1).len(), 1, "{first:?}");
        }
        let journal = post.engine.journal().events();
        let again = Engine::replay(&post.document, post.birth, journal).unwrap();
        assert_eq!(again.state(), post.engine.state());
    }
}

#[test]
fn legal_1_other_mail_is_never_served_and_what_is_served_says_when() {
    let mut post = Post::new();
    post.send("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    post.send("court", &letter(2, COURT, CITIZEN).legal())
        .unwrap();
    post.advance_hours(5);
    for number in [1, 2] {
        handle(&mut post, number, Handling::Open).unwrap();
    }
    assert_eq!(served(&post, 1), []);
    let five_hours_on = post.now;
    let at = |number| item(&post, citizen(), number).unwrap().legally_notified_at;
    assert_eq!((at(1), at(2)), (None, Some(five_hours_on)));
}

#[test]
fn mail_is_opened_moved_and_deleted_in_the_mailbox_that_it_lies_in() {
    let mut post = Post::new();
    for number in [1, 2] {
        post.send("fagsystem", &letter(number, MUNICIPALITY, CITIZEN))
            .unwrap();
    }
    assert_eq!(item(&post, citizen(), 1).unwrap().folder, Folder::Inbox);
    handle(&mut post, 1, Handling::Open).unwrap();
    let folder: Folder = "Skat 2026".parse().unwrap();
    handle(
        &mut post,
        1,
        Handling::Move {
            folder: folder.clone(),
        },
    )
    .unwrap();
    let there = item(&post, citizen(), 1).unwrap();
    assert_eq!((&there.folder, there.read_at), (&folder, Some(post.now)));
    handle(&mut post, 2, Handling::Delete).unwrap();
    assert_eq!(item(&post, citizen(), 2), None);
    let gone = handle(&mut post, 2, Handling::Open).unwrap_err();
    let never = handle(&mut post, 9, Handling::Delete).unwrap_err();
    assert_eq!([gone.code, never.code], ["message.not.found"; 2]);
    assert_eq!("".parse::<Folder>().map_err(drop), Err(()));
}

#[test]
fn send_10_what_is_written_goes_the_way_of_all_mail_and_lies_among_what_was_sent() {
    let mut post = Post::new();
    let new = letter(1, CITIZEN, MUNICIPALITY).at(POINT);
    write(&mut post, citizen(), &new).unwrap();
    answerable(&mut post, 2, None);
    write(&mut post, citizen(), &answer_to(2, 3).at(POINT)).unwrap();
    let mut forwarded = letter(4, CITIZEN, MUNICIPALITY).at(POINT);
    forwarded.outline.forward_of = Some(uuid(2));
    write(&mut post, citizen(), &forwarded).unwrap();
    for number in [1, 3, 4] {
        assert_eq!(post.hours_of_pushes("fagsystem", number), [0], "{number}");
        assert_eq!(post.state_of(number), "DELIVERED");
        let sent = item(&post, citizen(), number).unwrap();
        assert_eq!(
            (sent.direction, &sent.folder),
            (Direction::Sent, &Folder::Sent)
        );
    }
    // What was answered has been opened by that.
    assert!(item(&post, citizen(), 2).unwrap().read_at.is_some());
    let journal = post.engine.journal().events();
    let again = Engine::replay(&post.document, post.birth, journal).unwrap();
    assert_eq!(again.state(), post.engine.state());
}

#[test]
fn send_10_an_answer_needs_the_senders_leave_and_comes_in_time() {
    let mut post = Post::new();
    post.send("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    answerable(&mut post, 2, Some("2026-01-06T08:00:00Z"));
    let refused = |post: &mut Post, earlier, number| {
        write(post, citizen(), &answer_to(earlier, number))
            .unwrap_err()
            .code
    };
    assert_eq!(refused(&mut post, 1, 10), "reply.not.allowed");
    assert_eq!(refused(&mut post, 9, 10), "message.not.found");
    post.advance_hours(24);
    write(&mut post, citizen(), &answer_to(2, 11)).unwrap();
    assert_eq!(refused(&mut post, 11, 12), "reply.not.allowed");
    post.advance_hours(1);
    assert_eq!(refused(&mut post, 2, 12), "reply.too.late");
    assert!(post.engine.state().messages.get(uuid(12)).is_none());
}

#[test]
fn send_10_whether_an_answer_needs_leave_is_a_setting() {
    let mut document: WorldDocument = world();
    let no = serde_json::from_value(serde_json::json!(false)).unwrap();
    document
        .profile
        .insert("mailbox.reply-needs-leave".to_owned(), no);
    let mut post = Post::with(document);
    post.send("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    write(&mut post, citizen(), &answer_to(1, 2)).unwrap();
}

#[test]
fn memo_14_a_mailbox_writes_for_its_owner_and_to_or_from_an_authority() {
    let mut post = Post::new();
    for (number, letter, code) in [
        (1, letter(1, CITIZEN, MUNICIPALITY), None),
        (
            2,
            letter(2, COMPANY, MUNICIPALITY),
            Some("sender.not.allowed"),
        ),
        (
            3,
            letter(3, CITIZEN, COMPANY),
            Some("recipient.not.allowed"),
        ),
    ] {
        write(&mut post, citizen(), &letter).unwrap();
        let receipt = &post.message(number).receipt.as_ref().unwrap().receipt;
        let status = match code {
            None => ReceiptStatus::Completed,
            Some(_) => ReceiptStatus::NotAllowed,
        };
        assert_eq!(
            (receipt.receipt_status, receipt.error_code.as_deref()),
            (status, code)
        );
    }
    write(&mut post, company(), &letter(4, COMPANY, MUNICIPALITY)).unwrap();
    assert_eq!(post.state_of(4), "DELIVERED");
}

#[test]
fn memo_3_a_contact_points_limits_hold_for_answers_too() {
    let mut document = world();
    document.authorities[0].contact_points[0].allowed_number_of_attachments = Some(1);
    let mut post = Post::with(document);
    answerable(&mut post, 1, None);
    for (number, attachments, state) in [(2, 1, "DELIVERED"), (3, 2, "REJECTED")] {
        let mut answer = answer_to(1, number).at(POINT);
        answer.outline.additional_documents = attachments;
        write(&mut post, citizen(), &answer).unwrap();
        assert_eq!(post.state_of(number), state);
    }
}

#[test]
fn retry_1_what_a_citizen_writes_is_tried_for_seven_days_as_any_other() {
    let mut post = Post::new();
    post.answers("fagsystem", &[503]);
    write(
        &mut post,
        citizen(),
        &letter(1, CITIZEN, MUNICIPALITY).at(POINT),
    )
    .unwrap();
    post.advance_hours(168);
    assert_eq!(post.hours_of_pushes("fagsystem", 1).len(), 11);
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [168]);
}
