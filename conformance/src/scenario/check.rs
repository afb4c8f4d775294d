//! Looks through a scenario before it runs: every name in it must mean something.
//!
//! Unknown clauses, systems, people, contact points and letters are found here, each with
//! its place and the nearest known name, and all in one go.

use std::collections::BTreeSet;
use std::path::Path;

use testpost_sim::document::nearest;

use super::directory::Party;
use super::world_source::beside;
use super::{
    Act, Advance, Anchor, Directory, FaultsStep, Given, LetterUuid, Lookup, Moment,
    OrganisationKind, Place, Placed, Protocol, ScenarioDocument, ScenarioFault, Send, Step, System,
    TargetPart,
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
    file: &'a Path,
    target: Option<&'a Placed<TargetPart>>,
    /// The letters named so far.
    letters: Vec<String>,
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

    fn looked_up<T>(
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

    fn given(&mut self, given: &Placed<Given>) {
        let said = &given.value;
        match (&said.receiver, &said.sender) {
            (Some(receiver), None) => {
                self.receiver(receiver);
                self.pushed(receiver);
                if let Some(answers) = &said.answers
                    && answers.value.is_tls_fault()
                    && answers.value.in_turn().len() > 1
                {
                    self.fault(
                        Place::of(answers),
                        "`tls-fault` is the endpoint's fault and stays; it cannot be one of several answers",
                        "Write `answers: tls-fault` alone.",
                    );
                }
                if let Some(receipts) = &said.receipts {
                    self.fault(
                        Place::of(receipts),
                        "`receipts` is what a sender system answers",
                        "Write `answers` for a receiver, or `sender:` in place of `receiver:`.",
                    );
                }
            }
            (None, Some(sender)) => {
                self.sender(sender);
                self.receipted(sender);
                let misplaced = [
                    said.answers.as_ref().map(Place::of),
                    said.receipt.as_ref().map(Place::of),
                    said.inside.as_ref().map(Place::of),
                ];
                for place in misplaced.into_iter().flatten() {
                    self.fault(
                        place,
                        "this is said of receiver systems only",
                        "A sender system has `receipts`: what it answers to them.",
                    );
                }
            }
            (None, None) | (Some(_), Some(_)) => self.fault(
                Place::of(given),
                "it is not clear which system this is about",
                "Begin with exactly one of `receiver:` and `sender:`, and a system's name.",
            ),
        }
    }

    fn step(&mut self, step: &Placed<Step>) {
        match &step.value {
            Step::Send(send) => self.send(send, Place::of(step)),
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
            }
            Step::Sender(change) => {
                self.sender(&change.system);
                self.receipted(&change.system);
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

    fn no_target(&mut self, place: Place, message: &str) {
        self.fault(place, message, "Add `target:` to the head of the file.");
    }

    fn act(&mut self, act: &Act, place: Place) {
        if !matches!(self.target(), Some(TargetPart::Sender(_))) {
            self.no_target(place, "only a sender under test can be made to act");
        }
        match act {
            Act::Send(send) => {
                let lookup = self.directory.party(&send.to.value);
                let to = self.looked_up("citizen or organisation", &send.to, lookup);
                let owner = to.map(|to| to.number().to_owned()).unwrap_or_default();
                if let Some(point) = &send.contact_point
                    && uuid::Uuid::parse_str(&point.value).is_err()
                {
                    let lookup = self.directory.contact_point_for(&owner, &point.value);
                    self.looked_up("contact point", point, lookup);
                }
                self.name_letter(Some(&send.name));
            }
            Act::Recall(letter) => self.letter(letter),
            Act::FetchReceipts => {}
        }
    }

    fn send(&mut self, send: &Send, place: Place) {
        let lookup = self.directory.organisation(&send.from.value);
        if let Some(from) = self.looked_up("organisation", &send.from, lookup) {
            match &send.via {
                Some(via) => {
                    let lookup = self.directory.system_of(from, &via.value);
                    self.looked_up("system of the sending organisation", via, lookup);
                }
                None if !from.systems.iter().any(|s| s.sends) => self.fault(
                    Place::of(&send.from),
                    format!("{} has no sender system", from.name),
                    "Give it one in the world file, or name another system with `via:`.",
                ),
                None => {}
            }
        }
        let owner = match (&send.to, &send.memo) {
            (Some(to), _) => {
                let lookup = self.directory.party(&to.value);
                self.looked_up("citizen or organisation", to, lookup)
                    .map(|party| party.number().to_owned())
            }
            (None, Some(_)) => None,
            (None, None) => {
                self.fault(
                    place,
                    "the letter has no recipient",
                    "Add `to:` with a name or number.",
                );
                None
            }
        };
        if let Some(point) = &send.contact_point
            && uuid::Uuid::parse_str(&point.value).is_err()
        {
            let owner = owner.unwrap_or_default();
            let lookup = self.directory.contact_point_for(&owner, &point.value);
            self.looked_up("contact point", point, lookup);
        }
        if let Some(LetterUuid::SameAs(letter)) = send.uuid.as_ref().map(|u| &u.value) {
            let place = send.uuid.as_ref().map_or(place, Place::of);
            self.known_letter(letter, place);
        }
        if let Some(memo) = &send.memo {
            let path = beside(self.file, &memo.value);
            if !path.is_file() {
                self.fault(
                    Place::of(memo),
                    format!("there is no file {}", path.display()),
                    "Write its path relative to this file.",
                );
            }
        }
        let set_text = send.fault.as_ref().and_then(|f| f.value.set_text.as_ref());
        if let Some(set) = set_text
            && set.value.text.is_some() == set.value.length.is_some()
        {
            self.fault(
                Place::of(set),
                "it is not clear which text is meant",
                "Write exactly one of `text:` and `length:`.",
            );
        }
        self.name_letter(send.name.as_ref());
    }

    /// Whom a letter of a mailbox is for; where `needed` is a place, somebody must be named.
    fn address(
        &mut self,
        needed: Option<Place>,
        to: Option<&Placed<String>>,
        point: Option<&Placed<String>>,
    ) {
        let mut owner = String::new();
        if let Some(to) = to {
            let lookup = self.directory.party(&to.value);
            let found = self.looked_up("citizen or organisation", to, lookup);
            owner = found.map_or(owner, |party| party.number().to_owned());
        }
        if let Some(point) = point
            && uuid::Uuid::parse_str(&point.value).is_err()
        {
            let lookup = self.directory.contact_point_for(&owner, &point.value);
            self.looked_up("contact point", point, lookup);
        }
        if let (Some(place), None, None) = (needed, to, point) {
            self.fault(
                place,
                "the letter has no recipient",
                "Add `to:` with a name or number, or `contactPoint:`.",
            );
        }
    }

    fn name_letter(&mut self, name: Option<&Placed<String>>) {
        let Some(name) = name else { return };
        let place = Place::of(name);
        if matches!(name.value.as_str(), "start" | "none") {
            let message = format!("a letter cannot be called `{}`", name.value);
            self.fault(
                place,
                message,
                "The word has a meaning of its own; choose another.",
            );
        } else if self.letters.contains(&name.value) {
            let message = format!("two letters are called `{}`", name.value);
            self.fault(place, message, "Give each a name of its own.");
        } else {
            self.letters.push(name.value.clone());
        }
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

    /// Only what is called has answers to give.
    fn pushed(&mut self, written: &Placed<String>) {
        let found = self.directory.system(&written.value).found();
        if let Some(system) = found
            && system.receives
            && !system.protocol.is_called()
        {
            let message = format!("`{}` is never called: it fetches its mail", system.name);
            let remedy = "Let it `list`, `fetch` and `receipt` in the steps.";
            self.fault(Place::of(written), message, remedy);
        }
    }

    fn receipted(&mut self, written: &Placed<String>) {
        let found = self.directory.system(&written.value).found();
        if let Some(system) = found
            && system.sends
            && system.protocol != Protocol::RestPush
        {
            let message = format!("`{}` is brought no receipts: it fetches them", system.name);
            self.fault(
                Place::of(written),
                message,
                "Let it `fetch-receipt` in the steps.",
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
