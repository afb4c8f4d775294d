//! A YAML document as a tree in which every part knows its file, line and column.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser, ScalarStyle, Span};

use super::super::Place;

/// How many nodes a document may have, with everything that aliases and fragments repeat.
pub(super) const MOST_NODES: usize = 100_000;

/// How deep lists and mappings may stand in each other.
const DEEPEST: usize = 60;

/// Where something was written. Files are told apart by their number in the list of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    pub(super) file: usize,
    pub(super) place: Place,
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) at: Origin,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Scalar {
        text: String,
        /// Written without quotes, so that it may be a number or a truth value.
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<Entry>),
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) at: Origin,
    pub(super) value: Node,
}

impl Node {
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            Kind::List(_) | Kind::Map(_) => None,
        }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            Kind::Scalar { .. } | Kind::List(_) => &[],
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let mut entries = self.entries().iter();
        entries.find(|e| e.key == key).map(|entry| &entry.value)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        match &mut self.kind {
            Kind::Map(entries) => {
                let found = entries.iter_mut().find(|e| e.key == key);
                found.map(|entry| &mut entry.value)
            }
            Kind::Scalar { .. } | Kind::List(_) => None,
        }
    }

    pub(super) fn children(&self) -> Vec<&Self> {
        match &self.kind {
            Kind::Scalar { .. } => Vec::new(),
            Kind::List(items) => items.iter().collect(),
            Kind::Map(entries) => entries.iter().map(|entry| &entry.value).collect(),
        }
    }

    pub(super) fn children_mut(&mut self) -> Vec<&mut Self> {
        match &mut self.kind {
            Kind::Scalar { .. } => Vec::new(),
            Kind::List(items) => items.iter_mut().collect(),
            Kind::Map(entries) => entries.iter_mut().map(|e| &mut e.value).collect(),
        }
    }

    /// It and everything in it.
    pub(super) fn size(&self) -> usize {
        1 + self.children().into_iter().map(Self::size).sum::<usize>()
    }
}

/// A list or mapping that has not ended yet.
enum Open {
    List {
        at: Origin,
        anchor: usize,
        items: Vec<Node>,
    },
    Map {
        at: Origin,
        anchor: usize,
        entries: Vec<Entry>,
        key: Option<(String, Origin)>,
    },
}

/// The tree of the first document in a text; none where the text is no YAML of a kind that we
/// read. The typed reader says why.
pub(super) fn read(text: &str, file: usize) -> Option<Node> {
    let mut reading = Reading {
        file,
        open: Vec::new(),
        anchors: BTreeMap::new(),
        nodes: 0,
        root: None,
    };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        reading.take(event, span)?;
    }
    reading.root
}

struct Reading {
    file: usize,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
    root: Option<Node>,
}

impl Reading {
    fn take(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        let at = Origin {
            file: self.file,
            place: Place {
                line: span.start.line().max(1) as u64,
                column: span.start.col() as u64 + 1,
            },
        };
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let kind = Kind::Scalar {
                    text: text.into_owned(),
                    plain: style == ScalarStyle::Plain && tag.is_none(),
                };
                self.put(Node { at, kind }, anchor)
            }
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor)?.clone();
                self.put(node, 0)
            }
            Event::SequenceStart(_, anchor, _) => {
                let items = Vec::new();
                self.begin(Open::List { at, anchor, items })
            }
            Event::MappingStart(_, anchor, _) => self.begin(Open::Map {
                at,
                anchor,
                entries: Vec::new(),
                key: None,
            }),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop()? {
                Open::List { at, anchor, items } => {
                    let kind = Kind::List(items);
                    self.put(Node { at, kind }, anchor)
                }
                Open::Map {
                    at,
                    anchor,
                    entries,
                    key: _,
                } => {
                    let kind = Kind::Map(entries);
                    self.put(Node { at, kind }, anchor)
                }
            },
            Event::UnresolvedAlias(_) => None,
            // Beginnings and ends, comments, and names of anchors say nothing more.
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(..)
            | Event::DocumentEnd
            | Event::Anchor(..)
            | Event::Comment(..)
            | _ => Some(()),
        }
    }

    fn begin(&mut self, open: Open) -> Option<()> {
        self.open.push(open);
        (self.open.len() <= DEEPEST).then_some(())
    }

    fn put(&mut self, node: Node, anchor: usize) -> Option<()> {
        self.nodes += node.size();
        if self.nodes > MOST_NODES * 10 {
            return None;
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => {
                self.root.get_or_insert(node);
            }
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, .. }) => match key.take() {
                None => *key = Some((node.text()?.to_owned(), node.at)),
                Some((key, at)) => entries.push(Entry {
                    key,
                    at,
                    value: node,
                }),
            },
        }
        Some(())
    }
}
