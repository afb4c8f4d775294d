//! A trace as a file: JSON, with everything that a replay needs and no keys.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use testpost_reports::Verdict;

use super::tape::Note;

/// The number of the format; another one is not read.
const FORMAT: u32 = 1;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trace {
    pub trace: u32,
    /// testpost's own version.
    pub version: String,
    pub seed: u64,
    pub epoch: Timestamp,
    /// What is known of the system under test without asking it; null for the reference vendor.
    pub target: Option<Value>,
    /// The clauses of every scenario that there was to choose from.
    pub in_suite: Vec<String>,
    pub scenarios: Vec<TracedScenario>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TracedScenario {
    pub name: String,
    pub file: PathBuf,
    pub world_name: String,
    pub seed: u64,
    pub epoch: Timestamp,
    /// The scenario's file, its fragments, and its world's file.
    pub sources: Vec<(PathBuf, String)>,
    pub verdict: Verdict,
    /// Why it was not played.
    pub skipped: Option<String>,
    pub notes: Vec<Note>,
}

/// Why a file is no trace that can be replayed.
#[derive(Debug, thiserror::Error)]
pub enum TraceFault {
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, std::io::Error),
    #[error("{0} is no trace: {1}")]
    NoTrace(String, serde_json::Error),
    #[error("{0} is a trace of format {1}, and this version of testpost reads format {FORMAT}")]
    Format(String, u32),
}

impl Trace {
    pub(crate) fn new(seed: u64, epoch: Timestamp, target: Option<Value>) -> Self {
        Self {
            trace: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed,
            epoch,
            target,
            in_suite: Vec::new(),
            scenarios: Vec::new(),
        }
    }

    pub fn read(file: &Path) -> Result<Self, TraceFault> {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file)
            .map_err(|fault| TraceFault::Unreadable(name.clone(), fault))?;
        let trace: Self = serde_json::from_str(&text)
            .map_err(|fault| TraceFault::NoTrace(name.clone(), fault))?;
        match trace.trace {
            FORMAT => Ok(trace),
            other => Err(TraceFault::Format(name, other)),
        }
    }

    /// As it is written, with none of these secrets in it.
    #[must_use]
    pub fn text(&self, secrets: &[String]) -> String {
        let mut text = serde_json::to_string(self).unwrap_or_default();
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            text = text.replace(secret.as_str(), "********");
        }
        text.push('\n');
        text
    }
}
