//! Messages made to hurt: they are refused within bounds, with a finding that says why.
use std::io::{self, BufRead, BufReader, Read};

use testpost_memo::check::{Limits, Options, check};

use crate::{check_bytes, codes, options};

const START: &str =
    r#"<memo:Message xmlns:memo="https://DigitalPost.dk/MeMo-1" memoVersion="1.2">"#;

/// A beginning, and then one text again and again for as long as anyone reads.
struct Endless {
    first: Vec<u8>,
    again: Vec<u8>,
    at: usize,
    /// How much was taken: a check that gives up early does not read on.
    taken: u64,
}

impl Endless {
    fn new(first: &str, again: &str) -> Self {
        Self {
            first: first.as_bytes().to_vec(),
            again: again.repeat(1000).into_bytes(),
            at: 0,
            taken: 0,
        }
    }
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Endless {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let first = self.first.len();
        if self.at < first {
            return Ok(&self.first[self.at..]);
        }
        Ok(&self.again[(self.at - first) % self.again.len()..])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
        self.taken += amount as u64;
    }
}

#[test]
fn endless_markup_is_refused_after_a_little_of_it() {
    for (first, again, code) in [
        (START, "<memo:a>", "xml.too.deep"),
        (START, "<x><y/>", "xml.too.deep"),
        ("<memo:Message a='", "x", "xml.markup.too.long"),
        ("<", "a", "xml.markup.too.long"),
        ("<!--", "-x", "xml.markup.too.long"),
        ("<?a ", "x", "xml.markup.too.long"),
        ("<a ", "          ", "xml.markup.too.long"),
        ("<a>&", "a", "xml.markup.too.long"),
        ("<a></", "a", "xml.markup.too.long"),
        ("<!DOCTYPE a [", "<!ENTITY b 'c'>", "xml.dtd.not.allowed"),
        ("<a>&b;", "", "xml.entity.undefined"),
        ("<a>&#", "0", "xml.markup.too.long"),
    ] {
        let mut message = Endless::new(first, if again.is_empty() { "x" } else { again });
        let report = check(&mut message, &options()).unwrap();
        assert_eq!(codes(&report).last(), Some(&code), "{first}{again}…");
        assert!(!report.well_formed);
        assert!(message.taken < 1_000_000, "{first}: {}", message.taken);
    }
}

#[test]
fn a_tag_with_thousands_of_attributes_is_refused() {
    let attributes: String = (0..5000).map(|n| format!(" a{n}=''")).collect();
    let report = check_bytes(format!("<memo:Message{attributes}/>").as_bytes());
    assert_eq!(codes(&report), ["xml.too.many.attributes"]);
}

#[test]
fn findings_are_kept_up_to_a_bound_and_counted_beyond_it() {
    let elements = "<memo:x/>".repeat(10_000);
    let message = format!("{START}{elements}</memo:Message>");
    let options = Options {
        version: None,
        limits: Limits {
            findings: 50,
            ..Limits::standard()
        },
        rules: None,
    };
    let report = check(message.as_bytes(), &options).unwrap();
    assert_eq!(report.findings.len(), 50);
    // All the elements and the missing header.
    assert_eq!(report.more_findings, 10_001 - 50);
    assert!(!report.valid());
}

#[test]
fn what_xml_forbids_is_refused_wherever_quick_xml_would_let_it_pass() {
    for (text, code) in [
        ("<a><b></a></b>", "xml.not.well.formed"),
        ("<a b='1'c='2'/>", "xml.not.well.formed"),
        ("<a b='1' b='2'/>", "xml.not.well.formed"),
        ("<a b=1/>", "xml.not.well.formed"),
        ("<a b/>", "xml.not.well.formed"),
        ("<a b='<'/>", "xml.not.well.formed"),
        ("<a b='&'/>", "xml.not.well.formed"),
        ("<1a/>", "xml.not.well.formed"),
        ("< a/>", "xml.not.well.formed"),
        ("<>", "xml.not.well.formed"),
        ("<a:b:c/>", "xml.not.well.formed"),
        ("<a>]]></a>", "xml.not.well.formed"),
        ("<a>]]&gt;]]></a>", "xml.not.well.formed"),
        ("<a>x]]]]></a>", "xml.not.well.formed"),
        ("]]><a/>", "xml.text.outside.root"),
        ("<a/> ]]>", "xml.text.outside.root"),
        ("<a><!-- -- --></a>", "xml.not.well.formed"),
        ("<a><!-- ---></a>", "xml.not.well.formed"),
        ("<a><?xml version='1.0'?></a>", "xml.not.well.formed"),
        ("<a><?XML x?></a>", "xml.not.well.formed"),
        ("<a><? x?></a>", "xml.not.well.formed"),
        (" <?xml version='1.0'?><a/>", "xml.not.well.formed"),
        ("<?xml encoding='UTF-8'?><a/>", "xml.not.well.formed"),
        (
            "<?xml version='1.0' standalone='ja'?><a/>",
            "xml.not.well.formed",
        ),
        (
            "<?xml version='1.0' standalone='yes' encoding='UTF-8'?><a/>",
            "xml.not.well.formed",
        ),
        ("<a><!x></a>", "xml.not.well.formed"),
        ("<a>&</a>", "xml.not.well.formed"),
        ("<a>&x y;</a>", "xml.entity.undefined"),
        ("<a>&#0;</a>", "xml.character.not.allowed"),
        ("<a>&#xD800;</a>", "xml.character.not.allowed"),
        ("<a>\u{0}</a>", "xml.character.not.allowed"),
        ("<a>\u{ffff}</a>", "xml.character.not.allowed"),
        ("<a b='\u{1}'/>", "xml.character.not.allowed"),
        ("<a xmlns:b=''/>", "xml.not.well.formed"),
        ("<a xmlns:xmlns='x'/>", "xml.not.well.formed"),
        ("<a xmlns:xml='x'/>", "xml.not.well.formed"),
        (
            "<a xmlns:b='x' xmlns:c='x' b:d='' c:d=''/>",
            "xml.not.well.formed",
        ),
        ("<b:a/>", "xml.prefix.undeclared"),
        ("<a b:c=''/>", "xml.prefix.undeclared"),
        ("</a>", "xml.not.well.formed"),
        ("<a/><a/>", "xml.several.roots"),
        ("<a/>x", "xml.text.outside.root"),
        ("x<a/>", "xml.text.outside.root"),
        ("\u{feff}\u{feff}<a/>", "xml.text.outside.root"),
        ("<a/>&#32;", "xml.text.outside.root"),
        ("<![CDATA[x]]><a/>", "xml.text.outside.root"),
        ("<a/><!DOCTYPE a>", "xml.dtd.not.allowed"),
        ("<!doctype a><a/>", "xml.not.well.formed"),
        ("", "xml.empty"),
        (" <!-- only this --> ", "xml.empty"),
        ("<a", "xml.cut.off"),
        ("<a b='", "xml.cut.off"),
        ("<a>x", "xml.cut.off"),
        ("<a><b/>", "xml.cut.off"),
        ("<a><![CDATA[x", "xml.cut.off"),
        ("<a><![CDATA[x]]", "xml.cut.off"),
        ("<a><!-- x", "xml.cut.off"),
        ("<a>&amp", "xml.not.well.formed"),
        ("<", "xml.cut.off"),
        ("<?xml version='1.0'", "xml.cut.off"),
    ] {
        let report = check_bytes(text.as_bytes());
        assert_eq!(
            codes(&report).last(),
            Some(&code),
            "{text:?} {:?}",
            report.findings
        );
        assert!(!report.well_formed, "{text:?}");
    }
}

#[test]
fn only_a_failure_to_read_ends_in_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::ConnectionReset))
        }
    }
    for before in ["", START, "<memo:Message xmlns", "<a><![CDATA[x", "<a>&a"] {
        let message = BufReader::new(before.as_bytes().chain(Broken));
        let error = check(message, &options()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset, "{before}");
    }
}

#[test]
fn a_message_cut_anywhere_is_refused_and_never_called_valid() {
    let message = crate::fixture("valid/full-1.2");
    for length in (0..message.len() - 2).step_by(7) {
        let report = check_bytes(&message[..length]);
        assert!(!report.well_formed, "{length}");
        assert!(!report.findings.is_empty());
    }
}
