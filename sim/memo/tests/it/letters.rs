//! Letters are valid messages, and the same letter is the same bytes.
use testpost_memo::{
    MemoVersion, MessageType,
    id::{Cpr, Cvr, MessageUuid},
    write::{Letter, LetterFile, LetterParty},
};

use crate::check_bytes;

fn letter(version: MemoVersion, message_type: MessageType) -> Letter {
    Letter {
        version,
        message_type,
        message_uuid: MessageUuid::from_random_bytes([7; 16]),
        message_id: Some("FB-1 & co".to_owned()),
        label: "Plads <nu> & \"her\"".to_owned(),
        notification: Some("Du har fået post\r\n".to_owned()),
        reply: true,
        value_date: Some(jiff::civil::date(2026, 1, 7)),
        mandatory: false,
        legal_notification: false,
        sender: LetterParty {
            id: Cvr::parse("30405060").unwrap().into(),
            label: "Fjordby Kommune".to_owned(),
        },
        recipient: LetterParty {
            id: Cpr::parse("2211771212").unwrap().into(),
            label: "Mette Skov".to_owned(),
        },
        contact_point: Some(MessageUuid::from_random_bytes([9; 16]).as_uuid()),
        created: "2026-01-05T08:00:00.123Z".parse().unwrap(),
        text: "Kære Mette".to_owned(),
        attachments: vec![LetterFile {
            filename: "bilag & mere.pdf".to_owned(),
            encoding_format: "application/pdf".to_owned(),
            content: vec![0, 1, 2, 255],
        }],
        reply_to: Some(MessageUuid::from_random_bytes([1; 16])),
        forward_of: Some(MessageUuid::from_random_bytes([2; 16])),
    }
}

#[test]
fn a_letter_is_valid_in_both_versions_and_says_what_it_was_told() {
    for version in [MemoVersion::V1_1, MemoVersion::V1_2] {
        let letter = letter(version, MessageType::DigitalPost);
        let report = check_bytes(&letter.to_xml());
        assert!(report.valid(), "{:#?}", report.findings);
        let outline = report.outline;
        assert_eq!(outline.version, Some(version));
        assert_eq!(outline.message_uuid, Some(letter.message_uuid));
        assert_eq!(outline.message_id, letter.message_id);
        assert_eq!(outline.label, Some(letter.label));
        assert_eq!(outline.notification, letter.notification);
        assert_eq!(outline.value_date, letter.value_date);
        assert_eq!(outline.reply_to, letter.reply_to);
        assert_eq!(outline.forward_of, letter.forward_of);
        assert_eq!(outline.additional_documents, 1);
    }
}

#[test]
fn a_text_message_has_no_body() {
    let report = check_bytes(&letter(MemoVersion::V1_2, MessageType::NemSms).to_xml());
    assert!(report.valid(), "{:#?}", report.findings);
    assert!(!report.outline.has_body);
    assert_eq!(report.outline.message_type, Some(MessageType::NemSms));
}

#[test]
fn the_same_letter_is_the_same_bytes() {
    let letter = letter(MemoVersion::V1_1, MessageType::DigitalPost);
    assert_eq!(letter.to_xml(), letter.clone().to_xml());
    insta::assert_snapshot!(String::from_utf8(letter.to_xml()).unwrap());
}
