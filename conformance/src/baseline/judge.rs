//! Puts a baseline to the results of a run.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use testpost_reports::{Check, Level, ScenarioResult, Verdict};
use testpost_sim::document::nearest;

use super::document::{Accepted, BaselineDocument};
use crate::scenario::{Place, Placed, ScenarioFault};

/// A baseline file on a day.
#[derive(Debug, Clone)]
pub struct Baseline {
    pub file: PathBuf,
    pub document: BaselineDocument,
    /// Today, in Denmark.
    pub today: Date,
}

impl Baseline {
    /// Entries about scenarios that nobody has; `known` are the sentences and files of all.
    pub(crate) fn unknown(&self, known: &[(String, PathBuf)]) -> Vec<ScenarioFault> {
        let entries = self
            .document
            .accepted
            .iter()
            .map(|entry| &entry.value.scenario);
        let lost = entries.filter(|said| !known.iter().any(|(name, file)| is(said, name, file)));
        let faults = lost.map(|said| {
            let names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
            let message = format!("there is no scenario `{}`", said.value);
            ScenarioFault::at(&self.file, Place::of(said), message)
                .with_nearest(nearest(&said.value, &names).as_deref())
                .with_remedy("Write its sentence or its file's name, or take the entry out.")
        });
        faults.collect()
    }

    /// Changes the verdicts of one scenario as the baseline says.
    pub(crate) fn judge(&self, result: &mut ScenarioResult) {
        if result.verdict == Verdict::Skipped {
            return;
        }
        for entry in &self.document.accepted {
            if is(&entry.value.scenario, &result.name, Path::new(&result.file)) {
                self.entry(entry, result);
            }
        }
        let broke_off = result.reason.is_some().then_some(Verdict::Inconclusive);
        let checks = result.checks.iter().map(|check| check.verdict);
        result.verdict = Verdict::worst(checks.chain(broke_off));
    }

    fn entry(&self, entry: &Placed<Accepted>, result: &mut ScenarioResult) {
        let Accepted {
            check,
            reason,
            until,
            scenario: _,
        } = &entry.value;
        let is_past = until.value < self.today;
        let place = Place::of(entry);
        let at = format!("{}:{}", self.file.display(), place.line);
        let meant = |found: &Check| check.as_ref().is_none_or(|named| named.value == found.name);
        let mut still_fails = false;
        for found in result.checks.iter_mut().filter(|found| meant(found)) {
            if found.verdict != Verdict::Fail {
                continue;
            }
            still_fails = true;
            found.reason = Some(if is_past {
                format!(
                    "accepted until {} only ({at}): {}",
                    until.value, reason.value
                )
            } else {
                found.verdict = Verdict::Warn;
                format!("accepted until {} ({at}): {}", until.value, reason.value)
            });
        }
        // A scenario that broke off may not have come as far as the failure.
        let may_come_yet = result.reason.is_some() && check.is_some();
        if still_fails || may_come_yet {
            return;
        }
        let what = check
            .as_ref()
            .map_or("a check of this scenario", |named| named.value.as_str());
        result.checks.push(Check {
            name: "the baseline is up to date".to_owned(),
            verdict: Verdict::Fail,
            level: Level::Must,
            clauses: Vec::new(),
            at: None,
            file: self.file.display().to_string(),
            line: place.line,
            column: place.column,
            expected: Some(format!("{what} fails, as the baseline says")),
            seen: Some("it does not fail".to_owned()),
            remedy: Some("Take the entry out of the baseline file.".to_owned()),
            exchanges: Vec::new(),
            reason: None,
        });
    }
}

/// Whether a scenario is meant: by its sentence, its file, or its file's name.
fn is(said: &Placed<String>, name: &str, file: &Path) -> bool {
    let written = Path::new(&said.value);
    said.value == name
        || written == file
        || file
            .file_name()
            .is_some_and(|own| own == written.as_os_str())
        || file
            .file_stem()
            .is_some_and(|own| own == written.as_os_str())
}
