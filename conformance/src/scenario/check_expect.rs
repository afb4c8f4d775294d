//! The part of looking through a scenario that concerns its expectations.

use testpost_sim::document::nearest;

use super::check::Checker;
use super::log_names::{as_logged, names_in};
use super::{
    CallRule, CallsExpected, DueMoment, Expect, LogExpected, Moment, Place, Placed, Sense,
};

impl Checker<'_> {
    pub(super) fn expect(&mut self, expect: &Expect, place: Place) {
        if expect.is_empty() {
            self.fault(
                place,
                "nothing is expected here",
                "Add an expectation, such as `receipt:`.",
            );
        }
        self.clauses(expect.clauses.as_deref().unwrap_or_default());
        self.patience(expect);
        if let Some(receipt) = &expect.receipt {
            self.letter(&receipt.value.of);
        }
        if let Some(receipt) = &expect.receiver_receipt {
            self.letter(&receipt.value.of);
        }
        if let Some(attempts) = &expect.attempts {
            let said = &attempts.value;
            self.letter(&said.of);
            self.destination(said.at.as_ref(), &["primary"]);
            for moment in said.times.iter().flat_map(|t| &t.value) {
                let placed = said.times.as_ref().map_or(Place::of(attempts), Place::of);
                self.moment_at(moment, placed);
            }
            if let Some(moment) = &said.none_after {
                self.moment(moment);
            }
            let nothing = said.times.is_none() && said.outcomes.is_none();
            if said.count.is_none() && said.none_after.is_none() && nothing {
                self.fault(
                    Place::of(attempts),
                    "this says nothing about the attempts",
                    "Add `count:`, `times:`, `outcomes:` or `none-after:`.",
                );
            }
        }
        if let Some(archive) = &expect.archive {
            self.known_archive(&archive.value.of);
            if archive.value.fails.is_none() && archive.value.refused.is_none() {
                self.fault(
                    Place::of(archive),
                    "this says nothing about the archive",
                    "Add `fails:` or `refused:`; what became of its letters say their receipts.",
                );
            }
        }
        if let Some(delivered) = &expect.delivered {
            self.letter(&delivered.value.letter);
            self.destination(delivered.value.to.as_ref(), &["primary", "mailbox"]);
            if let Some(at) = &delivered.value.at {
                self.moment(at);
            }
        }
        if let Some(not_delivered) = &expect.not_delivered {
            self.letter(&not_delivered.value.letter);
        }
        if let Some(mailbox) = &expect.mailbox {
            let said = &mailbox.value;
            self.party(&said.of);
            for letter in said.has.iter().chain(&said.lacks).flatten() {
                self.letter(letter);
            }
            if said.has.is_none() && said.lacks.is_none() && said.count.is_none() {
                self.fault(
                    Place::of(mailbox),
                    "this says nothing about the mailbox",
                    "Add `has:`, `lacks:` or `count:`.",
                );
            }
        }
        if let Some(log) = &expect.log {
            self.log(log);
        }
        if let Some(state) = &expect.state {
            self.letter(&state.value.of);
        }
        if let Some(mail) = &expect.mail
            && !mail.value.to.value.contains('@')
        {
            self.any_system(&mail.value.to);
        }
        if let Some(due) = &expect.due {
            self.letter(&due.value.message);
            if let DueMoment::At(moment) = &due.value.at.value {
                self.moment_at(moment, Place::of(&due.value.at));
            }
        }
        if let Some(answered) = &expect.answered {
            self.letter(&answered.value.of);
            if answered.value.status.is_none() && answered.value.code.is_none() {
                self.fault(
                    Place::of(answered),
                    "this says nothing about the answer",
                    "Add `status:` or `code:`.",
                );
            }
        }
        if let Some(letters) = &expect.same_transmission_id {
            for letter in &letters.value {
                self.letter(letter);
            }
            if letters.value.len() < 2 {
                self.fault(
                    Place::of(letters),
                    "one letter is always the same as itself",
                    "Name at least two.",
                );
            }
        }
        if let Some(seen) = &expect.seen {
            let said = &seen.value;
            let is_of_pushes =
                said.kept.is_some() || said.pushes.is_some() || said.version.is_some();
            if is_of_pushes || said.receipts.is_none() {
                self.receiver(&said.by);
            }
            if said.receipts.is_some() {
                self.sender(&said.by);
            }
            self.letter(&said.of);
            if !is_of_pushes && said.receipts.is_none() {
                self.fault(
                    Place::of(seen),
                    "this says nothing about what was seen",
                    "Add `kept:`, `pushes:`, `version:` or `receipts:`.",
                );
            }
        }
        if let Some(content) = &expect.content {
            let said = &content.value;
            self.letter(&said.of);
            self.receiver(&said.seen_by);
            if said.is.is_none() && said.are.is_none() && said.count.is_none() {
                self.fault(
                    Place::of(content),
                    "this says nothing about the content",
                    "Add `is:`, `are:` or `count:`.",
                );
            }
        }
        if let Some(calls) = &expect.calls {
            self.calls(calls);
        }
        if let Some(quiet) = &expect.quiet {
            self.moment(&quiet.value.after);
            if let Some(letter) = &quiet.value.of {
                self.letter(letter);
            }
            if let Some(system) = &quiet.value.system {
                self.any_system(system);
            }
        }
        if let Some(held) = &expect.held {
            self.letter(&held.value.of);
            if self.target().is_none() {
                self.fault(
                    Place::of(held),
                    "only a system under test can be looked at",
                    "Add `target:` to the head of the file.",
                );
            }
            if held.value.count.is_none()
                && held.value.failed.is_none()
                && held.value.unchanged.is_none()
            {
                self.fault(
                    Place::of(held),
                    "this says nothing about the letter",
                    "Add `count:`, `failed:` or `unchanged:`.",
                );
            }
        }
        if let Some(recipient) = &expect.recipient {
            self.recipient(&recipient.value.of);
            let said = &recipient.value;
            if said.status.is_none() && said.exempt_until.is_none() && said.nemsms.is_none() {
                self.fault(
                    Place::of(recipient),
                    "this says nothing about the recipient",
                    "Add `status:`, `exempt-until:` or `nemsms:`.",
                );
            }
        }
        if let Some(system) = &expect.system {
            self.any_system(&system.value.name);
            if system.value.active.is_none()
                && system.value.primary.is_none()
                && system.value.receipts_waiting.is_none()
            {
                self.fault(
                    Place::of(system),
                    "this says nothing about the system",
                    "Add `active:`, `primary:` or `receipts-waiting:`.",
                );
            }
        }
    }

    fn calls(&mut self, calls: &Placed<CallsExpected>) {
        let said = &calls.value;
        match (&said.by, &said.to) {
            (Some(system), None) | (None, Some(system)) => {
                self.any_system(system);
            }
            (None, None) | (Some(_), Some(_)) => self.fault(
                Place::of(calls),
                "it is not clear whose calls are meant",
                "Write exactly one of `by:` (calls it made) and `to:` (calls made to it).",
            ),
        }
        if let Some(letter) = &said.of {
            self.letter(letter);
        }
        for rule in said.each.iter().flatten() {
            let CallRule {
                json,
                xpath,
                header,
                parameter,
                is,
                matches,
            } = &rule.value;
            let texts = [json, header, parameter].into_iter().flatten().count();
            let parts = texts + usize::from(xpath.is_some());
            if parts > 1 || (is.is_some() && matches.is_some()) {
                self.fault(
                    Place::of(rule),
                    "this rule says two things at once",
                    "Write at most one of `json`, `xpath`, `header` and `parameter`, and one of `is` and `matches`.",
                );
            }
        }
    }

    /// A time in which to come true does not fit what must stay true, or never changes.
    fn patience(&mut self, expect: &Expect) {
        let told = [
            expect.answered.as_ref().map(Place::of),
            expect.same_transmission_id.as_ref().map(Place::of),
        ];
        if expect.within.is_some() {
            for place in told.into_iter().flatten() {
                self.fault(
                    place,
                    "`within` is of no use here: an answer that was given does not change",
                    "Write this in an `expect` of its own, without `within`.",
                );
            }
        }
        let receipts = expect.receipt.as_ref().filter(|r| r.value.within.is_some());
        let own = receipts.map(|r| (Place::of(r), r.value.sense()));
        let all = [
            expect
                .receipt
                .as_ref()
                .map(|e| (Place::of(e), e.value.sense())),
            expect
                .attempts
                .as_ref()
                .map(|e| (Place::of(e), e.value.sense())),
            expect
                .archive
                .as_ref()
                .map(|e| (Place::of(e), e.value.sense())),
            expect
                .mailbox
                .as_ref()
                .map(|e| (Place::of(e), e.value.sense())),
            expect.log.as_ref().map(|e| (Place::of(e), e.value.sense())),
            expect
                .seen
                .as_ref()
                .map(|e| (Place::of(e), e.value.sense())),
        ];
        let all = all
            .into_iter()
            .flatten()
            .filter(|_| expect.within.is_some());
        let mut timed: Vec<(Place, Sense)> = own.into_iter().chain(all).collect();
        timed.dedup();
        for (place, sense) in timed {
            match sense {
                Sense::ComesTrue | Sense::StaysTrue => {}
                Sense::Mixed => self.fault(
                    place,
                    "`within` cannot be meant for all of this: part of it must come true in that \
                     time, and part must be true all through it",
                    "Write the two parts in two steps, each with a `within` of its own.",
                ),
            }
        }
    }

    fn moment_at(&mut self, moment: &Moment, place: Place) {
        if let Moment::After(_, super::Anchor::Letter(letter)) = moment {
            self.known_letter(letter, place);
        }
    }

    fn destination(&mut self, written: Option<&Placed<String>>, words: &[&str]) {
        if let Some(written) = written
            && !words.contains(&written.value.as_str())
        {
            self.receiver(written);
        }
    }

    fn log(&mut self, log: &Placed<LogExpected>) {
        let said = &log.value;
        self.letter(&said.message);
        let lists = [&said.has, &said.exactly, &said.lacks];
        if lists.iter().all(|list| list.is_none()) {
            self.fault(
                Place::of(log),
                "this says nothing about the log",
                "Add `has:`, `exactly:` or `lacks:` with names of events.",
            );
        }
        let known = names_in(said.of);
        for name in lists.into_iter().flatten().flatten() {
            let logged = as_logged(&name.value);
            if !known.contains(&logged.as_str()) {
                let whose = said.of.map_or("the event log", |of| of.log_words());
                let message = format!("{whose} has no event called `{}`", name.value);
                let near = nearest(&logged, &known);
                let remedy = format!("Known there: {}.", known.join(", "));
                self.unknown(Place::of(name), message, near.as_deref(), remedy);
            }
        }
    }
}
