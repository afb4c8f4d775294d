//! Named values: `{{name}}` in a text is the value of that name, and a text that is nothing else
//! becomes the value itself, whatever it is.

use std::collections::{BTreeMap, BTreeSet};

use testpost_sim::document::nearest;

use super::super::ScenarioFault;
use super::node::{Kind, Node};
use super::sources::{SourceFile, fault_at};

/// Names that are known only while a scenario runs.
const OF_THE_RUN: [&str; 1] = ["uuid"];

pub(super) type Bindings = BTreeMap<String, Node>;

/// A piece of a text: as it stands, or the name of a value.
enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

/// The pieces of a text; anything in braces that is no name is text.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(begin) = rest
        .get(from..)
        .and_then(|r| r.find("{{"))
        .map(|b| b + from)
    {
        let Some(end) = rest[begin..].find("}}").map(|end| end + begin) else {
            break;
        };
        let name = rest[begin + 2..end].trim();
        if is_name(name) {
            pieces.push(Piece::Text(&rest[..begin]));
            pieces.push(Piece::Name(name));
            rest = &rest[end + 2..];
            from = 0;
        } else {
            from = begin + 2;
        }
    }
    pieces.push(Piece::Text(rest));
    pieces
}

pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || "_-".contains(c))
}

/// Whether anything in it asks for a value.
pub(super) fn asks(node: &Node) -> bool {
    let of_value = |text: &str| {
        let mut pieces = pieces(text).into_iter();
        pieces.any(|piece| matches!(piece, Piece::Name(name) if !OF_THE_RUN.contains(&name)))
    };
    node.text().is_some_and(of_value) || node.children().into_iter().any(asks)
}

/// A text with the values that are known while a scenario runs; the name that is not known
/// otherwise.
pub(crate) fn filled(text: &str, value: impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut whole = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => whole.push_str(text),
            Piece::Name(name) => whole.push_str(&value(name).ok_or_else(|| name.to_owned())?),
        }
    }
    Ok(whole)
}

/// The names under every `capture` in it.
pub(super) fn captured(node: &Node, names: &mut BTreeSet<String>) {
    for entry in node.entries() {
        if entry.key == "capture" {
            names.extend(entry.value.entries().iter().map(|e| e.key.clone()));
        }
    }
    for child in node.children() {
        captured(child, names);
    }
}

/// What values are filled in with.
pub(super) struct Filling<'a> {
    pub(super) files: &'a [SourceFile],
    pub(super) bindings: &'a Bindings,
    /// Names that stay until the scenario runs.
    pub(super) captured: &'a BTreeSet<String>,
}

impl Filling<'_> {
    /// Fills in everything below a node.
    pub(super) fn fill(&self, node: &mut Node, faults: &mut Vec<ScenarioFault>) {
        if let Kind::Scalar { text, .. } = &node.kind {
            let pieces = pieces(text);
            let asked = pieces.iter().any(|piece| matches!(piece, Piece::Name(_)));
            if asked && let Some(filled) = self.filled(node, &pieces, faults) {
                *node = filled;
            }
            return;
        }
        for child in node.children_mut() {
            self.fill(child, faults);
        }
    }

    fn filled(
        &self,
        node: &Node,
        pieces: &[Piece<'_>],
        faults: &mut Vec<ScenarioFault>,
    ) -> Option<Node> {
        if let [Piece::Text(""), Piece::Name(name), Piece::Text("")] = pieces {
            let mut value = self.value(node, name, faults)?.clone();
            settle_at(&mut value, node);
            return Some(value);
        }
        let mut whole = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => whole.push_str(text),
                Piece::Name(name) => match self.value(node, name, faults) {
                    None => whole.push_str(&format!("{{{{{name}}}}}")),
                    Some(value) => match value.text() {
                        Some(text) => whole.push_str(text),
                        None => {
                            let message = format!("`{name}` is no text that could stand in a text");
                            let fault = fault_at(self.files, node.at, message);
                            faults.push(fault.with_remedy(
                                "Let `{{name}}` stand alone between the quotes to have the whole value.",
                            ));
                        }
                    },
                },
            }
        }
        let kind = Kind::Scalar {
            text: whole,
            plain: false,
        };
        Some(Node { at: node.at, kind })
    }

    fn value(&self, node: &Node, name: &str, faults: &mut Vec<ScenarioFault>) -> Option<&Node> {
        let found = self.bindings.get(name);
        if found.is_none() && !self.captured.contains(name) && !OF_THE_RUN.contains(&name) {
            let all = self.bindings.keys().chain(self.captured);
            let known: Vec<&str> = all.map(String::as_str).chain(OF_THE_RUN).collect();
            let message = format!("there is no value `{name}`");
            let fault = fault_at(self.files, node.at, message)
                .with_nearest(nearest(name, &known).as_deref())
                .with_remedy(format!(
                    "Known here: {}. Add it under `values:`, or `capture` it.",
                    known.join(", ")
                ));
            faults.push(fault);
        }
        found
    }
}

/// What is put in stands where it was asked for.
fn settle_at(value: &mut Node, at: &Node) {
    value.at = at.at;
    if let Kind::Map(entries) = &mut value.kind {
        for entry in entries {
            entry.at = at.at;
        }
    }
    for child in value.children_mut() {
        settle_at(child, at);
    }
}
