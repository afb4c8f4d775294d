//! The part of looking through a scenario that concerns its steps.

use super::check::Checker;
use super::directory::Party;
use super::{Advance, Anchor, FaultsStep, Moment, OrganisationKind, Place, Placed, Step, Wait};

impl Checker<'_> {
    pub(super) fn step(&mut self, step: &Placed<Step>) {
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
                if self.target().is_none() {
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
            Step::Add(add) => self.add(add),
            Step::Call(call) => self.any_call(call),
            Step::Wait(Wait::Time(_)) => {}
            Step::Wait(Wait::Event(event)) => self.letter(&event.of),
            // Its steps stand in its place by now.
            Step::Include(_) => {}
            Step::Expect(expect) => self.expect(expect, Place::of(step)),
        }
    }

    pub(super) fn no_target(&mut self, place: Place, message: &str) {
        self.fault(place, message, "Add `target:` to the head of the file.");
    }
}
