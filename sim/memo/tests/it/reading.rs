//! Messages read into the model, their files handed on.
use std::{fs, io};

use testpost_memo::{
    MemoVersion, MessageType,
    check::check,
    model::ContentRef,
    read::{ContentSink, Discard, ReadFault, read},
};

use crate::{fixture, fixture_root, options};

#[test]
fn a_full_message_is_read_to_its_last_element() {
    let mut contents: Vec<Vec<u8>> = Vec::new();
    let message = read(&fixture("valid/full-1.2")[..], &mut contents).unwrap();
    assert_eq!(message.version, MemoVersion::V1_2);
    assert_eq!(message.header.message_type, MessageType::DigitalPost);
    assert_eq!(message.header.legal_notification, Some(false));
    assert_eq!(contents.len(), 6);
    assert!(contents[0].starts_with("Kære Asta".as_bytes()));
    let data = message.header.content_data.as_ref().unwrap();
    assert_eq!(data.additional_content_data.len(), 10);
    insta::assert_debug_snapshot!(message);
}

#[test]
fn an_old_message_keeps_the_version_of_its_schema() {
    let message = read(&fixture("valid/full-1.1")[..], &mut Discard).unwrap();
    assert_eq!(message.version, MemoVersion::V1_1);
    assert_eq!(message.schema_version.as_deref(), Some("1.1.0"));
    assert!(message.header.sender.representative.is_none());
}

#[test]
fn every_valid_fixture_is_read_and_agrees_with_its_outline() {
    for entry in fs::read_dir(fixture_root().join("valid")).unwrap() {
        let path = entry.unwrap().path().join("memo.xml");
        let bytes = fs::read(&path).unwrap();
        let message = read(&bytes[..], &mut Discard)
            .unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        let outline = check(&bytes[..], &options()).unwrap().outline;
        let header = message.header;
        assert_eq!(Some(message.version), outline.version);
        assert_eq!(Some(header.message_uuid), outline.message_uuid);
        assert_eq!(Some(header.label), outline.label);
        assert_eq!(header.notification, outline.notification);
        assert_eq!(header.reply.unwrap_or(false), outline.reply);
        assert_eq!(header.mandatory.unwrap_or(false), outline.mandatory);
        assert_eq!(Some(header.sender.sender_id), outline.sender.id);
        assert_eq!(header.recipient.label, outline.recipient.label);
        assert_eq!(message.body.is_some(), outline.has_body);
    }
}

#[test]
fn what_cannot_be_read_says_where() {
    for (case, line) in [
        ("invalid/element-missing", 3),
        ("invalid/element-unexpected", 7),
        ("invalid/uuid-of-version-1", 5),
        ("invalid/boolean-in-capitals", 7),
        ("invalid/base64-with-other-characters", 24),
        ("invalid/base64-cut", 24),
        ("invalid/not-well-formed", 6),
        ("invalid/root-in-no-namespace", 2),
        ("invalid/version-unknown", 2),
    ] {
        match read(&fixture(case)[..], &mut Discard) {
            Err(ReadFault::Message { line: seen, .. }) => assert_eq!(seen, line, "{case}"),
            other => panic!("{case}: {other:?}"),
        }
    }
}

#[test]
fn a_sink_that_fails_ends_the_reading() {
    struct Full;
    impl ContentSink for Full {
        fn begin(&mut self) -> io::Result<()> {
            Ok(())
        }
        fn write(&mut self, _: &[u8]) -> io::Result<()> {
            Err(io::Error::from(io::ErrorKind::StorageFull))
        }
        fn end(&mut self, _: &ContentRef) -> io::Result<()> {
            Ok(())
        }
    }
    match read(&fixture("valid/smallest-1.2")[..], &mut Full) {
        Err(ReadFault::Io(error)) => assert_eq!(error.kind(), io::ErrorKind::StorageFull),
        other => panic!("{other:?}"),
    }
}
