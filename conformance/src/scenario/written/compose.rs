//! Fills values in, makes a scenario of each row of a matrix, and puts the steps of fragments
//! where they are included.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use testpost_sim::document::nearest;

use super::super::read::read_yaml;
use super::super::world_source::beside;
use super::super::{Place, ScenarioFault};
use super::node::{self, Entry, Kind, MOST_NODES, Node};
use super::sources::{SourceFile, fault_at};
use super::values::{self, Bindings, Filling};
use super::{matrix, node::Origin};

/// How deep fragments may include each other.
const DEEPEST: usize = 8;

/// Gives the text of a fragment.
pub(in crate::scenario) type ReadFile<'a> = &'a dyn Fn(&Path) -> io::Result<String>;

/// What a file has become.
pub(super) struct Composition {
    pub(super) files: Vec<SourceFile>,
    /// A tree for each scenario.
    pub(super) scenarios: Vec<Node>,
    /// Whether they are other than the file as it stands.
    pub(super) changed: bool,
    pub(super) faults: Vec<ScenarioFault>,
}

/// None where the text is no YAML of a kind that we read.
pub(super) fn compose(file: &Path, text: &str, read: ReadFile<'_>) -> Option<Composition> {
    let root = node::read(text, 0)?;
    let mut composer = Composer {
        files: vec![SourceFile {
            path: file.to_owned(),
            text: text.into(),
        }],
        read,
        captured: BTreeSet::new(),
        faults: Vec::new(),
        nodes: root.size(),
    };
    let changed = root.get("values").is_some()
        || root.get("matrix").is_some()
        || values::asks(&root)
        || steps_of(&root).iter().any(|step| included(step).is_some());
    if !changed {
        return Some(Composition {
            files: composer.files,
            scenarios: vec![root],
            changed,
            faults: Vec::new(),
        });
    }
    values::captured(&root, &mut composer.captured);
    let own = bindings(root.get("values"));
    let rows = matrix::rows(root.get("matrix"), &composer.files, &mut composer.faults);
    let scenarios = rows
        .iter()
        .map(|row| composer.scenario(&root, &own, row))
        .collect();
    let mut faults = composer.faults;
    // What is wrong in each row is wrong once.
    faults.sort_by(|a, b| (&a.file, a.place, &a.message).cmp(&(&b.file, b.place, &b.message)));
    faults.dedup_by(|a, b| (&a.file, a.place, &a.message) == (&b.file, b.place, &b.message));
    Some(Composition {
        files: composer.files,
        scenarios,
        changed,
        faults,
    })
}

fn bindings(values: Option<&Node>) -> Bindings {
    let entries = values.map(Node::entries).unwrap_or_default();
    let entries = entries.iter().map(|e| (e.key.clone(), e.value.clone()));
    entries.collect()
}

fn steps_of(root: &Node) -> Vec<&Node> {
    match root.get("steps").map(|steps| &steps.kind) {
        Some(Kind::List(items)) => items.iter().collect(),
        Some(Kind::Map(_) | Kind::Scalar { .. }) | None => Vec::new(),
    }
}

/// What an `include` step says.
fn included(step: &Node) -> Option<&Node> {
    match step.entries() {
        [only] if only.key == "include" => Some(&only.value),
        _ => None,
    }
}

struct Composer<'a> {
    files: Vec<SourceFile>,
    read: ReadFile<'a>,
    captured: BTreeSet<String>,
    faults: Vec<ScenarioFault>,
    /// How many nodes all scenarios have together.
    nodes: usize,
}

impl Composer<'_> {
    fn wrong(&mut self, at: Origin, message: impl Into<String>, remedy: impl Into<String>) {
        let fault = fault_at(&self.files, at, message).with_remedy(remedy);
        self.faults.push(fault);
    }

    fn scenario(&mut self, root: &Node, own: &Bindings, row: &Bindings) -> Node {
        let mut scenario = root.clone();
        let mut all = own.clone();
        all.extend(row.clone());
        let told_apart = root.get("scenario").is_some_and(values::asks);
        if let Kind::Map(entries) = &mut scenario.kind {
            let mut faults = Vec::new();
            for entry in entries {
                if !matches!(entry.key.as_str(), "values" | "matrix") {
                    self.fill(&mut entry.value, &all, &mut faults);
                }
            }
            self.faults.extend(faults);
        }
        if !told_apart
            && !row.is_empty()
            && let Some(name) = scenario.get_mut("scenario")
            && let Kind::Scalar { text, plain } = &mut name.kind
        {
            *text = format!("{text} ({})", matrix::words(row));
            *plain = false;
        }
        if let Some(steps) = scenario.get_mut("steps") {
            self.put_fragments(steps, 0, 0);
        }
        scenario
    }

    fn fill(&self, node: &mut Node, bindings: &Bindings, faults: &mut Vec<ScenarioFault>) {
        let filling = Filling {
            files: &self.files,
            bindings,
            captured: &self.captured,
        };
        filling.fill(node, faults);
    }

    /// Puts the steps of fragments in the place of the steps that include them.
    fn put_fragments(&mut self, steps: &mut Node, file: usize, depth: usize) {
        let Kind::List(items) = &mut steps.kind else {
            return;
        };
        let mut all = Vec::with_capacity(items.len());
        for step in std::mem::take(items) {
            match included(&step) {
                None => all.push(step),
                Some(said) => all.extend(self.fragment(said, file, depth)),
            }
        }
        *items = all;
    }

    /// The steps of one fragment; none, with the reason among the faults, when it cannot be had.
    fn fragment(&mut self, said: &Node, file: usize, depth: usize) -> Vec<Node> {
        const REMEDY: &str = "Write `- include: fragments/FILE.yaml`, or `- include: {file: \
                              fragments/FILE.yaml, with: {name: value}}`.";
        let (path, with) = match &said.kind {
            Kind::Scalar { .. } => (Some(said), None),
            Kind::Map(entries) => {
                for entry in entries {
                    if !matches!(entry.key.as_str(), "file" | "with") {
                        let message = format!("`include` knows no `{}`", entry.key);
                        self.wrong(entry.at, message, REMEDY);
                    }
                }
                (said.get("file"), said.get("with"))
            }
            Kind::List(_) => (None, None),
        };
        let Some((path, written)) = path.and_then(|path| Some((path.at, path.text()?))) else {
            self.wrong(said.at, "this does not say which fragment", REMEDY);
            return Vec::new();
        };
        if depth >= DEEPEST {
            let message = format!("fragments include each other more than {DEEPEST} deep");
            self.wrong(said.at, message, "Does one of them include itself?");
            return Vec::new();
        }
        let Some((number, fragment)) = self.read_fragment(path, written, file) else {
            return Vec::new();
        };
        let Some(steps) = self.shape(&fragment) else {
            return Vec::new();
        };
        let mut steps = steps.clone();
        values::captured(&fragment, &mut self.captured);
        let bindings = self.told(said, with, &fragment, written);
        let mut faults = Vec::new();
        self.fill(&mut steps, &bindings, &mut faults);
        self.faults.extend(faults);
        self.nodes += steps.size();
        if self.nodes > MOST_NODES {
            let message = format!("with its fragments the file has more than {MOST_NODES} parts");
            self.wrong(said.at, message, "Make it smaller, or the matrix.");
            return Vec::new();
        }
        self.put_fragments(&mut steps, number, depth + 1);
        match steps.kind {
            Kind::List(items) => items,
            Kind::Map(_) | Kind::Scalar { .. } => Vec::new(),
        }
    }

    fn read_fragment(&mut self, at: Origin, written: &str, from: usize) -> Option<(usize, Node)> {
        let path = beside(&self.files.get(from)?.path, Path::new(written));
        let known = self.files.iter().position(|file| file.path == path);
        let number = match known {
            Some(number) => number,
            None => match (self.read)(&path) {
                Ok(text) => {
                    let text = text.into();
                    self.files.push(SourceFile { path, text });
                    self.files.len() - 1
                }
                Err(fault) => {
                    let message = format!("the fragment {written} cannot be read: {fault}");
                    self.wrong(at, message, "Write its path relative to this file.");
                    return None;
                }
            },
        };
        let file = self.files.get(number)?;
        let read = node::read(&file.text, number);
        if read.is_none() {
            match read_yaml::<serde::de::IgnoredAny>(&file.text, &file.path) {
                Err(faults) => self.faults.extend(faults),
                Ok(_) => {
                    let fault = ScenarioFault::at(&file.path, Place::START, "this is no fragment");
                    self.faults.push(fault.with_remedy(OF_A_FRAGMENT));
                }
            }
        }
        Some((number, read?))
    }

    /// The steps of a fragment, where it is one.
    fn shape<'n>(&mut self, fragment: &'n Node) -> Option<&'n Node> {
        const KEYS: [&str; 3] = ["fragment", "values", "steps"];
        for Entry { key, at, .. } in fragment.entries() {
            if !KEYS.contains(&key.as_str()) {
                let fault = fault_at(&self.files, *at, format!("a fragment has no `{key}`"))
                    .with_nearest(nearest(key, &KEYS).as_deref())
                    .with_remedy(OF_A_FRAGMENT);
                self.faults.push(fault);
            }
        }
        let named = fragment.get("fragment").and_then(Node::text);
        if named.is_none_or(|name| name.trim().is_empty()) {
            self.wrong(fragment.at, "the fragment has no name", OF_A_FRAGMENT);
        }
        let steps = fragment.get("steps");
        let is_list =
            steps.is_some_and(|s| matches!(&s.kind, Kind::List(items) if !items.is_empty()));
        if !is_list {
            self.wrong(fragment.at, "the fragment has no steps", OF_A_FRAGMENT);
            return None;
        }
        steps
    }

    /// The values of a fragment: its own, and those that it is given in their place. One that
    /// is null must be given.
    fn told(
        &mut self,
        include: &Node,
        with: Option<&Node>,
        fragment: &Node,
        written: &str,
    ) -> Bindings {
        let mut all = bindings(fragment.get("values"));
        let names: Vec<String> = all.keys().cloned().collect();
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        for entry in with.map(Node::entries).unwrap_or_default() {
            if known.contains(&entry.key.as_str()) {
                all.insert(entry.key.clone(), entry.value.clone());
                continue;
            }
            let message = format!("the fragment {written} has no value `{}`", entry.key);
            let fault = fault_at(&self.files, entry.at, message)
                .with_nearest(nearest(&entry.key, &known).as_deref())
                .with_remedy(format!("Its `values:` are: {}.", known.join(", ")));
            self.faults.push(fault);
        }
        let is_null = |node: &Node| {
            matches!(&node.kind, Kind::Scalar { text, plain: true }
                if matches!(text.as_str(), "" | "~" | "null"))
        };
        let lacking: Vec<String> = all
            .iter()
            .filter(|(_, value)| is_null(value))
            .map(|(name, _)| name.clone())
            .collect();
        for name in lacking.clone() {
            let message = format!("the fragment {written} must be given `{name}`");
            let remedy = format!("Add `with: {{{name}: …}}` to the `include`.");
            self.wrong(include.at, message, remedy);
        }
        for name in lacking {
            // It stays as it stands there; that it is not known was told.
            let kind = Kind::Scalar {
                text: format!("{{{{{name}}}}}"),
                plain: false,
            };
            let at = include.at;
            all.insert(name, Node { at, kind });
        }
        all
    }
}

const OF_A_FRAGMENT: &str = "A fragment has `fragment:` with a sentence, `steps:`, and `values:` \
                             with what it is given; those without a value must be given.";
