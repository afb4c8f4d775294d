//! HTML in tags and attributes, as browsers cut it, from bytes in pieces.
//!
//! Only what the policies look at is told: the names of start tags, and attributes with the
//! beginnings of their values. Names and values are kept up to a bound; comments, texts and end
//! tags are passed over. `style`, `title` and `textarea` hold text and no markup, as in HTML;
//! other elements of that kind are none of a document that passes, so they need no care.
//!
//! All markup is ASCII, so bytes do, whatever the letters are written in. What has no markup is
//! passed over many bytes at a time, and plain tags are taken whole: a document of full size has
//! millions of them.
use memchr::memchr;

use super::{
    line::{Began, Line},
    plain_tag::{PlainTag, plain_end_tag},
    token::{Length, Token, Value},
};

/// Bytes that are kept of a name.
const NAME: usize = 64;
/// Bytes that are kept of a value, white space at its beginning left out.
const VALUE: usize = 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    /// After `<`.
    Open,
    /// After `</`.
    EndOpen,
    Name,
    BeforeAttribute,
    AttributeName,
    AfterAttributeName,
    BeforeValue,
    Quoted(u8),
    Unquoted,
    AfterValue,
    /// After `<!`.
    Declaration,
    /// After `<!-`.
    CommentOpen,
    /// In a comment, after so many hyphens; up to two matter.
    Comment(Hyphens),
    /// Up to the next `>`.
    Bogus,
    /// In text without markup: how far its end tag has come.
    Raw(usize),
}

/// The end of a comment as far as it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hyphens {
    /// The comment has just begun: `<!-->` and `<!--->` are comments too.
    Begun,
    BegunOne,
    None,
    One,
    Two,
    /// After `--!`.
    TwoAndBang,
}

#[derive(Debug)]
pub(super) struct Tokenizer {
    state: State,
    /// The line in which the piece at hand begins.
    line: u64,
    /// Where the tag or attribute at hand began.
    began: Began,
    plain_tag: PlainTag,
    tag: Tag,
    element: Vec<u8>,
    attribute: Vec<u8>,
    value: Vec<u8>,
    value_length: usize,
    /// The end tag that ends a text without markup, `</title`.
    raw_end: Vec<u8>,
}

/// Which kind of tag is at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Start,
    /// Its attributes mean nothing.
    End,
}

/// Who hears of the tokens.
pub(super) trait Listener {
    fn told(&mut self, token: Token<'_>, line: Line<'_>);
}

impl Tokenizer {
    pub(super) fn new() -> Self {
        Self {
            state: State::Text,
            line: 1,
            began: Began::Line(1),
            plain_tag: PlainTag::default(),
            tag: Tag::Start,
            element: Vec::with_capacity(NAME),
            attribute: Vec::with_capacity(NAME),
            value: Vec::new(),
            value_length: 0,
            raw_end: Vec::new(),
        }
    }

    /// Takes a piece of the document. A tag that never ends is none, as browsers have it.
    pub(super) fn feed(&mut self, piece: &[u8], listener: &mut impl Listener) {
        let mut at = 0;
        while at < piece.len() {
            at = if self.state == State::Text {
                self.text(piece, at, listener)
            } else {
                self.run(piece, at)
            };
            if at < piece.len() {
                self.take(piece, at, listener);
                at += 1;
            }
        }
        self.began = Began::Line(self.line_of(piece).number());
        self.line = Line::new(self.line, piece).number();
    }

    fn line_of<'p>(&self, piece: &'p [u8]) -> Line<'p> {
        self.began.line(self.line, piece)
    }

    /// Passes over text, and over tags that are plain. What it stops at begins anything else.
    fn text(&mut self, piece: &[u8], mut at: usize, listener: &mut impl Listener) -> usize {
        loop {
            // Often one tag follows the other.
            if piece.get(at) != Some(&b'<') {
                match memchr(b'<', &piece[at..]) {
                    Some(found) => at += found,
                    None => return piece.len(),
                }
            }
            let Some(end) = self.plain(piece, at, listener) else {
                return at;
            };
            at = end;
            if self.state != State::Text {
                return at;
            }
        }
    }

    /// Takes a whole tag at once where it is written as nearly all are, or a `<` that begins
    /// none, and tells where that ends. Nothing of any other tag is taken.
    fn plain(&mut self, piece: &[u8], at: usize, listener: &mut impl Listener) -> Option<usize> {
        match piece.get(at + 1)? {
            b'a'..=b'z' => {}
            b'/' => return plain_end_tag(piece, at + 2),
            b'A'..=b'Z' | b'!' | b'?' => return None,
            _ => return Some(at + 1),
        }
        let tag = &mut self.plain_tag;
        tag.read(piece, at + 1)?;
        let name = &piece[tag.name.clone()];
        let line = |at| Line::new(self.line, &piece[..at]);
        listener.told(Token::Element { name }, line(at));
        for (attribute, value) in tag.attributes() {
            let token = Token::Attribute {
                element: name,
                name: &piece[attribute.clone()],
                value: Value {
                    bytes: &piece[value.clone()],
                    length: Length::Whole,
                },
            };
            listener.told(token, line(attribute.start));
        }
        let end = tag.end;
        if holds_text(name) {
            self.begin_text(name);
        }
        Some(end)
    }

    /// Takes at once what most of a document is besides text. What is left begins with a byte
    /// that may mean something.
    fn run(&mut self, piece: &[u8], at: usize) -> usize {
        let rest = &piece[at..];
        let up_to = |ends: fn(u8) -> bool| {
            let length = rest.iter().position(|&byte| ends(byte));
            &rest[..length.unwrap_or(rest.len())]
        };
        let passed = |byte| memchr(byte, rest).unwrap_or(rest.len());
        at + match self.state {
            State::Bogus => passed(b'>'),
            State::Comment(Hyphens::None) => passed(b'-'),
            State::Raw(0) => passed(b'<'),
            State::Quoted(quote) => {
                let run = &rest[..passed(quote)];
                self.keep_value(run);
                run.len()
            }
            State::Unquoted => {
                let run = up_to(|byte| byte == b'>' || is_space(byte));
                self.keep_value(run);
                run.len()
            }
            State::Name => {
                let run = up_to(ends_name);
                keep(&mut self.element, run);
                run.len()
            }
            State::AttributeName => {
                let run = up_to(|byte| byte == b'=' || ends_name(byte));
                keep(&mut self.attribute, run);
                run.len()
            }
            State::Text
            | State::Open
            | State::EndOpen
            | State::BeforeAttribute
            | State::AfterAttributeName
            | State::BeforeValue
            | State::AfterValue
            | State::Declaration
            | State::CommentOpen
            | State::Comment(_)
            | State::Raw(_) => 0,
        }
    }

    fn take(&mut self, piece: &[u8], at: usize, listener: &mut impl Listener) {
        let byte = piece[at];
        let space = is_space(byte);
        match self.state {
            State::Text => {
                if byte == b'<' {
                    self.state = State::Open;
                }
            }
            State::Open => self.open(byte, at),
            State::EndOpen => match byte {
                b'a'..=b'z' | b'A'..=b'Z' => self.begin(Tag::End, byte, at),
                b'>' => self.state = State::Text,
                _ => self.state = State::Bogus,
            },
            State::Name => match byte {
                b'>' => {
                    self.named(State::Text, piece, listener);
                    self.close();
                }
                _ => self.named(State::BeforeAttribute, piece, listener),
            },
            State::BeforeAttribute | State::AfterValue => match byte {
                _ if space || byte == b'/' => self.state = State::BeforeAttribute,
                b'>' => self.close(),
                _ => self.begin_attribute(byte, at),
            },
            State::AttributeName => match byte {
                b'=' => self.state = State::BeforeValue,
                _ if space => self.state = State::AfterAttributeName,
                _ => self.end_attribute(byte, piece, listener),
            },
            State::AfterAttributeName => match byte {
                _ if space => {}
                b'=' => self.state = State::BeforeValue,
                b'/' | b'>' => self.end_attribute(byte, piece, listener),
                _ => {
                    self.tell_attribute(piece, listener);
                    self.begin_attribute(byte, at);
                }
            },
            State::BeforeValue => match byte {
                _ if space => {}
                b'"' | b'\'' => self.state = State::Quoted(byte),
                b'>' => self.end_attribute(byte, piece, listener),
                _ => {
                    self.keep_value(&[byte]);
                    self.state = State::Unquoted;
                }
            },
            State::Quoted(_) => {
                self.tell_attribute(piece, listener);
                self.state = State::AfterValue;
            }
            State::Unquoted => self.end_attribute(byte, piece, listener),
            State::Declaration => {
                self.state = match byte {
                    b'-' => State::CommentOpen,
                    b'>' => State::Text,
                    _ => State::Bogus,
                }
            }
            State::CommentOpen => {
                self.state = match byte {
                    b'-' => State::Comment(Hyphens::Begun),
                    b'>' => State::Text,
                    _ => State::Bogus,
                }
            }
            State::Comment(hyphens) => self.state = comment(hyphens, byte),
            State::Bogus => self.state = State::Text,
            State::Raw(matched) => self.raw(matched, byte),
        }
    }

    fn open(&mut self, byte: u8, at: usize) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => self.begin(Tag::Start, byte, at),
            b'/' => self.state = State::EndOpen,
            b'!' => self.state = State::Declaration,
            b'?' => self.state = State::Bogus,
            b'<' => {}
            _ => self.state = State::Text,
        }
    }

    fn begin(&mut self, tag: Tag, byte: u8, at: usize) {
        self.tag = tag;
        self.began = Began::At(at);
        self.element.clear();
        keep(&mut self.element, &[byte]);
        self.state = State::Name;
    }

    fn begin_attribute(&mut self, byte: u8, at: usize) {
        self.began = Began::At(at);
        self.attribute.clear();
        self.value.clear();
        self.value_length = 0;
        keep(&mut self.attribute, &[byte]);
        self.state = State::AttributeName;
    }

    /// The name of a tag is whole.
    fn named(&mut self, next: State, piece: &[u8], listener: &mut impl Listener) {
        self.state = next;
        if self.tag == Tag::Start {
            let token = Token::Element {
                name: &self.element,
            };
            listener.told(token, self.line_of(piece));
        }
    }

    /// A tag has ended with `>`.
    fn close(&mut self) {
        self.state = State::Text;
        if self.tag == Tag::Start && holds_text(&self.element) {
            let name = std::mem::take(&mut self.element);
            self.begin_text(&name);
        }
    }

    /// Text without markup comes up to the end tag of that name.
    fn begin_text(&mut self, name: &[u8]) {
        self.raw_end.clear();
        self.raw_end.extend_from_slice(b"</");
        self.raw_end.extend_from_slice(name);
        self.state = State::Raw(0);
    }

    fn end_attribute(&mut self, byte: u8, piece: &[u8], listener: &mut impl Listener) {
        self.tell_attribute(piece, listener);
        if byte == b'>' {
            self.close();
        } else {
            self.state = State::BeforeAttribute;
        }
    }

    fn tell_attribute(&mut self, piece: &[u8], listener: &mut impl Listener) {
        if self.tag == Tag::End {
            return;
        }
        let length = if self.value_length > VALUE {
            Length::Cut
        } else {
            Length::Whole
        };
        let token = Token::Attribute {
            element: &self.element,
            name: &self.attribute,
            value: Value {
                bytes: &self.value,
                length,
            },
        };
        listener.told(token, self.line_of(piece));
    }

    fn keep_value(&mut self, mut run: &[u8]) {
        if self.value_length == 0 {
            // Addresses are read without the control characters and spaces before them.
            let begins = run.iter().position(|&byte| byte > b' ');
            run = &run[begins.unwrap_or(run.len())..];
        }
        let room = VALUE - self.value.len();
        self.value.extend_from_slice(&run[..run.len().min(room)]);
        self.value_length = self.value_length.saturating_add(run.len());
    }

    fn raw(&mut self, matched: usize, byte: u8) {
        self.state = match self.raw_end.get(matched) {
            Some(expected) if byte.eq_ignore_ascii_case(expected) => State::Raw(matched + 1),
            None if byte == b'>' => State::Text,
            None if is_space(byte) || byte == b'/' => {
                self.tag = Tag::End;
                State::BeforeAttribute
            }
            Some(_) | None => State::Raw(usize::from(byte == b'<')),
        };
    }
}

fn holds_text(element: &[u8]) -> bool {
    matches!(element, b"style" | b"title" | b"textarea")
}

fn comment(hyphens: Hyphens, byte: u8) -> State {
    match (hyphens, byte) {
        (Hyphens::Begun | Hyphens::BegunOne | Hyphens::Two | Hyphens::TwoAndBang, b'>') => {
            State::Text
        }
        (Hyphens::Begun, b'-') => State::Comment(Hyphens::BegunOne),
        (Hyphens::BegunOne | Hyphens::One | Hyphens::Two, b'-') => State::Comment(Hyphens::Two),
        (Hyphens::None | Hyphens::TwoAndBang, b'-') => State::Comment(Hyphens::One),
        (Hyphens::Two, b'!') => State::Comment(Hyphens::TwoAndBang),
        (_, _) => State::Comment(Hyphens::None),
    }
}

/// In lower case, as far as there is room.
fn keep(name: &mut Vec<u8>, run: &[u8]) {
    let from = name.len();
    name.extend_from_slice(&run[..run.len().min(NAME - from)]);
    name[from..].make_ascii_lowercase();
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

fn ends_name(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'/' | b'>')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All that was told, in words.
    #[derive(Default)]
    struct Told(Vec<String>);

    impl Listener for Told {
        fn told(&mut self, token: Token<'_>, line: Line<'_>) {
            self.0.push(format!("{} {token:?}", line.number()));
        }
    }

    fn told<'p>(pieces: impl Iterator<Item = &'p [u8]>) -> Vec<String> {
        let mut tokenizer = Tokenizer::new();
        let mut told = Told::default();
        for piece in pieces {
            tokenizer.feed(piece, &mut told);
        }
        told.0
    }

    const PARTS: &[&str] = &[
        "<",
        ">",
        "/",
        "=",
        " ",
        "\n",
        "\"",
        "'",
        "!",
        "--",
        "<!--",
        "-->",
        "<p",
        "<p>",
        "</p>",
        "<a",
        " href",
        "=x",
        "=\"x y\"",
        "='x'",
        " a=1",
        "<b a=\"1\" c=2>",
        "<b a=\" 1\">",
        "<title>",
        "</title>",
        "<STYLE>",
        "</style",
        "<br/>",
        "<x-y z>",
        "æ",
        "x",
    ];

    proptest! {
        /// Byte by byte no tag is read at once, so that both ways are seen to read the same.
        #[test]
        fn plain_tags_are_told_as_the_states_tell_them(
            parts in prop::collection::vec(prop::sample::select(PARTS), 0..40),
            size in 1_usize..9,
        ) {
            let document = parts.concat();
            let whole = told([document.as_bytes()].into_iter());
            prop_assert_eq!(&told(document.as_bytes().chunks(1)), &whole);
            prop_assert_eq!(&told(document.as_bytes().chunks(size)), &whole);
        }
    }
}
