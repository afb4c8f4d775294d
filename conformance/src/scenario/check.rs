//! Looks through a scenario before it runs: every name in it must mean something.
//!
//! Unknown clauses, systems, people, contact points and letters are found here, each with
//! its place and the nearest known name, and all in one go.

use std::collections::BTreeSet;
use std::path::Path;

use testpost_sim::document::nearest;

use super::directory::Party;
use super::{
    Advance, Anchor, Directory, FaultsStep, Lookup, Moment, OrganisationKind, Place, Placed,
    Protocol, ScenarioDocument, ScenarioFault, Step, System, TargetPart,
};

/// All that is wrong with what the scenario names.
#[must_use]
pub fn check(
    document: &ScenarioDocument,
    directory: &Directory,
    clauses: &BTreeSet<String>,
    file: &Path,
) -> Vec<ScenarioFault> {
    let mut checker = Checker {
        directory,
        clauses,
        file,
        target: document.target.as_ref(),
        letters: Vec::new(),
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
    pub(super) directory: &'a Directory,
    clauses: &'a BTreeSet<String>,
    pub(super) file: &'a Path,
    target: Option<&'a Placed<TargetPart>>,
    /// The letters named so far.
    pub(super) letters: Vec<String>,
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

    pub(super) fn looked_up<T>(
        &mut self,
        what: &str,
        written: &Placed<String>,
        lookup: Lookup<T>,
    ) -> Option<T> {
        let place = Place::of(written);
        match lookup {
            Lookup::Found(it) => Some(it),
            Lookup::Unknown { nearest, known } => {
                let message = format!("the world has no {what} `{}`", written.value);
                let remedy = if known.is_empty() {
                    format!("The world has no {what} at all.")
                } else {
                    format!("Known: {}.", known.join(", "))
                };
                self.unknown(place, message, nearest.as_deref(), remedy);
                None
            }
            Lookup::Ambiguous(spellings) => {
                let message = format!("more than one {what} is called `{}`", written.value);
                let remedy = format!("Write one of: {}.", spellings.join(", "));
                self.unknown(place, message, None, remedy);
                None
            }
        }
    }

    pub(super) fn clauses(&mut self, clauses: &[Placed<String>]) {
        if self.clauses.is_empty() {
            return;
        }
        for clause in clauses {
            if !self.clauses.contains(&clause.value) {
                let known: Vec<&str> = self.clauses.iter().map(String::as_str).collect();
                let near = nearest(&clause.value, &known);
                let message = format!("there is no clause `{}`", clause.value);
                let remedy = "`testpost clauses` lists them all.".to_owned();
                self.unknown(Place::of(clause), message, near.as_deref(), remedy);
            }
        }
    }

    fn step(&mut self, step: &Placed<Step>) {
        match &step.value {
            Step::Send(send) => self.send(send, Place::of(step)),
            Step::SendArchive(archive) => self.archive(archive),
            Step::Repeat(repeat) => {
                self.letter(&repeat.of);
                self.name_letter(repeat.name.as_ref());
            }
            Step::Recall(recall) => {
                self.letter(&recall.message);
                if let Some(via) = &recall.via {
                    self.sender(via);
                }
            }
            Step::Advance(advance) => match advance {
                Advance::UntilMoment(moment) => {
                    if matches!(moment.value, Moment::After(_, Anchor::Implied)) {
                        self.fault(
                            Place::of(moment),
                            "a bare duration says not after what",
                            "Write `until: P7D after letter`, or `by: P7D` for so long from now.",
                        );
                    }
                    self.moment(moment);
                }
                Advance::By(_)
                | Advance::To(_)
                | Advance::UntilSettled
                | Advance::UntilIdle { .. } => {}
            },
            Step::Receiver(change) => {
                self.receiver(&change.system);
                self.pushed(&change.system);
                if let Some(answers) = &change.answers {
                    self.answers(answers, Place::of(&change.system));
                }
            }
            Step::Sender(change) => {
                self.sender(&change.system);
                self.receipted(&change.system);
                self.answers(&change.receipts, Place::of(&change.system));
            }
            Step::Receipt(receipt) => {
                self.any_system(&receipt.by);
                self.letter(&receipt.of);
            }
            Step::List(list) => {
                self.pull_receiver(&list.by);
                for letter in list.has.iter().chain(&list.lacks).flatten() {
                    self.letter(letter);
                }
            }
            Step::Fetch(fetch) => {
                self.any_system(&fetch.by);
                self.letter(&fetch.of);
            }
            Step::FetchReceipt(fetch) => {
                self.sender(&fetch.by);
                self.letter(&fetch.of);
                if let Some(status) = &fetch.expect_status
                    && !fetch.delete
                {
                    self.fault(
                        Place::of(status),
                        "`expect-status` is what the deletion must be answered, and nothing is deleted",
                        "Add `delete: true`, or leave it out.",
                    );
                }
            }
            Step::Activate(system) | Step::Deactivate(system) => {
                self.any_system(system);
            }
            Step::Connect(connect) => {
                let lookup = self.directory.organisation(&connect.owner.value);
                self.looked_up("organisation", &connect.owner, lookup);
                self.system_fields(&connect.with, Place::of(&connect.owner));
            }
            Step::ChangeSystem(change) => {
                self.any_system(&change.system);
                self.system_fields(&change.with, Place::of(&change.system));
            }
            Step::RemoveSystem(remove) => {
                self.any_system(&remove.system);
            }
            Step::RenewApiKey(renew) => {
                self.any_system(&renew.system);
            }
            Step::Primary(system) => {
                self.receiver(system);
            }
            Step::Open(handle) | Step::Delete(handle) => {
                self.party(&handle.by);
                self.letter(&handle.letter);
            }
            Step::Move(said) => {
                self.party(&said.by);
                self.letter(&said.letter);
            }
            Step::Write(write) => {
                self.party(&write.by);
                self.address(
                    Some(Place::of(step)),
                    write.to.as_ref(),
                    write.contact_point.as_ref(),
                );
                self.name_letter(write.name.as_ref());
            }
            Step::Reply(reply) => {
                self.party(&reply.by);
                self.letter(&reply.letter);
                self.address(None, None, reply.contact_point.as_ref());
                self.name_letter(reply.name.as_ref());
            }
            Step::Forward(forward) => {
                self.party(&forward.by);
                self.letter(&forward.letter);
                let (to, point) = (forward.to.as_ref(), forward.contact_point.as_ref());
                self.address(Some(Place::of(step)), to, point);
                self.name_letter(forward.name.as_ref());
            }
            Step::Citizen(change) => {
                let lookup = self.directory.party(&change.name.value);
                if let Some(Party::Organisation(_)) =
                    self.looked_up("citizen", &change.name, lookup)
                {
                    self.fault(
                        Place::of(&change.name),
                        "this is no citizen",
                        "Write `company:` for a company.",
                    );
                }
            }
            Step::Company(change) => {
                let lookup = self.directory.organisation(&change.name.value);
                let found = self.looked_up("company", &change.name, lookup);
                if found.is_some_and(|o| o.kind == OrganisationKind::Authority) {
                    self.fault(
                        Place::of(&change.name),
                        "this is an authority",
                        "Name a company.",
                    );
                }
            }
            Step::ContactPoint(change) => {
                let lookup = self.directory.contact_point(&change.name.value);
                self.looked_up("contact point", &change.name, lookup);
                if change.active.is_none() && change.with.is_none() {
                    self.fault(
                        Place::of(step),
                        "nothing of the contact point is changed",
                        "Add `active:` or `with:`.",
                    );
                }
            }
            Step::Act(act) => self.act(act, Place::of(step)),
            Step::Target(_) => {
                if self.target.is_none() {
                    self.no_target(Place::of(step), "no system is under test here");
                }
            }
            Step::Exempt(exempt) => self.recipient(&exempt.name),
            Step::Lift(change) | Step::Renew(change) => self.recipient(&change.name),
            Step::Faults(FaultsStep::Profile(_)) => {}
            Step::Faults(FaultsStep::Rules(rules)) => {
                for rule in rules {
                    if let Some((message, remedy)) = rule.value.wrong() {
                        self.fault(Place::of(rule), message, remedy);
                    }
                    for system in &rule.value.systems {
                        self.any_system(system);
                    }
                }
            }
            Step::NemSms(sign_up) => self.recipient(&sign_up.name),
            Step::ConfirmNemSms(of) | Step::EndNemSms(of) => self.recipient(&of.name),
            Step::Expect(expect) => self.expect(expect, Place::of(step)),
        }
    }

    pub(super) fn target(&self) -> Option<&TargetPart> {
        self.target.map(|target| &target.value)
    }

    pub(super) fn no_target(&mut self, place: Place, message: &str) {
        self.fault(place, message, "Add `target:` to the head of the file.");
    }

    pub(super) fn letter(&mut self, written: &Placed<String>) {
        self.known_letter(&written.value, Place::of(written));
    }

    pub(super) fn known_letter(&mut self, written: &str, place: Place) {
        if self.letters.iter().any(|l| l == written) {
            return;
        }
        let known: Vec<&str> = self.letters.iter().map(String::as_str).collect();
        let near = nearest(written, &known);
        let message = format!("no letter called `{written}` has been sent before this");
        let remedy = "Name a letter with `as:` when it is sent.".to_owned();
        self.unknown(place, message, near.as_deref(), remedy);
    }

    pub(super) fn moment(&mut self, moment: &Placed<Moment>) {
        if let Moment::After(_, Anchor::Letter(letter)) = &moment.value {
            self.known_letter(letter, Place::of(moment));
        }
    }

    pub(super) fn any_system(&mut self, written: &Placed<String>) -> Option<System> {
        let lookup = self.directory.system(&written.value);
        self.looked_up("system", written, lookup).cloned()
    }

    pub(super) fn receiver(&mut self, written: &Placed<String>) {
        if let Some(system) = self.any_system(written)
            && !system.receives
        {
            let message = format!("`{}` is not a receiver system", system.name);
            self.fault(
                Place::of(written),
                message,
                "Its roles in the world file lack RECIPIENT.",
            );
        }
    }

    fn pull_receiver(&mut self, written: &Placed<String>) {
        if let Some(system) = self.any_system(written)
            && system.protocol == Protocol::RestPush
        {
            let message = format!("`{}` gets its mail pushed; it lists nothing", system.name);
            self.fault(
                Place::of(written),
                message,
                "Name a system with protocol REST_PULL.",
            );
        }
    }

    pub(super) fn sender(&mut self, written: &Placed<String>) {
        if let Some(system) = self.any_system(written)
            && !system.sends
        {
            let message = format!("`{}` is not a sender system", system.name);
            self.fault(
                Place::of(written),
                message,
                "Its roles in the world file lack SENDER.",
            );
        }
    }

    /// A citizen or a company: authorities are neither exempt nor signed up for anything.
    pub(super) fn recipient(&mut self, written: &Placed<String>) {
        let lookup = self.directory.party(&written.value);
        let found = self.looked_up("citizen or company", written, lookup);
        if let Some(Party::Organisation(organisation)) = found
            && organisation.kind == OrganisationKind::Authority
        {
            self.fault(
                Place::of(written),
                "this is an authority",
                "Name a citizen or a company.",
            );
        }
    }

    pub(super) fn party(&mut self, written: &Placed<String>) {
        let lookup = self.directory.party(&written.value);
        self.looked_up("citizen or organisation", written, lookup);
    }
}
