//! Where everything in a scenario was written: its own file, and those of its fragments.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::{Place, ScenarioFault};
use super::node::Origin;

#[derive(Debug, Clone)]
pub(super) struct SourceFile {
    pub(super) path: PathBuf,
    pub(super) text: Arc<str>,
}

/// The files that a scenario was written in.
#[derive(Debug, Clone)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// For each line that was read, where it was written; none where the file itself was read.
    lines: Option<Arc<[Origin]>>,
}

impl Sources {
    /// One file, read as it is.
    pub(in super::super) fn of_file(path: &Path, text: &str) -> Self {
        let file = SourceFile {
            path: path.to_owned(),
            text: text.into(),
        };
        Self {
            files: vec![file],
            lines: None,
        }
    }

    pub(super) fn of_lines(files: Vec<SourceFile>, lines: Vec<Origin>) -> Self {
        Self {
            files,
            lines: Some(lines.into()),
        }
    }

    /// Where something was written that was read at this place.
    #[must_use]
    pub fn origin(&self, place: Place) -> (&Path, Place) {
        let line = usize::try_from(place.line.saturating_sub(1)).unwrap_or(usize::MAX);
        let origin = match &self.lines {
            None => None,
            Some(lines) => lines.get(line).copied(),
        };
        let file = self.files.get(origin.map_or(0, |origin| origin.file));
        let path = file.map_or(Path::new(""), |file| file.path.as_path());
        (path, origin.map_or(place, |origin| origin.place))
    }

    /// The files, the scenario's own first.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.files
            .iter()
            .map(|file| (file.path.as_path(), &*file.text))
    }

    /// A fault with the place where its cause was written, and the lines around it.
    pub(in super::super) fn placed(&self, fault: ScenarioFault) -> ScenarioFault {
        if self.files.first().is_none_or(|own| own.path != fault.file) {
            return fault;
        }
        let (path, place) = self.origin(fault.place);
        let text = self.files().find(|(known, _)| *known == path);
        let text = text.map(|(_, text)| text.to_owned()).unwrap_or_default();
        let mut placed = fault;
        placed.file = path.to_owned();
        placed.place = place;
        placed.with_text(&text)
    }
}

/// A fault at a node.
pub(super) fn fault_at(
    files: &[SourceFile],
    at: Origin,
    message: impl Into<String>,
) -> ScenarioFault {
    let Some(file) = files.get(at.file) else {
        return ScenarioFault::at(Path::new(""), at.place, message);
    };
    ScenarioFault::at(&file.path, at.place, message).with_text(&file.text)
}
