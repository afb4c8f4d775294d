//! Looks through what a scenario says of how systems behave: under `given:`, and later on.

use super::check::Checker;
use super::{Answers, Given, Place, Placed, Protocol};

impl Checker<'_> {
    pub(super) fn given(&mut self, given: &Placed<Given>) {
        let said = &given.value;
        match (&said.receiver, &said.sender) {
            (Some(receiver), None) => {
                self.receiver(receiver);
                self.pushed(receiver);
                if let Some(answers) = &said.answers {
                    self.answers(&answers.value, Place::of(answers));
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
                if let Some(receipts) = &said.receipts {
                    self.answers(&receipts.value, Place::of(receipts));
                }
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

    /// What a system that is called answers.
    pub(super) fn answers(&mut self, answers: &Answers, place: Place) {
        if answers.is_tls_fault() && answers.in_turn().len() > 1 {
            self.fault(
                place,
                "`tls-fault` is the endpoint's fault and stays; it cannot be one of several answers",
                "Write `tls-fault` alone; a later step may say otherwise.",
            );
        }
    }

    /// Only what is called has answers to give.
    pub(super) fn pushed(&mut self, written: &Placed<String>) {
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

    pub(super) fn receipted(&mut self, written: &Placed<String>) {
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
}
