//! The rules beyond the schema, as far as one message in a file does not show them: sizes, other
//! settings, and what becomes of a rule when the schema is broken as well.
use std::{collections::BTreeMap, fs};

use serde_json::Value;
use testpost_memo::{
    Code, CodeSource, FindingKind,
    check::{Options, check},
    rules::{BodyRule, HtmlRule, Rules, html::HtmlPolicy},
};

use crate::{
    check_bytes, check_with_rules, codes, fixture, fixture_root, streaming::Generated, with_rules,
};

fn check_by(message: &[u8], change: impl FnOnce(&mut Rules)) -> Vec<String> {
    let mut rules = Rules::standard();
    change(&mut rules);
    let options = Options {
        rules: Some(rules),
        ..with_rules()
    };
    let report = check(message, &options).unwrap();
    report
        .findings
        .into_iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn memo_1_a_message_of_the_largest_size_passes_and_one_byte_more_does_not() {
    // Both are generated while they are read; as files they would be 200 MB.
    let check_size = |size| {
        let mut message = Generated::of_exactly(size, 65_536);
        check(&mut message, &with_rules()).unwrap()
    };
    let report = check_size(99_500_000);
    assert!(report.valid(), "{:?}", report.findings);
    let report = check_size(99_500_001);
    assert_eq!(codes(&report), ["message.too.large"]);
    let finding = &report.findings[0];
    assert_eq!(finding.kind, FindingKind::Rule);
    assert_eq!(finding.xpath, "/memo:Message[1]");
    assert_eq!((finding.line, finding.column), (2, 1));
    assert_eq!(finding.clause.as_deref(), Some("MEMO-1"));
    assert!(
        finding.message.contains("99500001 bytes"),
        "{}",
        finding.message
    );
}

#[test]
fn memo_1_counts_the_bytes_as_they_come_not_the_characters() {
    let message = fixture("valid/utf-16-little-endian");
    let size = message.len() as u64;
    assert_eq!(check_by(&message, |rules| rules.max_bytes = size), [""; 0]);
    assert_eq!(
        check_by(&message, |rules| rules.max_bytes = size - 1),
        ["message.too.large"]
    );
}

#[test]
fn every_limit_and_list_can_be_set_otherwise() {
    type Change = fn(&mut Rules);
    let none: [&str; 0] = [];
    let cases: [(&str, Change, &[&str]); 10] = [
        (
            "valid/ten-attachments",
            |r| r.max_attachments = 9,
            &["attachments.too.many"],
        ),
        (
            "invalid/eleven-attachments",
            |r| r.max_attachments = 11,
            &none,
        ),
        (
            "invalid/file-type-not-approved",
            |r| r.file_extensions = vec!["ZIP".into()],
            &none,
        ),
        (
            "invalid/letter-without-body",
            |r| r.body = BodyRule::Free,
            &none,
        ),
        (
            "invalid/nemsms-with-body",
            |r| r.body = BodyRule::Free,
            &none,
        ),
        (
            "invalid/action-code-unknown",
            |r| r.action_codes = vec!["aftale".into(), "KVITTER".into()],
            &none,
        ),
        (
            "invalid/post-type-unknown",
            |r| r.post_types = vec!["Myndighedspost".into()],
            &none,
        ),
        (
            "invalid/html-with-script",
            |r| r.html = HtmlRule::Off,
            &none,
        ),
        (
            "valid/html-that-shows-a-letter",
            |r| r.html = HtmlRule::By(HtmlPolicy::Strict),
            &["html.content.not.allowed"],
        ),
        (
            "valid/file-of-one-byte",
            |r| r.file_extensions.clear(),
            &["file.extension.not.allowed"],
        ),
    ];
    for (case, change, expected) in cases {
        assert_eq!(check_by(&fixture(case), change), expected, "{case}");
    }
}

/// Every case of a rule is well made as far as the schema goes: what is found in it is the rule's
/// finding alone.
#[test]
fn cases_of_rules_follow_the_schema_and_are_refused_by_rules_alone() {
    let mut seen = 0;
    for entry in fs::read_dir(fixture_root().join("invalid")).unwrap() {
        let folder = entry.unwrap().path();
        let message = fs::read(folder.join("memo.xml")).unwrap();
        let report = check_with_rules(&message);
        let of_rules = report
            .findings
            .iter()
            .filter(|f| f.kind == FindingKind::Rule)
            .count();
        if of_rules == 0 {
            continue;
        }
        seen += 1;
        assert_eq!(of_rules, report.findings.len(), "{}", folder.display());
        assert!(check_bytes(&message).valid(), "{}", folder.display());
        let text = fs::read_to_string(folder.join("case.json")).unwrap();
        let case: Value = serde_json::from_str(&text).unwrap();
        for finding in &report.findings {
            let clause = finding.clause.as_deref().unwrap();
            let cited = case["clauses"].as_array().unwrap();
            assert!(
                cited.iter().any(|id| id == clause),
                "{}: {clause}",
                folder.display()
            );
        }
    }
    assert!(seen >= 25, "{seen}");
}

#[test]
fn every_rule_has_a_case_inside_its_limit_and_one_outside() {
    let mut cited: BTreeMap<String, [bool; 2]> = BTreeMap::new();
    for (at, kind) in ["valid", "invalid"].into_iter().enumerate() {
        for entry in fs::read_dir(fixture_root().join(kind)).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path().join("case.json")).unwrap();
            let case: Value = serde_json::from_str(&text).unwrap();
            for clause in case["clauses"].as_array().unwrap() {
                cited
                    .entry(clause.as_str().unwrap().to_owned())
                    .or_default()[at] = true;
            }
        }
    }
    let rules = Code::ALL
        .iter()
        .filter(|code| code.kind() == FindingKind::Rule);
    for code in rules {
        // The size of a message is tested with generated ones, above.
        if *code != Code::MessageTooLarge {
            assert_eq!(cited.get(code.clause()), Some(&[true, true]), "{code}");
        }
    }
}

#[test]
fn a_text_that_breaks_the_schema_is_not_held_against_a_rule_too() {
    let text = String::from_utf8(fixture("valid/full-1.2")).unwrap();
    for (from, to, code) in [
        (
            "<memo:messageType>DIGITALPOST<",
            "<memo:messageType>BREV<",
            "schema.value.invalid",
        ),
        (
            "<memo:postType>MYNDIGHEDSPOST<",
            "<memo:postType>M<memo:x/><",
            "schema.element.unexpected",
        ),
        (
            "<memo:idType>CPR</memo:idType>",
            "",
            "schema.element.missing",
        ),
        (
            "<memo:language>da</memo:language>",
            "",
            "schema.element.missing",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        let report = check_with_rules(text.replacen(from, to, 1).as_bytes());
        assert_eq!(codes(&report), [code], "{to}");
    }
    let long = format!("<memo:filename>{}?</memo:filename>", "x".repeat(257));
    let (before, after) = text.split_once("<memo:filename>").unwrap();
    let (_, after) = after.split_once("</memo:filename>").unwrap();
    let report = check_with_rules(format!("{before}{long}{after}").as_bytes());
    assert_eq!(codes(&report), ["schema.text.too.long"]);
}

#[test]
fn no_finding_about_a_party_repeats_its_number() {
    for (case, number) in [
        ("invalid/recipient-id-of-the-other-type", "2211771212"),
        ("invalid/recipient-id-with-hyphen", "221177-1212"),
        ("invalid/representative-id-of-nine-digits", "010170123"),
    ] {
        let report = check_with_rules(&fixture(case));
        let said = serde_json::to_string(&report.findings).unwrap();
        assert_eq!(report.findings.len(), 1, "{said}");
        assert!(!said.contains(number), "{said}");
    }
}

#[test]
fn a_cut_message_has_the_findings_up_to_where_it_ends() {
    let text = String::from_utf8(fixture("invalid/nemsms-without-notification")).unwrap();
    let (before, _) = text.split_once("</memo:Message>").unwrap();
    let report = check_with_rules(before.as_bytes());
    assert_eq!(
        codes(&report),
        ["empty.notification.not.allowed", "xml.cut.off"]
    );
}

/// What is read from sources keeps its name and its mark.
#[test]
fn the_codes_that_sources_give_are_marked_by_them() {
    let given: Vec<(&str, CodeSource)> = Code::ALL
        .iter()
        .filter(|code| code.source() != CodeSource::Assumed)
        .map(|code| (code.as_str(), code.source()))
        .collect();
    assert_eq!(
        given,
        [
            ("file.extension.not.allowed", CodeSource::Official),
            ("file.empty.not.allowed", CodeSource::Client),
            ("empty.notification.not.allowed", CodeSource::Client),
            ("contact.point.id.format.not.allowed", CodeSource::Client),
        ]
    );
}
