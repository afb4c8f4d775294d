//! SEND-1, SEND-2, SEND-7, SEND-11, SEND-12; MEMO-6, 10, 12 to 14, 17, 18; SYS-14, SYS-16.

use serde_json::json;
use testpost_engine::Command;
use testpost_engine::command::{Administration, Repeat};
use testpost_engine::document::Role;
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::event::EventBody;
use testpost_engine::profile::SettingValue;
use testpost_engine::rejection::RejectionClass;
use testpost_memo::id::{Cpr, PartyId};
use testpost_memo::{Finding, FindingKind, Severity};

use crate::post::*;

/// The status and code of the business receipt.
fn receipt(post: &Post, number: u32) -> (ReceiptStatus, String) {
    let receipt = &post.message(number).receipt.as_ref().unwrap().receipt;
    (
        receipt.receipt_status,
        receipt.error_code.clone().unwrap_or_default(),
    )
}

#[test]
fn send_1_the_201_comes_before_anything_is_looked_at() {
    let mut post = Post::new();
    let accepted = post
        .call("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    assert_eq!(accepted.receipt.receipt_status, ReceiptStatus::Received);
    assert_eq!(accepted.repeat, Repeat::First);
    assert_eq!(post.tags(1), ["TECHNICAL_RECEIPT_SENT"]);
    post.settle(Vec::new());
    assert_eq!(post.state_of(1), "DELIVERED");
}

#[test]
fn log_2_the_order_is_technical_receipt_validated_business_receipt_available() {
    let mut post = Post::new();
    post.send("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    assert_eq!(
        post.log(1),
        [
            "Teknisk kvittering sendt",
            "Valideret",
            "Forretningskvittering sendt",
            "Tilgængelig for modtageren"
        ]
    );
    post.send("pull", &letter(2, MUNICIPALITY, CITIZEN))
        .unwrap();
    assert_eq!(post.log(2), post.log(1));
}

#[test]
fn send_2_the_receipt_carries_the_transmission_of_the_201_and_the_ids_of_the_message() {
    let mut post = Post::new();
    let accepted = post
        .send("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    let called_back = post.calls[0].receipt.clone().unwrap();
    assert_eq!(
        called_back.transmission_id,
        accepted.receipt.transmission_id
    );
    assert_eq!(called_back.message_uuid, Some(uuid(1)));
    assert_eq!(called_back.message_id.as_deref(), Some("MSG-1"));
    assert_eq!(called_back.receipt_status, ReceiptStatus::Completed);
}

#[test]
fn send_9_what_was_refused_is_never_shown_to_its_recipient_whatever_happens_later() {
    let mut post = Post::new();
    post.send("fagsystem", &letter(1, MUNICIPALITY, EXEMPT))
        .unwrap();
    post.send("other", &letter(2, OTHER_AUTHORITY, CLOSED))
        .unwrap();
    for number in [1, 2] {
        assert!(
            post.log(number).contains(&"Afvist"),
            "{:?}",
            post.log(number)
        );
    }
    // Not even when the recipient could get mail afterwards.
    for cpr in [EXEMPT, CLOSED] {
        let back = json!({"cpr": cpr, "name": "Åse Prøvesen", "status": "REGISTERED"});
        let back = Administration::PutCitizen(serde_json::from_value(back).unwrap());
        post.command(Command::Administer(Box::new(back))).unwrap();
    }
    post.advance_hours(24 * 30);
    for (number, cpr) in [(1, EXEMPT), (2, CLOSED)] {
        assert_eq!(post.state_of(number), "REJECTED");
        let owner = PartyId::Cpr(Cpr::parse(cpr).unwrap());
        assert_eq!(post.engine.state().mailboxes.of(&owner).count(), 0);
    }
}

#[test]
fn send_7_only_registered_recipients_get_ordinary_mail() {
    let mut post = Post::new();
    let cases = [
        (EXEMPT, "recipient.is.exempt"),
        (CLOSED, "recipient.is.closed"),
        (DEAD, "recipient.is.closed"),
        (UNREGISTERED, "recipient.not.registered"),
        ("0101701299", "recipient.not.registered"),
    ];
    for (number, (recipient, code)) in (1..).zip(cases) {
        post.send("fagsystem", &letter(number, MUNICIPALITY, recipient))
            .unwrap();
        assert_eq!(
            receipt(&post, number),
            (ReceiptStatus::NotAllowed, code.to_owned()),
            "{recipient}"
        );
        assert_eq!(
            post.log(number),
            [
                "Teknisk kvittering sendt",
                "Afvist",
                "Forretningskvittering sendt"
            ]
        );
    }
}

#[test]
fn send_7_mandatory_mail_reaches_the_exempt_but_not_the_dead() {
    let mut post = Post::new();
    post.send("fagsystem", &letter(1, MUNICIPALITY, EXEMPT).mandatory())
        .unwrap();
    assert_eq!(post.state_of(1), "DELIVERED");
    post.send("fagsystem", &letter(2, MUNICIPALITY, DEAD).mandatory())
        .unwrap();
    assert_eq!(
        receipt(&post, 2),
        (ReceiptStatus::NotAllowed, "recipient.is.closed".into())
    );
}

#[test]
fn memo_13_mandatory_mail_and_legal_notifications_need_the_right_to_send_them() {
    let mut post = Post::new();
    post.send("other", &letter(1, OTHER_AUTHORITY, CITIZEN).mandatory())
        .unwrap();
    assert_eq!(
        receipt(&post, 1),
        (
            ReceiptStatus::NotAllowed,
            "mandatory.post.not.allowed".into()
        )
    );
    post.send("fagsystem", &letter(2, MUNICIPALITY, CITIZEN).legal())
        .unwrap();
    assert_eq!(
        receipt(&post, 2),
        (
            ReceiptStatus::NotAllowed,
            "legal.notification.not.allowed".into()
        )
    );
    post.send("court", &letter(3, COURT, CITIZEN).legal())
        .unwrap();
    assert_eq!(post.state_of(3), "DELIVERED");
}

#[test]
fn memo_14_the_sender_is_the_systems_own_organisation() {
    let mut post = Post::new();
    post.send("fagsystem", &letter(1, OTHER_AUTHORITY, CITIZEN))
        .unwrap();
    assert_eq!(
        receipt(&post, 1),
        (ReceiptStatus::NotAllowed, "sender.not.allowed".into())
    );
}

#[test]
fn memo_14_mail_has_an_authority_at_one_end() {
    let mut post = Post::new();
    post.send("company-sender", &letter(1, COMPANY, CITIZEN))
        .unwrap();
    assert_eq!(
        receipt(&post, 1),
        (ReceiptStatus::NotAllowed, "recipient.not.allowed".into())
    );
    post.send("company-sender", &letter(2, COMPANY, MUNICIPALITY))
        .unwrap();
    assert_eq!(post.state_of(2), "DELIVERED");
    post.send("fagsystem", &letter(3, MUNICIPALITY, OTHER_AUTHORITY))
        .unwrap();
    assert_eq!(post.state_of(3), "DELIVERED");
}

#[test]
fn memo_17_an_id_fits_its_type() {
    let mut post = Post::new();
    let mut wrong = letter(1, MUNICIPALITY, CITIZEN);
    wrong.outline.recipient.id_type = Some("CVR".into());
    post.send("fagsystem", &wrong).unwrap();
    assert_eq!(
        receipt(&post, 1),
        (ReceiptStatus::Invalid, "recipient.id.not.valid".into())
    );
}

#[test]
fn memo_10_a_value_date_lies_neither_in_the_past_nor_too_far_ahead() {
    let mut post = Post::new();
    for (number, date, code) in [
        (1, "2026-01-04", "do.not.deliver.until.date.too.early"),
        (2, "2026-01-05", ""),
        (3, "2027-01-05", ""),
        (4, "2027-01-06", "do.not.deliver.until.date.too.late"),
        (5, "9999-12-31", "do.not.deliver.until.date.too.late"),
        (6, "-009999-01-01", "do.not.deliver.until.date.too.early"),
    ] {
        post.send(
            "fagsystem",
            &letter(number, MUNICIPALITY, CITIZEN).value_date(date),
        )
        .unwrap();
        assert_eq!(receipt(&post, number).1, code, "{date}");
    }
    assert_eq!(
        post.state_of(2),
        "DELIVERED",
        "a date of today counts as none"
    );
}

fn finding(code: &str) -> Finding {
    Finding {
        kind: FindingKind::Schema,
        code: code.into(),
        severity: Severity::Error,
        xpath: "/memo:Message[1]".into(),
        line: 3,
        column: 7,
        message: "something is missing".into(),
        remedy: "add it".into(),
        clause: None,
    }
}

#[test]
fn send_11_xml_that_is_not_well_formed_is_refused_at_the_call_and_leaves_no_event() {
    let mut post = Post::new();
    let mut wrong = letter(1, MUNICIPALITY, CITIZEN);
    wrong.well_formed = false;
    wrong.findings = vec![finding("xml.not.well.formed")];
    let rejection = post.send("fagsystem", &wrong).unwrap_err();
    assert_eq!(
        (rejection.class, rejection.code),
        (RejectionClass::Malformed, "xml.not.well.formed")
    );
    assert_eq!(post.engine.journal().last_seq(), 0);
}

#[test]
fn send_11_a_schema_fault_is_accepted_and_refused_by_receipt_unless_the_profile_says_otherwise() {
    let mut wrong = letter(1, MUNICIPALITY, CITIZEN);
    wrong.findings = vec![
        finding("schema.element.missing"),
        finding("schema.element.missing"),
    ];
    let mut post = Post::new();
    post.send("fagsystem", &wrong).unwrap();
    assert_eq!(
        receipt(&post, 1),
        (ReceiptStatus::Invalid, "schema.element.missing".into())
    );
    let reason = post
        .message(1)
        .receipt
        .as_ref()
        .unwrap()
        .receipt
        .error_message
        .clone()
        .unwrap();
    assert!(
        reason.contains("line 3, column 7") && reason.contains("and 1 more"),
        "{reason}"
    );

    let mut document = world();
    let all = ["not-well-formed", "uuid", "schema"].map(|text| SettingValue::Text(text.into()));
    document
        .profile
        .insert("send.refuse-at-call".into(), SettingValue::List(all.into()));
    let mut strict = Post::with(document);
    assert_eq!(
        strict.send("fagsystem", &wrong).unwrap_err().code,
        "schema.invalid"
    );
}

#[test]
fn send_2_a_broken_rule_is_refused_by_an_invalid_receipt_unless_the_profile_says_otherwise() {
    let mut wrong = letter(1, MUNICIPALITY, CITIZEN);
    wrong.findings = vec![Finding {
        kind: FindingKind::Rule,
        clause: Some("MEMO-7".into()),
        ..finding("file.extension.not.allowed")
    }];
    let mut post = Post::new();
    post.send("fagsystem", &wrong).unwrap();
    assert_eq!(
        receipt(&post, 1),
        (ReceiptStatus::Invalid, "file.extension.not.allowed".into())
    );
    let refused = post
        .events(1)
        .find(|body| body.tag() == "MEMO_SEND_VALIDATION_FAILED");
    let Some(EventBody::MemoSendValidationFailed { clause, .. }) = refused else {
        panic!("the refusal is in the journal");
    };
    assert_eq!(clause, "MEMO-7");

    let with = |fault: &str| {
        let mut document = world();
        let value = SettingValue::List(vec![SettingValue::Text(fault.into())]);
        document.profile.insert("send.refuse-at-call".into(), value);
        Post::with(document)
    };
    assert!(
        with("schema").send("fagsystem", &wrong).is_ok(),
        "a rule is no schema"
    );
    let rejection = with("rules").send("fagsystem", &wrong).unwrap_err();
    assert_eq!(
        (rejection.class, rejection.code, rejection.clause),
        (RejectionClass::Malformed, "rule.broken", "SEND-11")
    );
    assert_eq!(rejection.findings, wrong.findings);
}

#[test]
fn memo_6_the_parameter_names_the_message_of_the_header() {
    let mut post = Post::new();
    for (parameter, code) in [
        (None, "memo.message.uuid.missing"),
        (Some("no uuid".to_owned()), "memo.message.uuid.invalid"),
        (
            Some("6b0d4a4e-0f0a-1c39-8f1e-000000000001".to_owned()),
            "memo.message.uuid.invalid",
        ),
        (Some(uuid(2).to_string()), "memo.message.uuid.mismatch"),
    ] {
        let wrong = crate::post::Letter {
            parameter,
            ..letter(1, MUNICIPALITY, CITIZEN)
        };
        assert_eq!(post.send("fagsystem", &wrong).unwrap_err().code, code);
    }
    let upper = crate::post::Letter {
        parameter: Some(uuid(1).to_string().to_uppercase()),
        ..letter(1, MUNICIPALITY, CITIZEN)
    };
    assert!(
        post.send("fagsystem", &upper).is_ok(),
        "upper and lower case name the same message"
    );
}

#[test]
fn send_12_an_identical_repeat_answers_the_first_transmission_and_nothing_more_happens() {
    let mut post = Post::new();
    let first = post
        .send("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    let events = post.engine.journal().last_seq();
    post.advance_hours(1);
    let again = post
        .send("fagsystem", &letter(1, MUNICIPALITY, CITIZEN))
        .unwrap();
    assert_eq!(again.repeat, Repeat::Again);
    assert_eq!(again.receipt, first.receipt);
    assert_eq!(post.engine.journal().last_seq(), events);
    assert_eq!(
        post.engine
            .state()
            .mailboxes
            .of(&post.message(1).recipient().unwrap())
            .count(),
        1
    );
}

#[test]
fn memo_18_a_uuid_is_used_up_in_the_whole_world_even_by_a_message_that_was_refused() {
    let mut post = Post::new();
    post.send("fagsystem", &letter(1, MUNICIPALITY, DEAD))
        .unwrap();
    let other_content = crate::post::Letter {
        content: 9,
        ..letter(1, MUNICIPALITY, CITIZEN)
    };
    assert_eq!(
        post.send("fagsystem", &other_content).unwrap_err().code,
        "message.uuid.already.used"
    );
    assert_eq!(
        post.send("other", &letter(1, MUNICIPALITY, DEAD))
            .unwrap_err()
            .code,
        "message.uuid.already.used"
    );
}

#[test]
fn sys_14_a_key_that_is_missing_unknown_or_wrong_is_not_let_in() {
    let post = Post::new();
    assert_eq!(
        post.authenticate("fagsystem", "key").unwrap(),
        system("fagsystem")
    );
    assert_eq!(
        post.authenticate("fagsystem", "kex").unwrap_err().class,
        RejectionClass::Unauthenticated
    );
    assert_eq!(
        post.authenticate("fagsystem", "").unwrap_err().class,
        RejectionClass::Unauthenticated
    );
}

#[test]
fn sys_16_a_system_is_usable_from_its_activation_to_its_deactivation() {
    let mut document = world();
    let fagsystem = &mut document.authorities[0].systems[1];
    fagsystem.active_from = Some("2026-01-05T09:00:00Z".parse().unwrap());
    fagsystem.active_to = Some("2026-01-05T10:00:00Z".parse().unwrap());
    let mut post = Post::with(document);
    let class = |post: &Post| {
        post.authenticate("fagsystem", "key")
            .map_err(|rejection| rejection.class)
    };
    assert_eq!(class(&post), Err(RejectionClass::Forbidden));
    post.advance_hours(1);
    assert!(class(&post).is_ok());
    post.advance_minutes(59);
    assert!(class(&post).is_ok());
    post.advance_minutes(1);
    assert_eq!(
        class(&post),
        Err(RejectionClass::Forbidden),
        "at the deactivation time it is over"
    );
}

#[test]
fn sys_1_only_a_sender_system_sends() {
    let mut post = Post::new();
    assert_eq!(
        post.send("postfordeler", &letter(1, MUNICIPALITY, CITIZEN))
            .unwrap_err()
            .code,
        "system.not.a.sender"
    );
    assert!(post.engine.state().systems[&system("fagsystem")].has_role(Role::Sender));
}
