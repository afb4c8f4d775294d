//! Looks up what a scenario names: clauses, people, systems, contact points and letters.

use testpost_sim::document::nearest;

use super::check::Checker;
use super::directory::Party;
use super::{Anchor, Lookup, Moment, OrganisationKind, Place, Placed, Protocol, System};

impl Checker<'_> {
    pub(super) fn clauses(&mut self, clauses: &[Placed<String>]) {
        if self.known_clauses.is_empty() {
            return;
        }
        for clause in clauses {
            if !self.known_clauses.contains(&clause.value) {
                let known: Vec<&str> = self.known_clauses.iter().map(String::as_str).collect();
                let near = nearest(&clause.value, &known);
                let message = format!("there is no clause `{}`", clause.value);
                let remedy = "`testpost clauses` lists them all.".to_owned();
                self.unknown(Place::of(clause), message, near.as_deref(), remedy);
            }
        }
    }

    pub(super) fn looked_up<T>(
        &mut self,
        what: &str,
        written: &Placed<String>,
        lookup: Lookup<T>,
    ) -> Option<T> {
        let place = Place::of(written);
        match lookup {
            Lookup::Found(it) => {
                if self.not_yet.contains(&written.value) {
                    let message = format!("`{}` comes into the world only later", written.value);
                    self.fault(place, message, "Move the `add` before this step.");
                }
                Some(it)
            }
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

    pub(super) fn letter(&mut self, written: &Placed<String>) {
        self.known_letter(&written.value, Place::of(written));
    }

    pub(super) fn known_letter(&mut self, written: &str, place: Place) {
        let mut all = self.letters.iter().chain(self.lost_letters);
        if all.any(|l| l == written) {
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

    pub(super) fn pull_receiver(&mut self, written: &Placed<String>) {
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
