//! Looks through a scenario before it runs: every name in it must mean something.
//!
//! Unknown clauses, systems, people, contact points and letters are found here, each with
//! its place and the nearest known name, and all in one go.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Directory, Place, Placed, ScenarioDocument, ScenarioFault, Step, TargetPart};

/// All that is wrong with what the scenario names. `lost_letters` were named by steps that could
/// not be read.
#[must_use]
pub fn check(
    document: &ScenarioDocument,
    directory: &Directory,
    clauses: &BTreeSet<String>,
    file: &Path,
    lost_letters: &[String],
) -> Vec<ScenarioFault> {
    let mut with_added = directory.clone();
    let mut not_yet = Vec::new();
    for step in &document.steps {
        if let Step::Add(add) = &step.value {
            with_added.add(add);
            not_yet.extend(add.called().map(str::to_owned));
        }
    }
    let mut checker = Checker {
        directory: &with_added,
        not_yet,
        known_clauses: clauses,
        file,
        target: document.target.as_ref(),
        letters: Vec::new(),
        lost_letters,
        archives: Vec::new(),
        faults: Vec::new(),
    };
    if document.scenario.value.trim().is_empty() {
        let place = Place::of(&document.scenario);
        checker.fault(
            place,
            "the scenario has no name",
            "Say in a sentence what it shows.",
        );
    }
    checker.clauses(&document.clauses);
    match document.target.as_ref().map(|target| &target.value) {
        Some(TargetPart::Receiver(system)) => checker.receiver(system),
        Some(TargetPart::Sender(system)) => checker.sender(system),
        None => {}
    }
    for given in &document.given {
        checker.given(given);
    }
    for step in &document.steps {
        checker.step(step);
    }
    if document.steps.is_empty() {
        checker.fault(
            Place::START,
            "the scenario has no steps",
            "Add at least one under `steps:`.",
        );
    }
    checker.faults
}

pub(super) struct Checker<'a> {
    /// The names of the world, with those that steps have added.
    pub(super) directory: &'a Directory,
    /// Of those, what steps that are still to come add.
    pub(super) not_yet: Vec<String>,
    pub(super) known_clauses: &'a BTreeSet<String>,
    pub(super) file: &'a Path,
    target: Option<&'a Placed<TargetPart>>,
    /// The letters named so far.
    pub(super) letters: Vec<String>,
    /// Letters that were named by steps which could not be read.
    pub(super) lost_letters: &'a [String],
    /// The archives named so far.
    pub(super) archives: Vec<String>,
    faults: Vec<ScenarioFault>,
}

impl Checker<'_> {
    pub(super) fn fault(&mut self, place: Place, message: impl Into<String>, remedy: &str) {
        let fault = ScenarioFault::at(self.file, place, message).with_remedy(remedy);
        self.faults.push(fault);
    }

    pub(super) fn unknown(
        &mut self,
        place: Place,
        message: String,
        nearest: Option<&str>,
        remedy: String,
    ) {
        let fault = ScenarioFault::at(self.file, place, message)
            .with_nearest(nearest)
            .with_remedy(remedy);
        self.faults.push(fault);
    }

    pub(super) fn target(&self) -> Option<&TargetPart> {
        self.target.map(|target| &target.value)
    }
}
