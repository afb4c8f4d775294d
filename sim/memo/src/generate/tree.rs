//! A message as a tree of elements and texts, to be changed in ways that the model cannot be.
//!
//! Each element knows what the schema has for it. Written plainly, the tree is a message in the
//! usual prefixes on one line.
use std::fmt::Write as _;

use super::Sample;
use crate::{
    schema::{Content, ElementType, MESSAGE, XML_SCHEMA_INSTANCE, prefix_of},
    xml::{Bounds, Scanner, Token},
};

/// An element.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub(super) namespace: String,
    pub(super) local: String,
    /// Namespace declarations are not among them.
    pub(super) attributes: Vec<Attribute>,
    pub(super) nodes: Vec<Node>,
    /// None when the schema does not have the element.
    pub(super) of: Option<Content>,
}

/// What is within an element.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

/// An attribute.
#[derive(Debug, Clone)]
pub(super) struct Attribute {
    /// None for those in no namespace.
    pub(super) namespace: Option<&'static str>,
    pub(super) local: String,
    pub(super) value: String,
}

/// The way to an element: which node to take at each level.
pub(super) type Way = Vec<usize>;

/// Prefixes for the values of xsi:type; they are declared wherever that namespace is.
pub(super) const TYPE_PREFIXES: [(&str, &str); 2] = [
    ("xs", "http://www.w3.org/2001/XMLSchema"),
    ("dt", "https://data.gov.dk/model/dataTypes/"),
];

impl Element {
    /// The tree of a message. None only if it were not well-formed.
    pub(super) fn of_sample(sample: &Sample) -> Option<Self> {
        let xml = sample.to_xml();
        let bounds = Bounds {
            depth: 64,
            attributes: 64,
            markup_bytes: 64 * 1024,
        };
        let mut scanner = Scanner::new(&xml[..], bounds);
        let mut open: Vec<Self> = Vec::new();
        loop {
            match scanner.next().ok()? {
                Token::Start => {
                    let tag = scanner.tag();
                    let namespace = tag.namespace.clone().unwrap_or_default();
                    let of = match open.last() {
                        None => Some(Content::Elements(&MESSAGE)),
                        Some(parent) => parent.element_type().and_then(|of| {
                            Some(of.children[of.find(&namespace, tag.local())?].content)
                        }),
                    };
                    let own = tag.attributes.iter().filter(|a| !a.is_declaration());
                    open.push(Self {
                        local: tag.local().to_owned(),
                        namespace,
                        attributes: own
                            .map(|attribute| Attribute::plain(&attribute.name, &attribute.value))
                            .collect(),
                        nodes: Vec::new(),
                        of,
                    });
                }
                Token::Text => {
                    if let Some(Self {
                        nodes,
                        of: Some(Content::Text(_)),
                        ..
                    }) = open.last_mut()
                    {
                        match nodes.last_mut() {
                            Some(Node::Text(text)) => text.push_str(scanner.text()),
                            Some(Node::Element(_)) | None => {
                                nodes.push(Node::Text(scanner.text().to_owned()));
                            }
                        }
                    }
                }
                Token::End => {
                    let done = open.pop()?;
                    match open.last_mut() {
                        Some(parent) => parent.nodes.push(Node::Element(done)),
                        None => return Some(done),
                    }
                }
                Token::Eof => return None,
            }
        }
    }

    /// An element without attributes that the schema does not know.
    pub(super) fn new(namespace: &str, local: &str, text: &str) -> Self {
        Self {
            namespace: namespace.to_owned(),
            local: local.to_owned(),
            attributes: Vec::new(),
            nodes: vec![Node::Text(text.to_owned())],
            of: None,
        }
    }

    /// Its children in the schema, when it is one that has children.
    pub(super) fn element_type(&self) -> Option<&'static ElementType> {
        match self.of {
            Some(Content::Elements(of)) => Some(of),
            Some(Content::Text(_)) | None => None,
        }
    }

    pub(super) fn text(&self) -> String {
        let texts = self.nodes.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        texts.collect()
    }

    pub(super) fn set_text(&mut self, text: impl Into<String>) {
        self.nodes = vec![Node::Text(text.into())];
    }

    /// Its child elements, each with its place among the nodes.
    pub(super) fn children(&self) -> impl Iterator<Item = (usize, &Self)> {
        let nodes = self.nodes.iter().enumerate();
        nodes.filter_map(|(at, node)| match node {
            Node::Element(child) => Some((at, child)),
            Node::Text(_) => None,
        })
    }

    pub(super) fn same_name(&self, other: &Self) -> bool {
        self.local == other.local && self.namespace == other.namespace
    }

    /// The ways to all elements, to itself first.
    pub(super) fn ways(&self) -> Vec<Way> {
        let mut ways = vec![Vec::new()];
        for (at, child) in self.children() {
            ways.extend(child.ways().into_iter().map(|way| [vec![at], way].concat()));
        }
        ways
    }

    pub(super) fn at(&self, way: &[usize]) -> Option<&Self> {
        let [first, rest @ ..] = way else {
            return Some(self);
        };
        match self.nodes.get(*first)? {
            Node::Element(child) => child.at(rest),
            Node::Text(_) => None,
        }
    }

    pub(super) fn at_mut(&mut self, way: &[usize]) -> Option<&mut Self> {
        let [first, rest @ ..] = way else {
            return Some(self);
        };
        match self.nodes.get_mut(*first)? {
            Node::Element(child) => child.at_mut(rest),
            Node::Text(_) => None,
        }
    }

    /// The namespaces of its elements and attributes and of all within it, each once.
    pub(super) fn namespaces(&self) -> Vec<String> {
        let mut namespaces: Vec<String> = Vec::new();
        for element in self.ways().iter().filter_map(|way| self.at(way)) {
            let attributes = element.attributes.iter();
            let of_attributes = attributes.filter_map(|attribute| attribute.namespace);
            for namespace in of_attributes.chain([element.namespace.as_str()]) {
                if !namespace.is_empty() && !namespaces.iter().any(|known| known == namespace) {
                    namespaces.push(namespace.to_owned());
                }
            }
        }
        namespaces
    }

    /// The message in the usual prefixes.
    pub(super) fn to_xml(&self) -> Vec<u8> {
        let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        let namespaces = self.namespaces();
        let prefixes: Vec<(String, String)> = namespaces
            .into_iter()
            .enumerate()
            .map(|(at, namespace)| (usual_prefix(&namespace, at), namespace))
            .collect();
        self.write_plain(&prefixes, Some(&prefixes), &mut xml);
        xml.push('\n');
        xml.into_bytes()
    }

    fn write_plain(
        &self,
        prefixes: &[(String, String)],
        declared_here: Option<&[(String, String)]>,
        xml: &mut String,
    ) {
        let name = qualified(&self.namespace, &self.local, prefixes);
        xml.push('<');
        xml.push_str(&name);
        for (prefix, namespace) in declared_here.unwrap_or_default() {
            // A String takes every write.
            let _ = write!(xml, " xmlns:{prefix}=\"{}\"", escaped(namespace));
            if namespace == XML_SCHEMA_INSTANCE {
                for (prefix, namespace) in TYPE_PREFIXES {
                    let _ = write!(xml, " xmlns:{prefix}=\"{namespace}\"");
                }
            }
        }
        for attribute in &self.attributes {
            let namespace = attribute.namespace.unwrap_or_default();
            let name = qualified(namespace, &attribute.local, prefixes);
            let _ = write!(xml, " {name}=\"{}\"", escaped(&attribute.value));
        }
        xml.push('>');
        for node in &self.nodes {
            match node {
                Node::Element(child) => child.write_plain(prefixes, None, xml),
                Node::Text(text) => xml.push_str(&escaped(text)),
            }
        }
        let _ = write!(xml, "</{name}>");
    }
}

impl Attribute {
    /// In no namespace.
    pub(super) fn plain(local: &str, value: &str) -> Self {
        Self {
            namespace: None,
            local: local.to_owned(),
            value: value.to_owned(),
        }
    }

    /// In the namespace of XML Schema instances.
    pub(super) fn xsi(local: &str, value: impl Into<String>) -> Self {
        Self {
            namespace: Some(XML_SCHEMA_INSTANCE),
            local: local.to_owned(),
            value: value.into(),
        }
    }
}

/// The prefix of a namespace of MeMo, or one made up.
fn usual_prefix(namespace: &str, number: usize) -> String {
    match prefix_of(namespace) {
        Some(prefix) => prefix.to_owned(),
        None if namespace == XML_SCHEMA_INSTANCE => "xsi".to_owned(),
        None => format!("n{number}"),
    }
}

fn qualified(namespace: &str, local: &str, prefixes: &[(String, String)]) -> String {
    match prefixes.iter().find(|(_, declared)| declared == namespace) {
        Some((prefix, _)) => format!("{prefix}:{local}"),
        None => local.to_owned(),
    }
}

/// Fit for a text and for an attribute alike.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(escaped, "&#{};", u32::from(character));
            }
            other => escaped.push(other),
        }
    }
    escaped
}
