//! A document as a stream of tags and pieces of text, strictly well-formed and within bounds.
//!
//! quick-xml takes tags, comments and references apart; text and CDATA are streamed past it,
//! because it would hold a whole text node in memory, and a document of 99 MB is nearly all one
//! text node. What quick-xml lets pass and XML does not is refused here. It knows no MeMo.
use std::io::{self, BufRead};

use quick_xml::{
    Reader,
    events::Event,
    name::{Namespace, NamespaceResolver, QName, ResolveResult},
};

use super::{
    declaration::check_declaration,
    explain::{explain, trouble_fault},
    fault::{Fault, Stop},
    names::{is_plain_name, is_space, shortened},
    open_names::OpenNames,
    plain_tag::PlainName,
    position::Position,
    reference,
    source::Source,
    tag::{Tag, namespace_of_tag, start_tag},
};
use crate::Code;

/// How much of a document is taken on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) depth: usize,
    pub(crate) attributes: usize,
    pub(crate) markup_bytes: usize,
}

/// The next piece of a document. What it holds is asked of the scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// A start tag; an empty tag is followed by its End.
    Start,
    End,
    /// Never more than a window of it; a text node is as many of these as it takes.
    Text,
    Eof,
}

pub(crate) struct Scanner<R: BufRead> {
    reader: Reader<Source<R>>,
    namespaces: NamespaceResolver,
    bounds: Bounds,
    markup: Vec<u8>,
    open: OpenNames,
    root_seen: bool,
    /// The tag was an empty one, so its end comes next.
    end_owed: bool,
    within_cdata: bool,
    /// Where the last token begins.
    place: Position,
    tag: Tag,
    /// The namespace of the last tag is what its prefix stands for here as well.
    namespace_holds: bool,
    text: String,
}

impl<R: BufRead> Scanner<R> {
    pub(crate) fn new(input: R, bounds: Bounds) -> Self {
        let mut reader = Reader::from_reader(Source::new(input));
        let config = reader.config_mut();
        config.check_comments = true;
        // It does not see all tags, so it cannot tell which ends are right.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Self {
            reader,
            namespaces: NamespaceResolver::default(),
            bounds,
            markup: Vec::with_capacity(256),
            open: OpenNames::none(),
            root_seen: false,
            end_owed: false,
            within_cdata: false,
            place: Position::START,
            tag: Tag::none(),
            namespace_holds: false,
            text: String::with_capacity(256),
        }
    }

    /// The tag of the last Start.
    pub(crate) fn tag(&self) -> &Tag {
        &self.tag
    }

    /// The piece of the last Text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where the last token begins.
    pub(crate) fn place(&self) -> Position {
        self.place
    }

    /// The namespace of a qualified name in a value, like that of xsi:type. None when its
    /// prefix is not declared.
    pub(crate) fn namespace_of_value(&self, name: &str) -> Option<String> {
        match self.namespaces.resolve(QName(name), true).0 {
            ResolveResult::Bound(Namespace(namespace)) => Some(namespace.to_owned()),
            ResolveResult::Unbound => Some(String::new()),
            ResolveResult::Unknown(_) => None,
        }
    }

    /// Reads the next piece.
    pub(crate) fn next(&mut self) -> Result<Token, Stop> {
        if self.end_owed {
            self.end_owed = false;
            self.namespaces.pop();
            self.namespace_holds = false;
            self.open.close();
            return Ok(Token::End);
        }
        loop {
            self.place = self.reader.get_ref().position();
            if self.within_cdata {
                if self.cdata_text()? {
                    return Ok(Token::Text);
                }
                continue;
            }
            let next = self.peek()?;
            match next {
                None => return self.end_of_document(),
                Some(b'<') => {
                    if let Some(token) = self.plain_tag()? {
                        return Ok(token);
                    }
                    if let Some(token) = self.markup()? {
                        return Ok(token);
                    }
                }
                Some(b'&') => {
                    self.reference()?;
                    return Ok(Token::Text);
                }
                Some(first) => {
                    self.plain_text(first)?;
                    if self.open.depth() > 0 {
                        return Ok(Token::Text);
                    }
                }
            }
        }
    }

    fn end_of_document(&self) -> Result<Token, Stop> {
        if self.open.depth() > 0 {
            return Err(self.cut_off().into());
        }
        if !self.root_seen {
            return Err(Fault::new(
                Code::XmlEmpty,
                self.place,
                "there is no element in the document",
                "Send a MeMo message: an XML document with the root memo:Message.",
            )
            .into());
        }
        Ok(Token::Eof)
    }

    fn cut_off(&self) -> Fault {
        let open = if self.open.depth() == 1 {
            "element"
        } else {
            "elements"
        };
        Fault::new(
            Code::XmlCutOff,
            self.place,
            format!(
                "the document ends while {} {open} are open",
                self.open.depth()
            ),
            "Send the whole document; compare its size with the Content-Length of the call.",
        )
    }

    fn peek(&mut self) -> Result<Option<u8>, Stop> {
        match self.reader.stream().fill_buf() {
            Ok(available) => Ok(available.first().copied()),
            Err(error) => Err(self.stopped(error)),
        }
    }

    /// The text up to the next markup or reference, or as much of it as is at hand. Where pieces
    /// end makes no difference to what is told of them: what comes before `]]>` is a piece too.
    fn plain_text(&mut self, first: u8) -> Result<(), Stop> {
        if first == CDATA_END[0] && self.continues_with(CDATA_END)? {
            if self.open.depth() == 0 {
                return Err(text_outside(self.place).into());
            }
            return Err(Fault::not_well_formed(
                self.place.after("]]"),
                "the text contains ]]>",
                "Write ]]&gt; instead.",
            )
            .into());
        }
        let mut stream = self.reader.stream();
        let available = stream.fill_buf().map_err(Stop::Io)?;
        let length = match memchr::memchr2(b'<', b'&', available) {
            Some(length) => before_cdata_end(&available[..length]),
            None => surely_before_cdata_end(available),
        };
        keep(&available[..length], &mut self.text)?;
        stream.consume(length);
        if self.open.depth() == 0
            && let Some(at) = self.text.find(|character| !is_space(character))
        {
            return Err(text_outside(self.place.after(&self.text[..at])).into());
        }
        Ok(())
    }

    /// A piece of CDATA; false when it had ended already.
    fn cdata_text(&mut self) -> Result<bool, Stop> {
        let ended = self.reader.get_mut().continues_with(CDATA_END);
        if ended.map_err(|error| self.stopped(error))? {
            self.reader.stream().consume(CDATA_END.len());
            self.within_cdata = false;
            return Ok(false);
        }
        let Some(first) = self.peek()? else {
            return Err(self.cut_off().into());
        };
        let mut stream = self.reader.stream();
        let available = stream.fill_buf().map_err(Stop::Io)?;
        // A bracket may begin the end, so a piece stops before each but its first character.
        let length = match memchr::memchr(b']', &available[1..]) {
            Some(at) => at + 1,
            None => available.len(),
        };
        debug_assert_eq!(available.first(), Some(&first));
        keep(&available[..length], &mut self.text)?;
        stream.consume(length);
        Ok(true)
    }

    fn reference(&mut self) -> Result<(), Stop> {
        if self.open.depth() == 0 {
            return Err(text_outside(self.place).into());
        }
        let place = self.place;
        let event = Self::event(&mut self.reader, &mut self.markup, self.bounds, place)?;
        if let Event::GeneralRef(name) = event {
            let character = reference::resolve(&name, place)?;
            self.text.clear();
            self.text.push(character);
            Ok(())
        } else {
            Err(reference::bare_ampersand(place).into())
        }
    }

    /// A tag that is a name and nothing else; None when it is another, or is not all at hand.
    fn plain_tag(&mut self) -> Result<Option<Token>, Stop> {
        let text = self.reader.get_ref().at_hand();
        if let Some(length) = self.open.plain_end(text) {
            self.open.close();
            self.namespaces.pop();
            self.reader.get_mut().pass_plain(length);
            return Ok(Some(Token::End));
        }
        let Some(name) = PlainName::of_tag(text) else {
            return Ok(None);
        };
        let length = name.whole.len() + 2;
        if length > self.bounds.markup_bytes {
            return Ok(None);
        }
        let whole = text_of(name.whole)?;
        let level = self.namespaces.level().saturating_add(1);
        self.namespaces.set_level(level);
        // Nearly always the prefix is that of the tag before, and nothing was declared since.
        if !(self.namespace_holds && self.tag.has_prefix(&whole[..name.local_at])) {
            let found = namespace_of_tag(&self.namespaces, whole, self.place)?;
            self.tag.set_namespace(found);
            self.namespace_holds = true;
        }
        self.tag.become_plain(whole, name.local_at, self.place);
        self.reader.get_mut().pass_plain(length);
        self.opened(true)?;
        Ok(Some(Token::Start))
    }

    /// A tag, or something between tags that means nothing (None).
    fn markup(&mut self) -> Result<Option<Token>, Stop> {
        let place = self.place;
        if self.continues_with(b"<!")? && self.begins_cdata()? {
            return Ok(None);
        }
        let event = Self::event(&mut self.reader, &mut self.markup, self.bounds, place)?;
        match event {
            Event::Start(tag) => {
                let most = self.bounds.attributes;
                start_tag(&tag, &mut self.namespaces, most, place, &mut self.tag)?;
                self.namespace_holds = true;
                self.opened(false)?;
                Ok(Some(Token::Start))
            }
            Event::Empty(tag) => {
                let most = self.bounds.attributes;
                start_tag(&tag, &mut self.namespaces, most, place, &mut self.tag)?;
                self.namespace_holds = true;
                self.opened(false)?;
                self.end_owed = true;
                Ok(Some(Token::Start))
            }
            Event::End(tag) => {
                self.open.close_by(tag.name().into_inner(), place)?;
                self.namespaces.pop();
                self.namespace_holds = false;
                Ok(Some(Token::End))
            }
            Event::Decl(declaration) => {
                check_declaration(&declaration, place)?;
                Ok(None)
            }
            Event::PI(instruction) => {
                let target = instruction.target();
                if !is_plain_name(target) || target.eq_ignore_ascii_case("xml") {
                    return Err(Fault::not_well_formed(
                        place,
                        format!(
                            "{:?} is no target for a processing instruction",
                            shortened(target)
                        ),
                        "Leave the instruction out.",
                    )
                    .into());
                }
                Ok(None)
            }
            Event::Comment(_) => Ok(None),
            Event::Eof => Err(self.cut_off().into()),
            Event::Text(_) | Event::CData(_) | Event::DocType(_) | Event::GeneralRef(_) => {
                Err(Fault::not_well_formed(
                    place,
                    "this markup cannot stand here",
                    "Write &lt; for the character <.",
                )
                .into())
            }
        }
    }

    /// Goes into CDATA. A document type declaration is refused.
    fn begins_cdata(&mut self) -> Result<bool, Stop> {
        let place = self.place;
        if self.continues_with(b"<![CDATA[")? {
            if self.open.depth() == 0 {
                return Err(text_outside(place).into());
            }
            self.reader.stream().consume(b"<![CDATA[".len());
            self.within_cdata = true;
            return Ok(true);
        }
        if self.continues_with(b"<!DOCTYPE")? {
            return Err(Fault::new(
                Code::XmlDtdNotAllowed,
                place,
                "the document has a document type declaration (DTD)",
                "Leave the DOCTYPE out; a MeMo needs none, and entities are not accepted.",
            )
            .into());
        }
        Ok(false)
    }

    /// The tag of a new element has been read.
    fn opened(&mut self, plain: bool) -> Result<(), Stop> {
        let depth = self.open.depth() + 1;
        if depth > self.bounds.depth {
            return Err(Fault::new(
                Code::XmlTooDeep,
                self.place,
                format!("elements are nested deeper than {}", self.bounds.depth),
                "A MeMo has at most seven levels; look for elements that are never closed.",
            )
            .into());
        }
        if depth == 1 {
            if self.root_seen {
                return Err(Fault::new(
                    Code::XmlSeveralRoots,
                    self.place,
                    format!(
                        "after the root element another one begins: {}",
                        shortened(&self.tag.name)
                    ),
                    "Send one message in one document.",
                )
                .into());
            }
            self.root_seen = true;
        }
        self.open.open(&self.tag.name, plain);
        Ok(())
    }

    fn continues_with(&mut self, prefix: &[u8]) -> Result<bool, Stop> {
        let found = self.reader.get_mut().continues_with(prefix);
        found.map_err(|error| self.stopped(error))
    }

    /// Lets quick-xml read one piece of markup, within its bound.
    fn event<'b>(
        reader: &mut Reader<Source<R>>,
        buffer: &'b mut Vec<u8>,
        bounds: Bounds,
        place: Position,
    ) -> Result<Event<'b>, Stop> {
        buffer.clear();
        // quick-xml reads no further than the end of the markup, so the allowance is for it alone.
        reader.get_mut().allow(Some(bounds.markup_bytes));
        let event = reader.read_event_into(buffer);
        let source = reader.get_mut();
        source.allow(None);
        let end = source.position();
        event.map_err(|error| match source.take_trouble() {
            Some(trouble) => trouble_fault(&trouble, place, end).into(),
            None => explain(error, place),
        })
    }

    /// What an error of the source means.
    fn stopped(&mut self, error: io::Error) -> Stop {
        let source = self.reader.get_mut();
        let place = source.position();
        match source.take_trouble() {
            Some(trouble) => trouble_fault(&trouble, self.place, place).into(),
            None => Stop::Io(error),
        }
    }
}

fn keep(bytes: &[u8], text: &mut String) -> Result<(), Stop> {
    text.clear();
    text.push_str(text_of(bytes)?);
    Ok(())
}

/// Text is decoded, so it is UTF-8.
fn text_of(bytes: &[u8]) -> Result<&str, Stop> {
    std::str::from_utf8(bytes)
        .map_err(|error| Stop::Io(io::Error::new(io::ErrorKind::InvalidData, error)))
}

/// What ends CDATA, and may not stand in other text.
const CDATA_END: &[u8] = b"]]>";

/// How much of a text comes before `]]>`. It does not begin with that.
fn before_cdata_end(text: &[u8]) -> usize {
    let mut ends = memchr::memchr_iter(b'>', text).filter(|&at| text[..at].ends_with(b"]]"));
    ends.next().map_or(text.len(), |at| at - 2)
}

/// The same where it is not known how the text goes on: brackets at its end are left for the
/// next piece, when they are not all there is.
fn surely_before_cdata_end(text: &[u8]) -> usize {
    let length = before_cdata_end(text);
    let brackets = text[..length]
        .iter()
        .rev()
        .take_while(|&&byte| byte == b']');
    (length - brackets.take(2).count()).max(1)
}

fn text_outside(place: Position) -> Fault {
    Fault::new(
        Code::XmlTextOutsideRoot,
        place,
        "there is text outside the root element",
        "Leave it out; only comments and white space may stand around memo:Message.",
    )
}
