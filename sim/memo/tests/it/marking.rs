//! DEL-3: what is put on a message finds its place, and nothing of the sender's is changed.
use proptest::prelude::*;
use testpost_memo::{
    check::{Options, check},
    convert::{Target, convert_marked},
    generate::{Sample, valid_message},
    mark::{Mark, Marked, mark},
    model::{AdditionalContentData, FormData, GlobalLocationNumber, KleData, Message, SorData},
    read::read,
};

use crate::{fixture, with_rules};

fn kle(key: &str) -> Mark {
    Mark::Kle(KleData {
        subject_key: key.to_owned(),
        version: "1.0".to_owned(),
        activity_facet: None,
        label: format!("emne {key}"),
    })
}

fn term(term: &str) -> Mark {
    Mark::Additional(AdditionalContentData {
        content_data_type: None,
        content_data_name: "searchTerm".to_owned(),
        content_data_value: term.to_owned(),
    })
}

/// One of each kind, and words beyond what a message has room for.
fn all_kinds() -> Vec<Mark> {
    let codes = [
        kle("27.03.08"),
        Mark::Form(FormData {
            task_key: "14.10".to_owned(),
            version: "2.0".to_owned(),
            activity_facet: None,
            label: "Dagtilbud".to_owned(),
        }),
        Mark::Gln(GlobalLocationNumber {
            global_location_number: "5790000000000".to_owned(),
            location: None,
        }),
        Mark::Sor(SorData {
            sor_identifier: "4711".to_owned(),
            entry_name: Some("Prøvehospitalet".to_owned()),
        }),
    ];
    let terms = (1..=12).map(|number| term(&format!("ord {number}")));
    codes.into_iter().chain(terms).collect()
}

fn letter() -> Message {
    let message = fixture("valid/smallest-1.2");
    let mut message = read(&message[..], &mut Vec::<Vec<u8>>::new()).unwrap();
    message.header.content_data = None;
    message.header.recipient.attention_data = None;
    message
}

#[test]
fn each_kind_finds_its_place_and_words_take_the_room_that_is_left() {
    let mut message = letter();
    assert_eq!(mark(&mut message, &all_kinds()), Marked::Changed);
    let content = message.header.content_data.unwrap();
    assert_eq!(content.kle_data.unwrap().subject_key, "27.03.08");
    assert_eq!(content.form_data.unwrap().task_key, "14.10");
    let attention = message.header.recipient.attention_data.unwrap();
    let gln = attention.global_location_number.unwrap();
    assert_eq!(gln.global_location_number, "5790000000000");
    assert_eq!(attention.sor_data.unwrap().sor_identifier, "4711");
    let words = content.additional_content_data;
    assert_eq!(words.len(), 10);
    assert_eq!(words[0].content_data_value, "ord 1");
}

#[test]
fn a_code_whose_place_is_taken_stands_beside_the_others_and_one_that_is_there_already_does_not() {
    let mut message = letter();
    mark(&mut message, &[kle("27.03.08")]);
    assert_eq!(mark(&mut message, &[kle("27.03.08")]), Marked::Unchanged);
    assert_eq!(mark(&mut message, &[kle("00.01.00")]), Marked::Changed);
    let content = message.header.content_data.unwrap();
    assert_eq!(content.kle_data.unwrap().subject_key, "27.03.08");
    let [other] = &content.additional_content_data[..] else {
        panic!("one code stands beside");
    };
    assert_eq!(
        (
            other.content_data_type.as_deref(),
            &other.content_data_name[..],
            &other.content_data_value[..]
        ),
        (Some("KLE"), "emne 00.01.00", "00.01.00")
    );
}

#[test]
fn a_message_that_says_it_all_is_passed_on_byte_for_byte() {
    let message = fixture("valid/smallest-1.2");
    let marked = |message: &[u8]| {
        let mut out = Vec::new();
        let cursor = std::io::Cursor::new(message);
        convert_marked(cursor, &Target::V1_2, &[term("ord")], &mut out).unwrap();
        out
    };
    let once = marked(&message);
    assert_ne!(once, message);
    assert_eq!(marked(&once), once);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_marked_message_is_valid_and_has_all_that_its_sender_wrote(sample in valid_message()) {
        let Sample { message, contents } = sample;
        let mut marked = message.clone();
        mark(&mut marked, &all_kinds());
        let there = Sample { message: marked.clone(), contents };
        let options = Options { version: Some(marked.version), ..with_rules() };
        let report = check(&there.to_xml()[..], &options).unwrap();
        prop_assert_eq!(report.findings, vec![]);
        // Without what was put on, it is what it was.
        let (before, after) = (message.header.content_data.clone(), &mut marked.header);
        let own = before.as_ref().map_or(0, |content| content.additional_content_data.len());
        if let Some(content) = &mut after.content_data {
            content.additional_content_data.truncate(own);
            if before.as_ref().is_none_or(|before| before.kle_data.is_none()) {
                content.kle_data = None;
            }
            if before.as_ref().is_none_or(|before| before.form_data.is_none()) {
                content.form_data = None;
            }
        }
        if before.is_none() {
            after.content_data = None;
        }
        let before = message.header.recipient.attention_data.clone();
        if let Some(attention) = &mut after.recipient.attention_data {
            if before.as_ref().is_none_or(|before| before.global_location_number.is_none()) {
                attention.global_location_number = None;
            }
            if before.as_ref().is_none_or(|before| before.sor_data.is_none()) {
                attention.sor_data = None;
            }
        }
        if before.is_none() {
            after.recipient.attention_data = None;
        }
        prop_assert_eq!(marked, message);
    }
}
