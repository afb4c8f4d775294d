//! Finds all that is wrong with the shape of a document: what the reader complains of is
//! reported and taken out, and the rest is read again, until it has the shape.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::super::ScenarioFault;
use super::super::read::{missing_key, read_yaml};
use super::emit::emit;
use super::node::{Entry, Kind, Node, Origin};
use super::sources::{SourceFile, fault_at};

/// How many faults are looked for.
const MOST: usize = 200;

/// The file of what stands in for a missing key, which nobody wrote.
const NOWHERE: usize = usize::MAX;

/// A document, as far as it could be read.
pub(super) struct Mended<T> {
    /// None where nothing was left that has the shape.
    pub(super) document: Option<T>,
    /// Where each line that was read was written.
    pub(super) lines: Vec<Origin>,
    pub(super) faults: Vec<ScenarioFault>,
    /// The mappings and lists that something was taken out of.
    pub(super) gaps: BTreeSet<Origin>,
}

pub(super) fn mend<T: DeserializeOwned>(tree: Node, files: &[SourceFile]) -> Mended<T> {
    let mut mending = Mending {
        tree,
        files,
        faults: Vec::new(),
        gaps: BTreeSet::new(),
        taken: BTreeSet::new(),
        told: BTreeSet::new(),
    };
    for _ in 0..MOST {
        let emitted = emit(&mending.tree);
        let file = files
            .first()
            .map(|file| file.path.clone())
            .unwrap_or_default();
        let faults = match read_yaml::<T>(&emitted.text, &file) {
            Ok(document) => {
                let lines = emitted.lines.into_iter().map(|line| line.origin).collect();
                return mending.done(Some(document), lines);
            }
            Err(faults) => faults,
        };
        let Some(fault) = faults.into_iter().next() else {
            break;
        };
        let number = usize::try_from(fault.place.line - 1).unwrap_or(usize::MAX);
        let Some(line) = emitted.lines.get(number) else {
            mending.faults.push(fault);
            break;
        };
        let goes_on = match missing_key(&fault.message) {
            Some(key) => mending.missing(key, &line.path, &fault),
            None => mending.wrong(&line.path, line.origin, &fault),
        };
        if !goes_on {
            break;
        }
    }
    mending.done(None, Vec::new())
}

struct Mending<'a> {
    tree: Node,
    files: &'a [SourceFile],
    faults: Vec<ScenarioFault>,
    gaps: BTreeSet<Origin>,
    /// Keys that were taken out, by the mapping that had them.
    taken: BTreeSet<(Origin, String)>,
    /// Keys that were found missing.
    told: BTreeSet<(Origin, String)>,
}

impl Mending<'_> {
    fn done<T>(self, document: Option<T>, lines: Vec<Origin>) -> Mended<T> {
        Mended {
            document,
            lines,
            faults: self.faults,
            gaps: self.gaps,
        }
    }

    fn report(&mut self, at: Origin, fault: &ScenarioFault) {
        let again = fault_at(self.files, at, fault.message.clone());
        let mut again = again.with_nearest(fault.nearest.as_deref());
        again.remedy.clone_from(&fault.remedy);
        self.faults.push(again);
    }

    /// Something is wrong with a node: it is taken out. False when there is nothing left.
    fn wrong(&mut self, path: &[usize], at: Origin, fault: &ScenarioFault) -> bool {
        if at.file == NOWHERE {
            // What stands in for a missing key does not fit: its mapping can only go.
            return match path.split_last() {
                Some((_, mapping)) => self.take_out(mapping),
                None => false,
            };
        }
        self.report(at, fault);
        self.take_out(path)
    }

    /// A key is missing: something stands in for it, so that the next one is found too.
    fn missing(&mut self, key: &str, path: &[usize], fault: &ScenarioFault) -> bool {
        let mut path = path.to_vec();
        let mapping = loop {
            match find(&mut self.tree, &path) {
                Some(node) if matches!(node.kind, Kind::Map(_)) && node.get(key).is_none() => {
                    break node;
                }
                Some(_) | None if path.pop().is_some() => {}
                Some(_) | None => {
                    let at = self.tree.at;
                    self.report(at, fault);
                    return false;
                }
            }
        };
        let at = mapping.at;
        let is_first = self.told.insert((at, key.to_owned()));
        if is_first {
            if let Kind::Map(entries) = &mut mapping.kind {
                entries.push(stand_in(key, at));
            }
            if !self.taken.contains(&(at, key.to_owned())) && at.file != NOWHERE {
                self.report(at, fault);
            }
            self.gaps.insert(at);
            if let Some((_, around)) = path.split_last()
                && let Some(around) = find(&mut self.tree, around)
            {
                let at = around.at;
                self.gaps.insert(at);
            }
            return true;
        }
        self.take_out(&path)
    }

    /// Takes a node out, and what is empty without it.
    fn take_out(&mut self, path: &[usize]) -> bool {
        let Some((last, above)) = path.split_last() else {
            return false;
        };
        let Some(parent) = find(&mut self.tree, above) else {
            return false;
        };
        let at = parent.at;
        let is_empty = match &mut parent.kind {
            Kind::List(items) if *last < items.len() => {
                items.remove(*last);
                items.is_empty()
            }
            Kind::Map(entries) if *last < entries.len() => {
                let entry = entries.remove(*last);
                self.taken.insert((at, entry.key));
                entries.is_empty()
            }
            Kind::List(_) | Kind::Map(_) | Kind::Scalar { .. } => return false,
        };
        self.gaps.insert(at);
        // What is said of a step is said of the mapping around what belongs to it.
        if let Some((_, around)) = above.split_last()
            && let Some(around) = find(&mut self.tree, around)
        {
            let at = around.at;
            self.gaps.insert(at);
        }
        match is_empty && !above.is_empty() {
            true => self.take_out(above),
            false => true,
        }
    }
}

fn stand_in(key: &str, mapping: Origin) -> Entry {
    let at = Origin {
        file: NOWHERE,
        ..mapping
    };
    let kind = Kind::Scalar {
        text: "x".to_owned(),
        plain: true,
    };
    Entry {
        key: key.to_owned(),
        at,
        value: Node { at, kind },
    }
}

fn find<'n>(tree: &'n mut Node, path: &[usize]) -> Option<&'n mut Node> {
    let mut node = tree;
    for number in path {
        node = node.children_mut().into_iter().nth(*number)?;
    }
    Some(node)
}
