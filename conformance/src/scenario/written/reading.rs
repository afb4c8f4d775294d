//! Reads a file into the scenarios that it becomes, each with all that is wrong with its shape.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::super::read::read_yaml;
use super::super::{Place, ScenarioDocument, ScenarioFault};
use super::compose::{Composition, ReadFile, compose};
use super::mend::{Mended, mend};
use super::node::Node;
use super::sources::Sources;

/// One scenario, as far as it could be read.
pub(in crate::scenario) struct Reading {
    pub(in crate::scenario) document: Option<ScenarioDocument>,
    pub(in crate::scenario) sources: Sources,
    pub(in crate::scenario) faults: Vec<ScenarioFault>,
    /// Where something that was wrong was left out, so that what is not there may have been.
    gaps: BTreeSet<(PathBuf, Place)>,
    /// The letters that stood there before.
    pub(in crate::scenario) lost_letters: Vec<String>,
}

impl Reading {
    /// Whether a fault only says that something is not there which was left out as wrong.
    pub(in crate::scenario) fn comes_of_a_gap(&self, fault: &ScenarioFault) -> bool {
        fault.file.as_os_str().is_empty() || self.gaps.contains(&(fault.file.clone(), fault.place))
    }
}

/// All scenarios that a file becomes; at least one.
pub(in crate::scenario) fn read(file: &Path, text: &str, read_file: ReadFile<'_>) -> Vec<Reading> {
    let Some(composition) = compose(file, text, read_file) else {
        let (document, faults) = match read_yaml(text, file) {
            Ok(document) => (Some(document), Vec::new()),
            Err(faults) => (None, faults),
        };
        return vec![whole(file, text, document, faults)];
    };
    if !composition.changed
        && let Ok(document) = read_yaml(text, file)
    {
        return vec![whole(file, text, Some(document), Vec::new())];
    }
    let Composition {
        files,
        scenarios,
        changed: _,
        mut faults,
    } = composition;
    let mut readings = Vec::with_capacity(scenarios.len());
    for scenario in scenarios {
        let mut letters = Vec::new();
        named(&scenario, &mut letters);
        let Mended {
            document,
            lines,
            faults: of_shape,
            gaps,
        } = mend(scenario, &files);
        let gaps = gaps.into_iter().filter_map(|gap| {
            let file = files.get(gap.file)?;
            Some((file.path.clone(), gap.place))
        });
        let mut all = std::mem::take(&mut faults);
        // A value or fragment that is not there is taken out without a word: it was told.
        all.extend(of_shape);
        readings.push(Reading {
            document,
            sources: Sources::of_lines(files.clone(), lines),
            lost_letters: if all.is_empty() { Vec::new() } else { letters },
            faults: all,
            gaps: gaps.collect(),
        });
    }
    readings
}

fn whole(
    file: &Path,
    text: &str,
    document: Option<ScenarioDocument>,
    faults: Vec<ScenarioFault>,
) -> Reading {
    Reading {
        document,
        sources: Sources::of_file(file, text),
        faults,
        gaps: BTreeSet::new(),
        lost_letters: Vec::new(),
    }
}

/// The names that letters are given anywhere in a tree.
fn named(node: &Node, letters: &mut Vec<String>) {
    if let Some(name) = node.get("as").and_then(Node::text) {
        letters.push(name.to_owned());
    }
    for child in node.children() {
        named(child, letters);
    }
}
