//! HTML in tags and attributes, as browsers cut it, from text in pieces.
//!
//! Only what the policies look at is told: the names of start tags, and attributes with the
//! beginnings of their values. Names and values are kept up to a bound; comments, texts and end
//! tags are passed over. `style`, `title` and `textarea` hold text and no markup, as in HTML;
//! other elements of that kind are none of a document that passes, so they need no care.

/// Characters that are kept of a name.
const NAME: usize = 64;
/// Characters that are kept of a value, white space at its beginning left out.
const VALUE: usize = 1024;

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A start tag begins. Names are in lower case.
    Element { name: &'t str },
    Attribute {
        element: &'t str,
        name: &'t str,
        value: Value<'t>,
    },
}

/// The beginning of a value as it stands, its references not resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value<'t> {
    pub(super) text: &'t str,
    pub(super) length: Length,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Whole,
    Cut,
}

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
    Quoted(char),
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
    line: u64,
    /// The line of the tag or attribute at hand.
    began: u64,
    tag: Tag,
    element: String,
    attribute: String,
    value: String,
    value_length: usize,
    /// The end tag that ends a text without markup, `</title`.
    raw_end: String,
}

/// Which kind of tag is at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Start,
    /// Its attributes mean nothing.
    End,
}

impl Tokenizer {
    pub(super) fn new() -> Self {
        Self {
            state: State::Text,
            line: 1,
            began: 1,
            tag: Tag::Start,
            element: String::new(),
            attribute: String::new(),
            value: String::new(),
            value_length: 0,
            raw_end: String::new(),
        }
    }

    /// Takes a piece of text. A tag that never ends is none, as browsers have it.
    pub(super) fn feed(&mut self, text: &str, told: &mut impl FnMut(u64, Token<'_>)) {
        let mut rest = text;
        loop {
            rest = self.run(rest);
            let mut characters = rest.chars();
            let Some(character) = characters.next() else {
                return;
            };
            self.take(character, told);
            self.line += u64::from(character == '\n');
            rest = characters.as_str();
        }
    }

    /// Takes at once what most of a document is: text, and values between quotes. What is left
    /// begins with a character that may mean something.
    fn run<'t>(&mut self, rest: &'t str) -> &'t str {
        let until = match self.state {
            State::Text => b'<',
            State::Quoted('"') => b'"',
            State::Quoted(_) => b'\'',
            State::Bogus => b'>',
            State::Comment(Hyphens::None) => b'-',
            State::Raw(0) => b'<',
            State::Open
            | State::EndOpen
            | State::Name
            | State::BeforeAttribute
            | State::AttributeName
            | State::AfterAttributeName
            | State::BeforeValue
            | State::Unquoted
            | State::AfterValue
            | State::Declaration
            | State::CommentOpen
            | State::Comment(_)
            | State::Raw(_) => return rest,
        };
        let at = rest.bytes().position(|byte| byte == until);
        let (run, rest) = rest.split_at(at.unwrap_or(rest.len()));
        self.line += lines(run);
        if let State::Quoted(_) = self.state {
            self.keep_values(run);
        }
        rest
    }

    fn take(&mut self, character: char, told: &mut impl FnMut(u64, Token<'_>)) {
        let space = matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        match self.state {
            State::Text => {
                if character == '<' {
                    self.state = State::Open;
                }
            }
            State::Open => self.open(character),
            State::EndOpen => match character {
                'a'..='z' | 'A'..='Z' => self.begin(Tag::End, character),
                '>' => self.state = State::Text,
                _ => self.state = State::Bogus,
            },
            State::Name => match character {
                _ if space || character == '/' => self.named(State::BeforeAttribute, told),
                '>' => {
                    self.named(State::Text, told);
                    self.close();
                }
                _ => keep(&mut self.element, character),
            },
            State::BeforeAttribute | State::AfterValue => match character {
                _ if space || character == '/' => self.state = State::BeforeAttribute,
                '>' => self.close(),
                _ => {
                    self.began = self.line;
                    self.attribute.clear();
                    self.value.clear();
                    self.value_length = 0;
                    keep(&mut self.attribute, character);
                    self.state = State::AttributeName;
                }
            },
            State::AttributeName => match character {
                '=' => self.state = State::BeforeValue,
                _ if space => self.state = State::AfterAttributeName,
                '/' | '>' => self.end_attribute(character, told),
                _ => keep(&mut self.attribute, character),
            },
            State::AfterAttributeName => match character {
                _ if space => {}
                '=' => self.state = State::BeforeValue,
                '/' | '>' => self.end_attribute(character, told),
                _ => {
                    self.end_attribute('/', told);
                    self.take(character, told);
                }
            },
            State::BeforeValue => match character {
                _ if space => {}
                '"' | '\'' => self.state = State::Quoted(character),
                '>' => self.end_attribute(character, told),
                _ => {
                    self.keep_value(character);
                    self.state = State::Unquoted;
                }
            },
            State::Quoted(quote) => {
                if character == quote {
                    self.tell_attribute(told);
                    self.state = State::AfterValue;
                } else {
                    self.keep_value(character);
                }
            }
            State::Unquoted => match character {
                '>' => self.end_attribute(character, told),
                _ if space => self.end_attribute(character, told),
                _ => self.keep_value(character),
            },
            State::Declaration => {
                self.state = match character {
                    '-' => State::CommentOpen,
                    '>' => State::Text,
                    _ => State::Bogus,
                }
            }
            State::CommentOpen => {
                self.state = match character {
                    '-' => State::Comment(Hyphens::Begun),
                    '>' => State::Text,
                    _ => State::Bogus,
                }
            }
            State::Comment(hyphens) => self.state = comment(hyphens, character),
            State::Bogus => {
                if character == '>' {
                    self.state = State::Text;
                }
            }
            State::Raw(matched) => self.raw(matched, character),
        }
    }

    fn open(&mut self, character: char) {
        match character {
            'a'..='z' | 'A'..='Z' => self.begin(Tag::Start, character),
            '/' => self.state = State::EndOpen,
            '!' => self.state = State::Declaration,
            '?' => self.state = State::Bogus,
            '<' => {}
            _ => self.state = State::Text,
        }
    }

    fn begin(&mut self, tag: Tag, character: char) {
        self.tag = tag;
        self.began = self.line;
        self.element.clear();
        keep(&mut self.element, character);
        self.state = State::Name;
    }

    /// The name of a tag is whole.
    fn named(&mut self, next: State, told: &mut impl FnMut(u64, Token<'_>)) {
        self.state = next;
        if self.tag == Tag::Start {
            told(
                self.began,
                Token::Element {
                    name: &self.element,
                },
            );
        }
    }

    /// A tag has ended with `>`.
    fn close(&mut self) {
        let holds_text = matches!(self.element.as_str(), "style" | "title" | "textarea");
        self.state = if holds_text && self.tag == Tag::Start {
            self.raw_end = format!("</{}", self.element);
            State::Raw(0)
        } else {
            State::Text
        };
    }

    fn end_attribute(&mut self, character: char, told: &mut impl FnMut(u64, Token<'_>)) {
        self.tell_attribute(told);
        if character == '>' {
            self.close();
        } else {
            self.state = State::BeforeAttribute;
        }
    }

    fn tell_attribute(&mut self, told: &mut impl FnMut(u64, Token<'_>)) {
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
                text: &self.value,
                length,
            },
        };
        told(self.began, token);
    }

    fn keep_values(&mut self, mut run: &str) {
        while let Some(character) = run.chars().next() {
            if self.value_length > VALUE {
                return;
            }
            self.keep_value(character);
            run = &run[character.len_utf8()..];
        }
    }

    fn keep_value(&mut self, character: char) {
        // Addresses are read without the control characters and spaces before them.
        if self.value_length == 0 && character <= ' ' {
            return;
        }
        self.value_length = self.value_length.saturating_add(1);
        if self.value_length <= VALUE {
            self.value.push(character);
        }
    }

    fn raw(&mut self, matched: usize, character: char) {
        if matched == self.raw_end.len() {
            self.state = match character {
                '>' => State::Text,
                ' ' | '\t' | '\n' | '\r' | '\u{c}' | '/' => {
                    self.tag = Tag::End;
                    State::BeforeAttribute
                }
                '<' => State::Raw(1),
                _ => State::Raw(0),
            };
            return;
        }
        let expected = self.raw_end.as_bytes()[matched];
        self.state =
            if u8::try_from(character).is_ok_and(|byte| byte.eq_ignore_ascii_case(&expected)) {
                State::Raw(matched + 1)
            } else if character == '<' {
                State::Raw(1)
            } else {
                State::Raw(0)
            };
    }
}

fn comment(hyphens: Hyphens, character: char) -> State {
    match (hyphens, character) {
        (Hyphens::Begun | Hyphens::BegunOne | Hyphens::Two | Hyphens::TwoAndBang, '>') => {
            State::Text
        }
        (Hyphens::Begun, '-') => State::Comment(Hyphens::BegunOne),
        (Hyphens::BegunOne | Hyphens::One | Hyphens::Two, '-') => State::Comment(Hyphens::Two),
        (Hyphens::None | Hyphens::TwoAndBang, '-') => State::Comment(Hyphens::One),
        (Hyphens::Two, '!') => State::Comment(Hyphens::TwoAndBang),
        (_, _) => State::Comment(Hyphens::None),
    }
}

fn keep(name: &mut String, character: char) {
    if name.len() < NAME {
        name.push(character.to_ascii_lowercase());
    }
}

fn lines(text: &str) -> u64 {
    text.bytes().filter(|&byte| byte == b'\n').count() as u64
}
