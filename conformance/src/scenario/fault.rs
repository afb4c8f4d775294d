//! What is wrong in a file that a user wrote: what, where, and what to do about it.
//!
//! A reader collects as many of these as it can, so that one look mends them all.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

use super::Place;

/// One thing that is wrong in one file.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct ScenarioFault {
    pub message: String,
    pub file: PathBuf,
    pub place: Place,
    /// The known name most like the written one.
    pub nearest: Option<String>,
    /// What to do.
    pub remedy: Option<String>,
    source_text: Option<Arc<NamedSource<String>>>,
}

impl ScenarioFault {
    #[must_use]
    pub fn at(file: &Path, place: Place, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            file: file.to_owned(),
            place,
            nearest: None,
            remedy: None,
            source_text: None,
        }
    }

    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    #[must_use]
    pub fn with_nearest(mut self, nearest: Option<&str>) -> Self {
        self.nearest = nearest.map(str::to_owned);
        self
    }

    /// Shows the lines around the place when it is printed.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        let name = self.file.display().to_string();
        self.source_text = Some(Arc::new(
            NamedSource::new(name, text.to_owned()).with_language("yaml"),
        ));
        self
    }

    /// `file:line:column`.
    #[must_use]
    pub fn location(&self) -> String {
        let Place { line, column } = self.place;
        format!("{}:{line}:{column}", self.file.display())
    }

    /// On one line: where, what, and what to do.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = format!("{}: {}", self.location(), self.message);
        if let Some(advice) = self.advice() {
            line.push_str(". ");
            line.push_str(&advice);
        }
        line
    }

    /// The line that it stands on, with its word marked; none where no text is known.
    #[must_use]
    pub fn snippet(&self) -> Option<String> {
        let text = self.source_text.as_deref()?.inner();
        let number = usize::try_from(self.place.line - 1).ok()?;
        let line = text.lines().nth(number)?;
        let (offset, length) = self.span_in(text);
        let start = text
            .split_inclusive('\n')
            .take(number)
            .map(str::len)
            .sum::<usize>();
        let before = text.get(start..offset)?.chars().count();
        let marked = text.get(offset..offset + length).unwrap_or_default();
        let marks = "^".repeat(marked.trim_end().chars().count().max(1));
        let line_number = self.place.line;
        let margin = " ".repeat(line_number.to_string().len());
        let indent = " ".repeat(before);
        Some(format!(
            "  {line_number} | {line}\n  {margin} | {indent}{marks}\n"
        ))
    }

    fn advice(&self) -> Option<String> {
        let meant = self
            .nearest
            .as_ref()
            .map(|n| format!("Did you mean `{n}`?"));
        match (meant, &self.remedy) {
            (None, None) => None,
            (Some(meant), None) => Some(meant),
            (None, Some(remedy)) => Some(remedy.clone()),
            (Some(meant), Some(remedy)) => Some(format!("{meant} {remedy}")),
        }
    }

    /// Where the place lies in the text, and how long the word there is.
    fn span_in(&self, text: &str) -> (usize, usize) {
        let line_start: usize = text
            .split_inclusive('\n')
            .take(usize::try_from(self.place.line - 1).unwrap_or(usize::MAX))
            .map(str::len)
            .sum();
        let rest = text.get(line_start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let skip = usize::try_from(self.place.column - 1).unwrap_or(usize::MAX);
        let before: usize = line.chars().take(skip).map(char::len_utf8).sum();
        let word: usize = line
            .get(before..)
            .unwrap_or_default()
            .chars()
            .take_while(|c| !matches!(c, ',' | '}' | ']' | ':' | '#' | '\r'))
            .map(char::len_utf8)
            .sum();
        (
            line_start + before,
            word.max(1).min(rest.len().saturating_sub(before)),
        )
    }
}

impl Diagnostic for ScenarioFault {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.advice()
            .map(|advice| Box::new(advice) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source_text
            .as_deref()
            .map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let text = self.source_text.as_deref()?.inner();
        let (offset, length) = self.span_in(text);
        let here = LabeledSpan::new(Some("here".to_owned()), offset, length);
        Some(Box::new(std::iter::once(here)))
    }
}

/// All that is wrong in the selected files.
#[derive(Debug, Clone, thiserror::Error)]
pub struct Faults(pub Vec<ScenarioFault>);

/// How many and where the first is; each is told in full as a related diagnostic.
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [] => f.write_str("the scenario files are wrong"),
            [only] => write!(f, "a fault at {}", only.location()),
            [first, ..] => {
                let count = self.0.len();
                write!(f, "{count} faults, the first at {}", first.location())
            }
        }
    }
}

impl Diagnostic for Faults {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.0.iter().map(|f| f as &dyn Diagnostic)))
    }
}
