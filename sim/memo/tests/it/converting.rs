//! Messages in the other version: valid there, and what is lost is said.
use std::io::Cursor;

use proptest::prelude::*;
use testpost_memo::{
    MemoVersion,
    check::{Limits, Options, check},
    convert::{ConvertFault, Target, convert, to_version},
    generate::{Sample, unusual_message, valid_message},
    model::Message,
    read::{ReadFault, read},
};

use crate::{fixture, with_rules};

fn old() -> Target {
    Target::V1_1 {
        schema_version: "1.1.0".to_owned(),
    }
}

fn other_than(message: &Message) -> Target {
    match message.version {
        MemoVersion::V1_1 => Target::V1_2,
        MemoVersion::V1_2 => old(),
    }
}

/// What is left of a message once it has been in the other version.
fn there_and_back(mut message: Message) -> Message {
    match message.version {
        MemoVersion::V1_1 => message.schema_version = Some("1.1.0".to_owned()),
        MemoVersion::V1_2 => {
            message.header.sender.representative = None;
            if let Some(data) = &mut message.header.forward_data {
                data.original_representative = None;
            }
            message.header.mandatory.get_or_insert(false);
            message.header.legal_notification.get_or_insert(false);
        }
    }
    message
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_converted_message_is_valid_in_its_version_and_comes_back_but_for_what_is_said(
        sample in valid_message()
    ) {
        let target = other_than(&sample.message);
        let converted = to_version(sample.message.clone(), &target);
        let options = Options {
            version: Some(target.version()),
            limits: Limits::standard(),
            ..with_rules()
        };
        let there = Sample { message: converted.message, contents: sample.contents.clone() };
        let report = check(&there.to_xml()[..], &options).unwrap();
        prop_assert!(report.valid(), "{:#?}", report.findings);

        let expected = there_and_back(sample.message.clone());
        let origin = Target::new(sample.message.version, "1.1.0");
        let back = to_version(there.message, &origin);
        prop_assert_eq!(&back.message, &expected);

        // What is lost is said, and nothing else is.
        let representative = sample.message.header.sender.representative.as_ref();
        let original = sample.message.header.forward_data.as_ref();
        let original = original.and_then(|data| data.original_representative.as_ref());
        let losses = match sample.message.version {
            MemoVersion::V1_1 => 1,
            MemoVersion::V1_2 => {
                let texts = representative.map_or(0, |one| {
                    let texts = [&one.representative_id, &one.id_type, &one.id_type_label, &one.label];
                    texts.into_iter().flatten().count().max(1)
                });
                texts + usize::from(original.is_some())
            }
        };
        prop_assert_eq!(converted.lost.len(), losses, "{:?}", converted.lost);
    }

    #[test]
    fn a_message_converted_while_it_streams_is_the_converted_model(
        unusual in unusual_message(valid_message())
    ) {
        let target = other_than(&unusual.sample.message);
        let mut output = Vec::new();
        let lost = convert(Cursor::new(&unusual.xml), &target, &mut output).unwrap();
        let converted = to_version(unusual.sample.message, &target);
        prop_assert_eq!(lost, converted.lost);
        let mut contents: Vec<Vec<u8>> = Vec::new();
        let message = read(&output[..], &mut contents).unwrap();
        prop_assert_eq!(message, converted.message);
        prop_assert_eq!(contents, unusual.sample.contents);
    }

    #[test]
    fn a_message_that_has_the_version_is_passed_on_byte_for_byte(
        unusual in unusual_message(valid_message())
    ) {
        let target = Target::new(unusual.sample.message.version, "9.9");
        let mut output = Vec::new();
        let lost = convert(Cursor::new(&unusual.xml), &target, &mut output).unwrap();
        prop_assert!(lost.is_empty());
        prop_assert_eq!(output, unusual.xml);
    }
}

#[test]
fn what_a_full_message_loses_is_said_with_its_place() {
    let mut output = Vec::new();
    let lost = convert(Cursor::new(fixture("valid/full-1.2")), &old(), &mut output).unwrap();
    insta::assert_snapshot!(
        lost.iter()
            .map(|loss| format!("{loss}\n"))
            .collect::<String>()
    );
    let lost = convert(
        Cursor::new(fixture("valid/full-1.1")),
        &Target::V1_2,
        &mut output,
    );
    let lost: Vec<_> = lost.unwrap().into_iter().map(|loss| loss.xpath).collect();
    assert_eq!(lost, ["/memo:Message[1]/@memoSchVersion"]);
}

#[test]
fn a_long_value_that_is_lost_is_shortened() {
    let mut message = read(&fixture("valid/full-1.2")[..], &mut Vec::new()).unwrap();
    let representative = message.header.sender.representative.as_mut().unwrap();
    representative.label = Some("æ".repeat(256));
    let lost = to_version(message, &old()).lost;
    assert!(
        lost.iter()
            .any(|loss| loss.value == format!("{}…", "æ".repeat(60)))
    );
}

#[test]
fn the_reading_begins_where_the_reader_stands() {
    let message = fixture("valid/smallest-1.1");
    let mut input = Cursor::new([b"something before it", &message[..]].concat());
    input.set_position(19);
    let mut output = Vec::new();
    convert(&mut input, &Target::V1_2, &mut output).unwrap();
    let converted = read(&output[..], &mut Vec::new()).unwrap();
    assert_eq!(converted.version, MemoVersion::V1_2);
}

#[test]
fn what_is_no_message_is_not_converted() {
    for (case, line) in [
        ("invalid/element-missing", 3),
        ("invalid/base64-cut", 24),
        ("invalid/version-unknown", 2),
        ("invalid/root-in-no-namespace", 2),
    ] {
        match convert(Cursor::new(fixture(case)), &old(), &mut Vec::new()) {
            Err(ConvertFault::Read(ReadFault::Message { line: seen, .. })) => {
                assert_eq!(seen, line, "{case}");
            }
            other => panic!("{case}: {other:?}"),
        }
    }
}
