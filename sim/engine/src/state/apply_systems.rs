//! How events change systems: the other half of `apply`, which calls it. Nothing else does.

use jiff::Timestamp;

use crate::id::SystemId;
use crate::state::agenda::Step;
use crate::state::systems::{Failing, System};
use crate::state::{Mail, State};

impl State {
    pub(super) fn put_system(&mut self, system: &System, seq: u64) {
        let before = self.systems.get(&system.id);
        let failing = before.and_then(|before| before.failing);
        let window_edge = before.and_then(|before| before.window_edge);
        let mut system = system.clone();
        (system.failing, system.window_edge) = (failing, window_edge);
        let id = system.id;
        self.systems.insert(id, system);
        self.plan_window_edge(id, (seq, 0));
    }

    pub(super) fn remove_system(&mut self, id: SystemId) {
        self.forget_failure(id);
        if let Some(system) = self.systems.remove(&id) {
            self.agenda.drop_slot(system.window_edge);
        }
    }

    /// A spell of failure begins.
    pub(super) fn system_fails(
        &mut self,
        id: SystemId,
        (seq, at): (u64, Timestamp),
        warn_at: Option<Timestamp>,
        deactivate_at: Timestamp,
    ) {
        let warning = warn_at.map(|at| self.agenda.plan(at, (seq, 0), Step::Warn { system: id }));
        let deactivation = Some(self.agenda.plan(
            deactivate_at,
            (seq, 1),
            Step::Deactivate { system: id },
        ));
        if let Some(system) = self.systems.get_mut(&id) {
            system.failing = Some(Failing {
                since: at,
                warned: 0,
                warning,
                deactivation,
            });
        }
    }

    /// A warning has gone out; `warn_at` is when the next one does.
    pub(super) fn system_was_warned(&mut self, id: SystemId, seq: u64, warn_at: Option<Timestamp>) {
        if let Some(failing) = self
            .systems
            .get_mut(&id)
            .and_then(|system| system.failing.as_mut())
        {
            self.agenda.drop_slot(failing.warning.take());
            failing.warned += 1;
            failing.warning =
                warn_at.map(|at| self.agenda.plan(at, (seq, 0), Step::Warn { system: id }));
        }
    }

    /// Puts a mail about a system into the outbox, a copy for each who is to have it. Where
    /// nobody is named it is kept all the same, to nobody.
    pub(super) fn send_mail(
        &mut self,
        at: Timestamp,
        (to, also_to): (&Option<String>, &Option<String>),
        subject: &str,
        text: &str,
    ) {
        let one_to_nobody = (to.is_none() && also_to.is_none()).then_some(&None);
        let addressees = [to, also_to].into_iter().filter(|to| to.is_some());
        for to in addressees.chain(one_to_nobody) {
            self.mail.push(Mail {
                at,
                to: to.clone(),
                subject: subject.to_owned(),
                text: text.to_owned(),
                clause: "RETRY-9",
            });
        }
    }

    pub(super) fn forget_failure(&mut self, id: SystemId) {
        if let Some(failing) = self
            .systems
            .get_mut(&id)
            .and_then(|system| system.failing.take())
        {
            self.agenda.drop_slot(failing.warning);
            self.agenda.drop_slot(failing.deactivation);
        }
    }

    pub(super) fn deactivate(&mut self, id: SystemId, at: Timestamp) {
        self.forget_failure(id);
        if let Some(system) = self.systems.get_mut(&id) {
            system.deactivated_at = Some(at);
        }
    }

    /// Its activation time is now.
    pub(super) fn switch_on(&mut self, id: SystemId, (seq, at): (u64, Timestamp)) {
        self.forget_failure(id);
        if let Some(system) = self.systems.get_mut(&id) {
            system.activated = true;
            system.deactivated_at = None;
            system.active_from = system.active_from.filter(|from| *from <= at);
            system.active_to = system.active_to.filter(|to| *to > at);
        }
        self.plan_window_edge(id, (seq, 0));
    }

    /// Its deactivation time is now; before its activation time it is not activated at all.
    pub(super) fn switch_off(&mut self, id: SystemId, (seq, at): (u64, Timestamp)) {
        self.deactivate(id, at);
        if let Some(system) = self.systems.get_mut(&id) {
            if system.active_from.is_some_and(|from| from > at) {
                system.activated = false;
                (system.active_from, system.active_to) = (None, None);
            } else {
                system.active_to = Some(at);
            }
        }
        self.plan_window_edge(id, (seq, 0));
    }

    /// Plans the next beginning or end of a system's time of activation (SYS-7).
    pub(crate) fn plan_window_edge(&mut self, id: SystemId, order: (u64, u8)) {
        let now = self.now;
        if let Some(system) = self.systems.get_mut(&id) {
            self.agenda.drop_slot(system.window_edge.take());
            let begins = system
                .active_from
                .map(|from| (from, Step::BeginWindow { system: id }));
            let ends = system
                .active_to
                .map(|to| (to, Step::EndWindow { system: id }));
            system.window_edge = [begins, ends]
                .into_iter()
                .flatten()
                .find(|(edge, _)| *edge > now)
                .filter(|_| system.activated)
                .map(|(edge, step)| self.agenda.plan(edge, order, step));
        }
    }
}
