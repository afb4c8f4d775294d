//! The findings of a check, as many as are kept. A hostile message cannot fill the memory with
//! them: what is over the limit is only counted.
use crate::{Code, Finding, Severity, xml::Position};

/// A finding in the making.
#[derive(Debug)]
pub(crate) struct Mistake {
    pub(crate) code: Code,
    pub(crate) place: Position,
    pub(crate) xpath: String,
    pub(crate) message: String,
    pub(crate) remedy: String,
    pub(crate) clause: Option<&'static str>,
}

#[derive(Debug)]
pub(crate) struct Findings {
    kept: Vec<Finding>,
    most: usize,
    dropped: u64,
}

impl Findings {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            kept: Vec::new(),
            most,
            dropped: 0,
        }
    }

    /// Counts a finding that there is no room for, before anything is spent on its words: a
    /// message can have millions of mistakes. False when there is room.
    pub(crate) fn only_count(&mut self) -> bool {
        let full = self.kept.len() == self.most;
        self.dropped += u64::from(full);
        full
    }

    pub(crate) fn add(&mut self, mistake: Mistake) {
        if self.only_count() {
            return;
        }
        self.kept.push(Finding {
            kind: mistake.code.kind(),
            code: mistake.code.to_string(),
            severity: Severity::Error,
            xpath: mistake.xpath,
            line: mistake.place.line,
            column: mistake.place.column,
            message: mistake.message,
            remedy: mistake.remedy,
            clause: mistake.clause.map(str::to_owned),
        });
    }

    /// In the order of the message, and how many more there were.
    pub(crate) fn into_order(mut self) -> (Vec<Finding>, u64) {
        // What is missing is only known at the end of its parent, but belongs further up.
        self.kept
            .sort_by_key(|finding| (finding.line, finding.column));
        (self.kept, self.dropped)
    }
}
