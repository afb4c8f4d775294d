//! What a run is told, and why it may not come about.

use std::fmt;
use std::path::PathBuf;

use jiff::Timestamp;

use super::UnderTest;
use crate::baseline::Baseline;
use crate::scenario::Faults;

/// How to run which scenarios.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Scenario files, or folders that hold some.
    pub paths: Vec<PathBuf>,
    /// What takes the part of the system under test in scenarios that have one.
    pub under_test: UnderTest,
    /// The service port of a simulator that is started here; any free one unless said.
    pub port: Option<u16>,
    /// The control port of a simulator that runs elsewhere; without it one is started here.
    pub against: Option<String>,
    /// What that simulator's control port demands, if it does.
    pub control_token: Option<ControlToken>,
    pub tags: Vec<String>,
    pub clauses: Vec<String>,
    /// Globs over scenarios' names and their files' names.
    pub names: Vec<String>,
    /// How many scenarios go side by side; the number of cores unless said.
    pub jobs: Option<usize>,
    /// In place of the scenarios' own seeds.
    pub seed: Option<u64>,
    /// For scenarios that name none.
    pub epoch: Option<Timestamp>,
    /// Whether the first failure ends the run.
    pub fail_fast: bool,
    /// Whether scenarios tagged `full-size` take part that neither a tag nor a name asks for.
    pub full_size: bool,
    /// Failures that are accepted for a while.
    pub baseline: Option<Baseline>,
    /// Where a trace of the run is written.
    pub trace: Option<PathBuf>,
    /// Who is told how far the run has come.
    pub progress: Option<fn(Progress)>,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub of: usize,
    /// How many of those that are done did not hold.
    pub broken: usize,
}

/// What is shown to a control port. Never shown to anybody else.
#[derive(Clone, PartialEq, Eq)]
pub struct ControlToken(String);

impl ControlToken {
    /// `None` for an empty text, which opens nothing.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        (!text.is_empty()).then_some(Self(text))
    }

    pub(crate) fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ControlToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ControlToken(hidden)")
    }
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum RunFault {
    #[error("{what} cannot be reached: {why}")]
    Unreachable { what: String, why: String },
    #[error(transparent)]
    Files(#[from] Faults),
    #[error("nothing to run: {0}")]
    NothingSelected(String),
    #[error("`{pattern}` is no pattern for names: {why}")]
    Pattern { pattern: String, why: String },
    /// The port that was asked for cannot be had.
    #[error("{0}")]
    Port(String),
    /// The trace cannot be written.
    #[error("{0}")]
    Trace(String),
    /// A fault of testpost itself.
    #[error("{0}")]
    Own(String),
}

impl miette::Diagnostic for RunFault {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        let help = match self {
            Self::Unreachable { .. } => {
                "Check the address, that the simulator runs (`testpost health URL`), and the \
                 `--control-token` if it demands one."
            }
            Self::NothingSelected(_) => {
                "`testpost run PATH --list` shows what there is, with tags and clauses."
            }
            Self::Pattern { .. } => "Write for instance `--name '*seven days*'`.",
            Self::Own(_) => "This is a fault of testpost; please report it with the scenario.",
            Self::Trace(_) => "Name a file in a folder that is there and can be written to.",
            Self::Port(_) => "Name another with `--port`, and tell the system under test.",
            Self::Files(_) => return None,
        };
        Some(Box::new(help))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        match self {
            Self::Files(faults) => faults.related(),
            Self::Unreachable { .. }
            | Self::NothingSelected(_)
            | Self::Pattern { .. }
            | Self::Port(_)
            | Self::Trace(_)
            | Self::Own(_) => None,
        }
    }
}
