//! What came of one expectation, before it becomes a check of the report.

use testpost_reports::{Check, Level, Verdict};

/// An expectation, judged.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    /// What was looked at, in few words.
    pub(crate) name: String,
    pub(crate) holds: bool,
    pub(crate) expected: String,
    pub(crate) seen: String,
    /// What to do when it does not hold.
    pub(crate) remedy: String,
    /// The messages whose exchanges explain it.
    pub(crate) messages: Vec<String>,
}

impl Judgement {
    pub(crate) fn verdict(&self, level: Level) -> Verdict {
        if self.holds {
            Verdict::Pass
        } else {
            level.when_broken()
        }
    }

    /// The check without place, time and exchanges.
    pub(crate) fn into_check(self, level: Level, clauses: Vec<String>) -> Check {
        Check {
            verdict: self.verdict(level),
            name: self.name,
            level,
            clauses,
            at: None,
            file: String::new(),
            line: 1,
            column: 1,
            expected: Some(self.expected),
            seen: Some(self.seen),
            remedy: (!self.holds).then_some(self.remedy),
            exchanges: Vec::new(),
            reason: None,
        }
    }
}
