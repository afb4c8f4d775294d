//! What a check brings home.
use serde::{Deserialize, Serialize};

use crate::{Finding, MemoVersion, Outline};

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The version the message says it has, when it is one of the two.
    pub version: Option<MemoVersion>,
    /// False when the message could not be read to its end as XML, within the bounds.
    pub well_formed: bool,
    pub outline: Outline,
    /// In the order of the message.
    pub findings: Vec<Finding>,
    /// How many more there were than were kept.
    pub more_findings: u64,
}

impl Report {
    /// True when the message is as its schema wants it.
    pub fn valid(&self) -> bool {
        self.well_formed && self.findings.is_empty() && self.more_findings == 0
    }
}
