//! Takes the bytes of an HTML document and tells what its policy does not allow.
//!
//! In UTF-8 and in the one-byte encodings the markup has the same bytes, and nothing else matters
//! here, so they are looked at as they come; UTF-16 is decoded where a byte order mark says so.
//! What is held does not grow with the document.
use std::fmt;

use encoding_rs::{Decoder, Encoding, UTF_8};

use super::{
    line::Line,
    policy::HtmlPolicy,
    token::Token,
    tokenizer::{Listener, Tokenizer},
};

/// Bytes that are gathered before they are looked at.
const PIECE: usize = 4096;

/// A document under check.
pub struct HtmlCheck {
    /// A piece of the document, and how long it is so far.
    gathered: Vec<u8>,
    length: usize,
    reading: Option<Reading>,
    tokenizer: Tokenizer,
    judge: Judge,
}

/// How the bytes are read; told by the first of them.
enum Reading {
    AsTheyAre,
    Decoded { decoder: Decoder, text: String },
}

#[derive(Debug)]
struct Judge {
    policy: HtmlPolicy,
    faults: Option<HtmlFaults>,
}

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HtmlFaults {
    /// The line of the first fault, from 1.
    pub line: u64,
    /// The first fault, in words that follow "in line 3 of the document".
    pub what: String,
    pub more: u64,
}

impl HtmlCheck {
    pub fn new(policy: HtmlPolicy) -> Self {
        Self {
            gathered: vec![0; PIECE],
            length: 0,
            reading: None,
            tokenizer: Tokenizer::new(),
            judge: Judge {
                policy,
                faults: None,
            },
        }
    }

    /// Takes a piece of the document.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = PIECE - self.length;
            let (now, later) = bytes.split_at(bytes.len().min(room));
            self.fill(now.len(), |room| {
                room[..now.len()].copy_from_slice(now);
                now.len()
            });
            bytes = later;
            if self.length == PIECE {
                self.look(false);
            }
        }
    }

    /// Has the next piece of the document written where it is looked at. `write` gets as much
    /// room as it asks for, at most what is gathered, and tells how much of it counts.
    pub(crate) fn fill(&mut self, room: usize, write: impl FnOnce(&mut [u8]) -> usize) {
        if self.gathered.len() - self.length < room {
            self.look(false);
        }
        self.length += write(&mut self.gathered[self.length..]);
    }

    /// The document has ended. Nothing, when nothing in it is forbidden.
    pub fn end(mut self) -> Option<HtmlFaults> {
        self.look(true);
        self.judge.faults
    }

    fn look(&mut self, last: bool) {
        let gathered = &self.gathered[..self.length];
        let reading = self.reading.get_or_insert_with(|| Reading::by(gathered));
        let piece = reading.text(gathered, last);
        self.tokenizer.feed(piece, &mut self.judge);
        self.length = 0;
    }
}

impl Reading {
    fn by(first: &[u8]) -> Self {
        match Encoding::for_bom(first) {
            Some((encoding, _)) if encoding != UTF_8 => Self::Decoded {
                decoder: encoding.new_decoder_with_bom_removal(),
                text: String::new(),
            },
            Some(_) | None => Self::AsTheyAre,
        }
    }

    fn text<'t>(&'t mut self, bytes: &'t [u8], last: bool) -> &'t [u8] {
        match self {
            Self::AsTheyAre => bytes,
            Self::Decoded { decoder, text } => {
                text.clear();
                let room = decoder.max_utf8_buffer_length(bytes.len());
                text.reserve(room.unwrap_or(PIECE * 3 + 16));
                // There is room for everything, so that all of it is taken.
                let _ = decoder.decode_to_string(bytes, text, last);
                text.as_bytes()
            }
        }
    }
}

impl Listener for Judge {
    fn told(&mut self, token: Token<'_>, line: Line<'_>) {
        let Some(fault) = self.policy.fault(token) else {
            return;
        };
        match &mut self.faults {
            Some(faults) => faults.more = faults.more.saturating_add(1),
            None => {
                self.faults = Some(HtmlFaults {
                    line: line.number(),
                    what: fault.to_string(),
                    more: 0,
                });
            }
        }
    }
}

impl fmt::Debug for HtmlCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HtmlCheck")
            .field("judge", &self.judge)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(policy: HtmlPolicy, document: &[u8]) -> Option<HtmlFaults> {
        let mut check = HtmlCheck::new(policy);
        check.feed(document);
        check.end()
    }

    fn what(policy: HtmlPolicy, document: &str) -> String {
        faults(policy, document.as_bytes()).map_or_else(String::new, |faults| faults.what)
    }

    /// Documents that show a text as letters do.
    const LETTER: &str = r##"<!DOCTYPE html>
<html lang="da"><head><meta charset="utf-8"><title>Brev</title></head>
<body><h1 id="top">K&aelig;re Asta</h1><!-- <script> in a comment -->
<p class="a">1 < 2 &amp; <a href="https://www.example.dk/?a=1&b=2">se her</a>
<a href="#top">op</a> <a href='mailto:a@example.dk'>skriv</a></p>
<img src="data:image/png;base64,iVBORw0KGgo=" alt="Byv&aring;ben"><br/>
<table border=0><tr><td colspan=2>on=1 onclick</td></tr></table></body></html>"##;

    #[test]
    fn an_ordinary_letter_passes_both() {
        assert_eq!(what(HtmlPolicy::Lenient, LETTER), "");
        assert_eq!(what(HtmlPolicy::Strict, LETTER), "");
    }

    #[test]
    fn nothing_that_acts_passes_the_lenient_check() {
        for (document, named) in [
            ("<p><script>alert(1)</script>", "<script>"),
            ("<SCRIPT SRC=x>", "<script>"),
            ("<script/x>", "<script>"),
            ("<p/><iframe src=x></iframe>", "<iframe>"),
            ("<object data=x>", "<object>"),
            ("<embed src=x>", "<embed>"),
            ("<applet>", "<applet>"),
            ("<frameset><frame>", "<frameset>"),
            ("<base href='https://x/'>", "<base>"),
            ("<svg><style><a title='", "<svg>"),
            ("<math>", "<math>"),
            ("<p onclick=x()>", "onclick"),
            ("<img src=x onerror = 'x()'>", "onerror"),
            ("<img/src='x'/onerror=x()>", "onerror"),
            ("<p a='>' onload=x>", "onload"),
            ("<p a=\"'\" ONLOAD>", "onload"),
            ("<a href='javascript:x()'>", "javascript:"),
            ("<a href=' \t\njava\nscript:x()'>", "javascript:"),
            ("<a href=JaVaScRiPt:x()>", "javascript:"),
            ("<a href='java&#115;cript:x()'>", "javascript:"),
            ("<a href='&#x6a;avascript&colon;x()'>", "javascript:"),
            ("<a href='j&#97vascript&#58x()'>", "javascript:"),
            ("<a href='java&Tab;script:x()'>", "javascript:"),
            ("<a href='vbscript:x'>", "vbscript:"),
            ("<a href='data:text/html,<script>'>", "data:text/html"),
            ("<form action='javascript:x()'>", "javascript:"),
            ("<button formaction=javascript:x()>", "javascript:"),
            ("<meta http-equiv='Refresh' content='0;url=x'>", "refresh"),
            ("<meta http-equiv='&#114;efresh' content=1>", "refresh"),
            ("<title></title ><script>", "<script>"),
            ("<title><b></title><script>", "<script>"),
            ("<style>a[title=\"</style><script>\"", "<script>"),
            ("<!-- a --!><script>", "<script>"),
            ("<!--><script>", "<script>"),
            ("<?xml ?><script>", "<script>"),
            ("<!DOCTYPE html [<!ENTITY a 'b'>]><script>", "<script>"),
            ("</p onclick=x><script>", "<script>"),
            ("<script", ""),
        ] {
            let said = what(HtmlPolicy::Lenient, document);
            assert_eq!(said.is_empty(), named.is_empty(), "{document}: {said}");
            assert!(said.contains(named), "{document}: {said}");
        }
    }

    #[test]
    fn what_only_looks_like_a_fault_passes_the_lenient_check() {
        for document in [
            "<textarea><script></textarea>",
            "<style>p > a { color: red } /* <script> */</style>",
            "<!-- <script> -- > <p onclick=x> -->",
            "<p title='<script>' data-on='x'>onclick=1</p>",
            "a <b c < d> &lt;script&gt;",
            "<a href='https://x/javascript:y'>",
            "<a href='?javascript:'>",
            "<img src='https://example.dk/logo.png' style='color: red'>",
            "<form action='https://example.dk/'><input name=a></form>",
            "<meta http-equiv='Content-Type' content='text/html'>",
            "< script>",
            "<1script>",
        ] {
            assert_eq!(what(HtmlPolicy::Lenient, document), "", "{document}");
        }
    }

    #[test]
    fn only_what_is_listed_passes_the_strict_check() {
        for (document, named) in [
            ("<form>", "<form>"),
            ("<style>p { }</style>", "<style>"),
            ("<p style='color: red'>", "style"),
            ("<p data-x=1>", "data-x"),
            ("<a href='http://example.dk/'>", "href"),
            ("<a href='side2.html'>", "href"),
            ("<img src='https://example.dk/logo.png'>", "src"),
            ("<img src='data:image/svg+xml,x'>", "src"),
            ("<blink>", "<blink>"),
            ("<link rel=stylesheet href=x>", "<link>"),
            ("<script>", "<script>"),
        ] {
            let said = what(HtmlPolicy::Strict, document);
            assert!(said.contains(named), "{document}: {said}");
        }
    }

    #[test]
    fn the_first_fault_is_named_with_its_line_and_the_others_are_counted() {
        let document = b"<p>\n<p>\n<script>\n</script><iframe></iframe>\n<p onclick=a onload=b>";
        let expected = HtmlFaults {
            line: 3,
            what: "there is <script>, which is not allowed".to_owned(),
            more: 3,
        };
        assert_eq!(faults(HtmlPolicy::Lenient, document), Some(expected));
    }

    #[test]
    fn an_address_that_hides_its_scheme_behind_its_length_is_refused() {
        let long = |before: &str, count| format!("<a href='{}x'>", before.repeat(count));
        for document in [long("&#32;", 5000), long("a", 5000), long("\n", 5000)] {
            let said = what(HtmlPolicy::Lenient, &document);
            // White space at the beginning is passed over while it comes, references are not.
            assert_eq!(said.is_empty(), document.contains('\n'), "{said}");
        }
        assert_eq!(
            what(
                HtmlPolicy::Lenient,
                &format!("<a href='{}javascript:x'>", "\n".repeat(9000))
            ),
            "href leads to javascript:, which is not allowed"
        );
        // A large picture in the document itself is no such thing.
        let picture = format!(
            "<img src='data:image/png;base64,{}'>",
            "A".repeat(1_000_000)
        );
        assert_eq!(what(HtmlPolicy::Strict, &picture), "");
    }

    #[test]
    fn utf_16_hides_nothing() {
        for (mark, unit) in [
            ([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]),
            ([0xfe, 0xff], u16::to_be_bytes),
        ] {
            let mut document = mark.to_vec();
            document.extend("<p>æ<script>".encode_utf16().flat_map(unit));
            assert!(faults(HtmlPolicy::Lenient, &document).is_some());
            // The mark in two pieces, the second as large as what is gathered.
            document.resize(3 * PIECE, 0);
            let mut check = HtmlCheck::new(HtmlPolicy::Lenient);
            check.feed(&document[..1]);
            check.feed(&document[1..]);
            assert!(check.end().is_some());
        }
    }

    #[test]
    fn where_the_pieces_end_makes_no_difference() {
        for policy in [HtmlPolicy::Lenient, HtmlPolicy::Strict] {
            let document = format!("{LETTER}{}<iframe onload='x'>", "æ".repeat(3000));
            let mut drops = HtmlCheck::new(policy);
            for byte in document.as_bytes() {
                drops.feed(&[*byte]);
            }
            let whole = faults(policy, document.as_bytes());
            assert!(whole.is_some());
            assert_eq!(drops.end(), whole);
        }
    }
}
