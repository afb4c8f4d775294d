//! Reads a message into the model in one pass. Files go to a sink as they are decoded; all else
//! is small, and a message in which it is not is refused.
//!
//! It wants well-formed XML, elements where the schema has them, and what the model cannot do
//! without. Order and lengths are for the check to say.
use std::io::BufRead;

use super::{ContentSink, ReadFault, node::Node};
use crate::{
    MemoVersion,
    model::{ContentHasher, ContentRef, Message},
    schema::{Base64Stream, Content, ElementType, MEMO, MESSAGE, SimpleType, WhiteSpace},
    xml::{Bounds, Scanner, Tag, Token},
};

/// What a message may take in memory, files aside. A full one takes some kilobytes; one with
/// very many answers or documents a few hundred.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// What an element takes beside its text.
const ELEMENT_BYTES: usize = 128;
pub(crate) const BOUNDS: Bounds = Bounds {
    depth: 64,
    attributes: 64,
    markup_bytes: 64 * 1024,
};

/// Reads a message; the contents of its files go to `contents`.
pub fn read(input: impl BufRead, contents: &mut impl ContentSink) -> Result<Message, ReadFault> {
    let mut scanner = Scanner::new(input, BOUNDS);
    let mut builder = Builder {
        open: Vec::new(),
        version: None,
        done: None,
        bytes: 0,
        decoding: None,
        contents,
    };
    loop {
        match scanner.next()? {
            Token::Start => builder.start(scanner.tag())?,
            Token::Text => builder.text(&scanner)?,
            Token::End => builder.end(&scanner)?,
            Token::Eof => break,
        }
    }
    let (Some((version, schema_version)), Some(mut node)) = (builder.version, builder.done) else {
        return Err(ReadFault::at(scanner.place(), "there is no message"));
    };
    Ok(Message {
        version,
        schema_version,
        header: node.one("MessageHeader")?,
        body: node.opt("MessageBody")?,
    })
}

/// The version that a message says it has; nothing is read but its first tag.
pub fn read_version(input: impl BufRead) -> Result<MemoVersion, ReadFault> {
    let mut scanner = Scanner::new(input, BOUNDS);
    match scanner.next()? {
        Token::Start => root_version(scanner.tag()),
        Token::Text | Token::End | Token::Eof => {
            Err(ReadFault::at(scanner.place(), "there is no message"))
        }
    }
}

/// Fails unless the tag is that of a message of a version that there is.
fn root_version(tag: &Tag) -> Result<MemoVersion, ReadFault> {
    if tag.namespace.as_deref() != Some(MEMO) || tag.local() != MESSAGE.local {
        let message = format!("<{}> is no memo:Message", shown(&tag.name));
        return Err(ReadFault::at(tag.place, message));
    }
    attribute(tag, "memoVersion")
        .and_then(MemoVersion::from_decimal)
        .ok_or_else(|| ReadFault::at(tag.place, "memoVersion is neither 1.1 nor 1.2"))
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    let mut attributes = tag.attributes.iter();
    let found = attributes.find(|attribute| attribute.name == name);
    found.map(|attribute| attribute.value.as_str())
}

struct Builder<'s, S> {
    open: Vec<(Node, Content)>,
    version: Option<(MemoVersion, Option<String>)>,
    done: Option<Node>,
    bytes: usize,
    decoding: Option<Decoding>,
    contents: &'s mut S,
}

impl<S: ContentSink> Builder<'_, S> {
    fn start(&mut self, tag: &Tag) -> Result<(), ReadFault> {
        let namespace = tag.namespace.as_deref().unwrap_or_default();
        let (name, content) = match self.open.last() {
            None => self.root(tag)?,
            Some((parent, content)) => {
                let child = match content {
                    Content::Elements(of) => child_of(of, namespace, tag.local()),
                    Content::Text(_) => None,
                };
                child.ok_or_else(|| {
                    let message = format!("{} has no child {}", parent.name, shown(&tag.name));
                    ReadFault::at(tag.place, message)
                })?
            }
        };
        self.weigh(ELEMENT_BYTES, tag.place)?;
        self.open.push((Node::new(name, tag.place), content));
        if matches!(content, Content::Text(SimpleType::Base64)) {
            self.contents.begin()?;
            self.decoding = Some(Decoding::new());
        }
        Ok(())
    }

    fn root(&mut self, tag: &Tag) -> Result<(&'static str, Content), ReadFault> {
        let schema_version = attribute(tag, "memoSchVersion").map(str::to_owned);
        self.version = Some((root_version(tag)?, schema_version));
        Ok((MESSAGE.local, Content::Elements(&MESSAGE)))
    }

    fn text<R: BufRead>(&mut self, scanner: &Scanner<R>) -> Result<(), ReadFault> {
        let (piece, place) = (scanner.text(), scanner.place());
        if let Some(decoding) = &mut self.decoding {
            let fed = decoding.feed(piece);
            fed.map_err(|(at, message)| ReadFault::at(place.after(&piece[..at]), message))?;
            return decoding.pass_on(self.contents).map_err(ReadFault::Io);
        }
        self.weigh(piece.len(), place)?;
        match self.open.last_mut() {
            Some((node, Content::Text(_))) => node.text.push_str(piece),
            Some((_, Content::Elements(_))) | None => {}
        }
        Ok(())
    }

    fn end<R: BufRead>(&mut self, scanner: &Scanner<R>) -> Result<(), ReadFault> {
        let Some((mut node, content)) = self.open.pop() else {
            return Ok(());
        };
        if let Some(decoding) = self.decoding.take() {
            let ended = decoding.end(self.contents)?;
            let content = ended.map_err(|message| ReadFault::at(scanner.place(), message))?;
            self.contents.end(&content)?;
            node.content = Some(content);
        }
        if let Content::Text(of) = content
            && of.white_space() == WhiteSpace::Collapse
        {
            let words: Vec<&str> = node.text.split_ascii_whitespace().collect();
            node.text = words.join(" ");
        }
        match self.open.last_mut() {
            Some((parent, _)) => parent.children.push(node),
            None => self.done = Some(node),
        }
        Ok(())
    }

    fn weigh(&mut self, bytes: usize, place: crate::xml::Position) -> Result<(), ReadFault> {
        self.bytes += bytes;
        if self.bytes > MOST_BYTES {
            return Err(ReadFault::at(
                place,
                format!("the message has more than {MOST_BYTES} bytes beside its files"),
            ));
        }
        Ok(())
    }
}

fn child_of(
    of: &'static ElementType,
    namespace: &str,
    local: &str,
) -> Option<(&'static str, Content)> {
    let child = &of.children[of.find(namespace, local)?];
    Some((child.local, child.content))
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

/// A content on its way from base64 to the sink.
struct Decoding {
    stream: Base64Stream,
    bytes: Vec<u8>,
    hasher: ContentHasher,
}

impl Decoding {
    fn new() -> Self {
        Self {
            stream: Base64Stream::default(),
            bytes: Vec::new(),
            hasher: ContentHasher::default(),
        }
    }

    fn feed(&mut self, piece: &str) -> Result<(), (usize, String)> {
        self.stream
            .feed(piece, &mut self.bytes)
            .map_err(|(at, fault)| (at, fault.describe()))
    }

    fn pass_on(&mut self, contents: &mut impl ContentSink) -> std::io::Result<()> {
        self.hasher.update(&self.bytes);
        contents.write(&self.bytes)?;
        self.bytes.clear();
        Ok(())
    }

    fn end(
        mut self,
        contents: &mut impl ContentSink,
    ) -> std::io::Result<Result<ContentRef, String>> {
        self.pass_on(contents)?;
        Ok(self
            .stream
            .end()
            .map_err(|fault| fault.describe())
            .map(|()| self.hasher.finish()))
    }
}
