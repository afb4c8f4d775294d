//! Any message at all: it is checked and read without a panic and to an end, findings stand
//! within it, and what is valid is read, written and read again as the same.
use std::{io::BufReader, sync::OnceLock};

use testpost_memo::{
    Finding,
    check::check,
    model::Message,
    read::{Discard, read},
    write::{Held, write},
};

use super::{A_MOMENT, recipe::Recipe};
use crate::{options, with_rules};

/// Messages that changes begin with, small ones.
fn seeds() -> &'static [Vec<u8>] {
    static SEEDS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    SEEDS.get_or_init(|| {
        let mut seeds = Vec::new();
        for kind in ["valid", "invalid"] {
            let mut paths: Vec<_> = std::fs::read_dir(crate::fixture_root().join(kind))
                .unwrap()
                .map(|entry| entry.unwrap().path().join("memo.xml"))
                .collect();
            paths.sort();
            seeds.extend(paths.iter().filter_map(|path| std::fs::read(path).ok()));
        }
        seeds.retain(|seed| seed.len() < 10_000);
        assert!(seeds.len() > 50);
        seeds
    })
}

/// What a hostile or careless sender might put into a message.
const WORDS: &[&[u8]] = &[
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"<?a ?>",
    b"<?xml version='1.0'?>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&amp;",
    b"&#230;",
    b"&#x1F600;",
    b"&#0;",
    b"&b;",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xFE\xFF",
    b"\x00",
    b"\x01",
    b"\xEF\xBF\xBF",
    b"\xED\xA0\x80",
    "æøå".as_bytes(),
    b"\r\n",
    b"\r",
    b" ",
    b"\"",
    b"'",
    b"=",
    b"==",
    b"QUJD",
    b"<memo:label>",
    b"</memo:label>",
    b"<memo:File>",
    b"</memo:File>",
    b"<memo:ReplyData/>",
    b"<x>",
    b"</x>",
    b"<x/>",
    b" xmlns=\"https://DigitalPost.dk/MeMo-1\"",
    b" xmlns:memo=\"\"",
    b" xmlns:x=\"https://DigitalPost.dk/MeMo-1\"",
    b" xsi:nil='true' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'",
    b" memoVersion=\"1.1\"",
    b"encoding=\"utf-16\"",
    b"encoding=\"iso-8859-1\"",
    b"2026-02-30",
    b"-0001-01-01T24:00:00Z",
    b"99999999999999999999",
    b"https://",
    b"<script>",
];

fn message(input: &[u8]) -> Vec<u8> {
    let mut recipe = Recipe::new(input);
    if recipe.byte() < 16 {
        return recipe.rest().to_vec();
    }
    let mut message = recipe.one_of(seeds()).clone();
    for _ in 0..8 {
        recipe.change(&mut message, WORDS);
        if recipe.is_used_up() {
            break;
        }
    }
    if recipe.byte() % 8 == 7 {
        let other = recipe.one_of(seeds());
        message.truncate(recipe.below(message.len() + 1));
        message.extend(&other[recipe.below(other.len())..]);
    }
    message
}

#[test]
fn no_message_breaks_the_check_or_the_reader() {
    bolero::check!()
        .with_test_time(A_MOMENT)
        .with_max_len(2000)
        .for_each(|input: &[u8]| holds(&message(input)));
}

fn holds(message: &[u8]) {
    let report = check(message, &with_rules()).unwrap();
    for finding in &report.findings {
        stands_within(finding, message);
    }
    assert!(report.well_formed || !report.findings.is_empty());
    for capacity in [1, 7] {
        let pieces = BufReader::with_capacity(capacity, message);
        assert_eq!(check(pieces, &with_rules()).unwrap(), report);
    }
    let schema = check(message, &options()).unwrap();
    let found = read(message, &mut Discard);
    if schema.valid() {
        let found = found.unwrap();
        written_and_read_again(message, &found);
    } else if !schema.well_formed {
        assert!(found.is_err(), "{:?}", schema.findings);
    }
}

fn written_and_read_again(message: &[u8], found: &Message) {
    let mut contents: Vec<Vec<u8>> = Vec::new();
    assert_eq!(&read(message, &mut contents).unwrap(), found);
    let mut written = Vec::new();
    write(found, &mut Held::new(&contents), &mut written).unwrap();
    let report = check(&written[..], &options()).unwrap();
    assert!(report.valid(), "{:?}", report.findings);
    let mut again: Vec<Vec<u8>> = Vec::new();
    assert_eq!(&read(&written[..], &mut again).unwrap(), found);
    assert_eq!(again, contents);
}

/// Lines and columns count from 1; the last place is right behind the last character.
fn stands_within(finding: &Finding, message: &[u8]) {
    assert!(finding.line >= 1 && finding.column >= 1, "{finding:?}");
    assert!(finding.xpath.starts_with('/'), "{finding:?}");
    assert!(!finding.message.is_empty() && !finding.remedy.is_empty());
    let ends = message.iter().filter(|byte| matches!(byte, b'\n' | b'\r'));
    assert!(finding.line <= ends.count() as u64 + 1, "{finding:?}");
    // Other encodings have other characters.
    let Some(text) = as_utf8(message) else { return };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let line = text.split('\n').nth(finding.line as usize - 1).unwrap();
    let characters = line.chars().count() as u64;
    assert!(finding.column <= characters + 1, "{finding:?} in {line:?}");
}

fn as_utf8(message: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(message);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let declared = text
        .split_once("?>")
        .map_or("", |(declaration, _)| declaration);
    // The first of several counts, as it does where the encoding is chosen.
    let encoding = declared.split_once("encoding");
    let known = encoding.is_none_or(|(_, label)| label.starts_with("=\"UTF-8\""));
    let wide = message.len() >= 2 && (message[0] == 0 || message[1] == 0 || message[0] >= 0xFE);
    (known && !wide).then(|| text.to_owned())
}
