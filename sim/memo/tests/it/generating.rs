//! Generated messages are what they say: valid, at the limits, unusual, or broken once.
use std::{cell::RefCell, collections::BTreeSet};

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use testpost_memo::{
    Code, MemoVersion, MessageType,
    check::{Limits, Options, check},
    generate::{
        Breach, broken_message, message_at_its_limits, message_broken_by, unusual_message,
        valid_message,
    },
    read::read,
    rules::Rules,
};

use crate::{check_bytes, check_with_rules, codes};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_valid_message_is_valid_and_read_as_it_was_written(sample in valid_message()) {
        let xml = sample.to_xml();
        let report = check_with_rules(&xml);
        prop_assert!(report.valid(), "{:#?}", report.findings);
        let mut contents: Vec<Vec<u8>> = Vec::new();
        let message = read(&xml[..], &mut contents).unwrap();
        prop_assert_eq!(message, sample.message);
        prop_assert_eq!(contents, sample.contents);
    }

    #[test]
    fn unusual_xml_is_valid_and_read_as_the_same_message(
        unusual in unusual_message(valid_message())
    ) {
        let report = check_with_rules(&unusual.xml);
        prop_assert!(report.valid(), "{:#?}", report.findings);
        let mut contents: Vec<Vec<u8>> = Vec::new();
        let message = read(&unusual.xml[..], &mut contents).unwrap();
        prop_assert_eq!(message, unusual.sample.message);
        prop_assert_eq!(contents, unusual.sample.contents);
    }

    #[test]
    fn a_broken_message_has_the_one_finding_that_was_foretold(broken in broken_message()) {
        let report = check_with_rules(&broken.xml);
        prop_assert_eq!(codes(&report), [broken.code.as_str()], "{:#?}", report.findings);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_message_at_its_limits_is_valid_and_one_character_more_is_not(
        sample in message_at_its_limits()
    ) {
        let xml = sample.to_xml();
        let report = check_bytes(&xml);
        prop_assert!(report.valid(), "{:#?}", report.findings);
        let mut contents: Vec<Vec<u8>> = Vec::new();
        prop_assert_eq!(&read(&xml[..], &mut contents).unwrap(), &sample.message);

        let mut longer = sample.clone();
        let comment = longer.message.header.reply_data[3].comment.as_mut().unwrap();
        prop_assert_eq!(comment.chars().count(), 512);
        comment.push('x');
        let report = check_bytes(&longer.to_xml());
        prop_assert_eq!(codes(&report), ["schema.text.too.long"]);

        let mut more = sample.clone();
        let data = more.message.header.content_data.as_mut().unwrap();
        prop_assert_eq!(data.additional_content_data.len(), 10);
        data.additional_content_data.push(data.additional_content_data[0].clone());
        let report = check_bytes(&more.to_xml());
        prop_assert_eq!(codes(&report), ["schema.element.too.many"]);

        prop_assert_eq!(sample.message.body.unwrap().additional_documents.len(), 10);
    }

    /// The oldest package of schemas allows 150 characters for a notification.
    #[test]
    fn a_message_at_its_limits_is_valid_under_the_strictest_schemas(
        sample in message_at_its_limits()
    ) {
        let options = Options {
            version: Some(sample.message.version),
            limits: Limits { notification_characters: 150, ..Limits::standard() },
            rules: Some(Rules::standard()),
        };
        let report = check(&sample.to_xml()[..], &options).unwrap();
        prop_assert!(report.valid(), "{:#?}", report.findings);
    }
}

#[test]
fn every_breach_can_be_made_and_every_code_has_one() {
    let mut runner = TestRunner::deterministic();
    let mut made = BTreeSet::new();
    for breach in Breach::all() {
        let broken = message_broken_by(breach).new_tree(&mut runner).unwrap();
        let broken = broken.current();
        let report = check_with_rules(&broken.xml);
        assert_eq!(codes(&report), [breach.code().as_str()], "{breach:?}");
        made.insert(breach.code());
    }
    for code in Code::ALL.iter().filter(|code| !made.contains(code)) {
        // What is no XML or no archive is no message of any kind; that the version is another
        // than was asked for is the caller's word against the message's; and a message that
        // weighs too much would weigh too much here as well.
        let elsewhere = ["xml.", "archive."]
            .iter()
            .any(|kind| code.as_str().starts_with(kind))
            || matches!(code, Code::SchemaVersionUnexpected | Code::MessageTooLarge);
        assert!(elsewhere, "{code:?}");
    }
}

/// What the strategies never make, no test sees.
#[test]
fn valid_messages_come_in_both_versions_and_types_and_with_every_optional_part() {
    let seen = RefCell::new(BTreeSet::new());
    let mut runner = TestRunner::deterministic();
    for _ in 0..200 {
        let sample = valid_message().new_tree(&mut runner).unwrap().current();
        let mut seen = seen.borrow_mut();
        seen.insert(match sample.message.version {
            MemoVersion::V1_1 => "1.1".to_owned(),
            MemoVersion::V1_2 => "1.2".to_owned(),
        });
        seen.insert(match sample.message.header.message_type {
            MessageType::DigitalPost => "letter".to_owned(),
            MessageType::NemSms => "text message".to_owned(),
        });
        let xml = String::from_utf8(sample.to_xml()).unwrap();
        let names = xml
            .split('<')
            .filter_map(|tag| tag.split(['>', ' ']).next());
        seen.extend(names.map(str::to_owned));
    }
    let seen = seen.into_inner();
    for name in ["1.1", "1.2", "letter", "text message"] {
        assert!(seen.contains(name), "{name}");
    }
    let full = String::from_utf8(crate::fixture("valid/full-1.2")).unwrap();
    let names = full
        .split('<')
        .filter_map(|tag| tag.split(['>', ' ', '\n']).next());
    for name in names.filter(|name| name.contains(':')) {
        assert!(seen.contains(name), "{name}");
    }
}
