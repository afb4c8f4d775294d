//! One mistake is one finding, found at its place, and the outline is filled all the same.
use testpost_memo::{
    MemoVersion, MessageType,
    check::{Limits, Options, check},
};

use crate::{check_bytes, check_with_rules, codes, fixture};

/// Leaving out any one line of a full message, or doubling it, never makes more than one finding.
#[test]
fn one_element_left_out_or_doubled_is_at_most_one_finding() {
    let text = String::from_utf8(fixture("valid/full-1.2")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut tried = 0;
    for (at, line) in lines.iter().enumerate() {
        if !line.trim().starts_with('<') || !line.contains("</") || line.trim().starts_with("</") {
            continue;
        }
        let without = [&lines[..at], &lines[at + 1..]].concat().join("\n");
        let twice = [&lines[..=at], &lines[at..]].concat().join("\n");
        for message in [without, twice] {
            let report = check_with_rules(message.as_bytes());
            assert!(report.findings.len() <= 1, "{line}: {:#?}", report.findings);
            tried += 1;
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn a_finding_names_line_column_and_path_of_its_place() {
    let report = check_bytes(&fixture("invalid/notification-too-long"));
    let finding = &report.findings[0];
    assert_eq!(
        (finding.line, finding.column, finding.xpath.as_str()),
        (
            7,
            5,
            "/memo:Message[1]/memo:MessageHeader[1]/memo:notification[1]"
        )
    );
}

#[test]
fn the_notification_may_be_held_to_150_characters() {
    let message = String::from_utf8(fixture("invalid/notification-too-long")).unwrap();
    let shorter = message.replace(&"x".repeat(161), &"x".repeat(151));
    assert!(check_bytes(shorter.as_bytes()).valid());
    let options = Options {
        version: None,
        limits: Limits {
            notification_characters: 150,
            ..Limits::standard()
        },
        rules: None,
    };
    let report = check(shorter.as_bytes(), &options).unwrap();
    assert_eq!(codes(&report), ["schema.text.too.long"]);
}

#[test]
fn a_message_can_be_held_to_a_version_that_it_does_not_say() {
    let options = |version| Options {
        version: Some(version),
        limits: Limits::standard(),
        rules: None,
    };
    let message = fixture("valid/smallest-1.2");
    let report = check(&message[..], &options(MemoVersion::V1_2)).unwrap();
    assert!(report.valid());
    let report = check(&message[..], &options(MemoVersion::V1_1)).unwrap();
    assert_eq!(
        codes(&report),
        [
            "schema.attribute.missing",
            "schema.version.unexpected",
            "schema.element.missing",
            "schema.element.missing",
        ]
    );
    assert_eq!(report.version, Some(MemoVersion::V1_2));
}

#[test]
fn the_outline_holds_what_delivery_goes_by() {
    let outline = check_bytes(&fixture("valid/full-1.2")).outline;
    assert_eq!(outline.version, Some(MemoVersion::V1_2));
    assert_eq!(outline.message_type, Some(MessageType::DigitalPost));
    assert_eq!(
        outline.message_uuid.unwrap().to_string(),
        "5f0b6f0e-51d3-4c4a-9a56-0c6c1a4c3e01"
    );
    assert_eq!(outline.message_id.as_deref(), Some("FB-2026-0001"));
    assert_eq!(
        outline.label.as_deref(),
        Some("Tilbud om plads i Skovbørnehaven")
    );
    assert!(outline.reply);
    assert!(!outline.mandatory);
    assert!(!outline.legal_notification);
    assert_eq!(outline.value_date, jiff::civil::Date::new(2026, 1, 7).ok());
    assert_eq!(outline.post_type.as_deref(), Some("MYNDIGHEDSPOST"));
    assert_eq!(outline.sender.id.as_deref(), Some("30405060"));
    assert_eq!(outline.sender.id_type.as_deref(), Some("CVR"));
    assert_eq!(outline.sender.label.as_deref(), Some("Fjordby Kommune"));
    assert_eq!(outline.recipient.id.as_deref(), Some("2211771212"));
    assert_eq!(
        outline.recipient.contact_point_id.as_deref(),
        Some("0b6e7c4e-4b56-4a0e-9d4c-6b1f3d1b2a90")
    );
    assert_eq!(
        outline.recipient.place.xpath,
        "/memo:Message[1]/memo:MessageHeader[1]/memo:Recipient[1]/memo:recipientID[1]"
    );
    assert_eq!(
        outline.forward_of.unwrap().to_string(),
        "0d7a6a8e-19b2-4a5b-8c54-7d6a4f2b1c02"
    );
    assert_eq!(
        outline.reply_to.unwrap().to_string(),
        "7a40c1de-77a4-4f11-a1f6-8b7b8f3c0d04"
    );
    assert!(outline.has_body);
    assert_eq!(outline.additional_documents, 2);
    assert_eq!(outline.technical_documents, 2);
}

#[test]
fn the_outline_is_filled_as_far_as_a_cut_message_goes() {
    let report = check_bytes(&fixture("invalid/cut-off"));
    assert_eq!(codes(&report), ["xml.cut.off"]);
    assert_eq!(
        report.outline.message_uuid_text.as_deref(),
        Some("c0a5a1f4-6a4e-4f57-8f0d-0c5a1be2aa10")
    );
    assert_eq!(report.outline.sender.id.as_deref(), Some("30405060"));
}
