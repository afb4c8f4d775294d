//! How the events of exemptions change the state (EX-1, EX-5, EX-6). The status in the register
//! changes with them.

use jiff::Timestamp;
use testpost_memo::id::PartyId;

use crate::document::RecipientStatus;
use crate::id::ExemptionId;
use crate::state::State;
use crate::state::agenda::Step;
use crate::state::exemptions::{EndReason, Ended, Exemption, Lifting, Renewal};

impl State {
    pub(crate) fn begin_exemption(&mut self, exemption: Exemption, order: (u64, u8)) {
        let (id, ends_at) = (exemption.id, exemption.ends_at);
        self.registry
            .set_status(&exemption.party, RecipientStatus::Exempt);
        self.exemptions.put(exemption);
        self.plan_exemption_end(id, ends_at, order);
    }

    pub(super) fn renew_exemption(
        &mut self,
        id: ExemptionId,
        renewal: Renewal,
        ends_at: Option<Timestamp>,
        order: (u64, u8),
    ) {
        if let Some(exemption) = self.exemptions.get_mut(id) {
            exemption.renewals.push(renewal);
            exemption.ends_at = ends_at;
            // Who renews wants no lifting that is still to come.
            exemption.lifting = None;
        }
        self.plan_exemption_end(id, ends_at, order);
    }

    pub(super) fn lift_exemption(&mut self, id: ExemptionId, lifting: Lifting, order: (u64, u8)) {
        let mut end = Some(lifting.takes_effect_at);
        if let Some(exemption) = self.exemptions.get_mut(id) {
            exemption.lifting = Some(lifting);
            end = exemption.ends_at.into_iter().chain(end).min();
        }
        self.plan_exemption_end(id, end, order);
    }

    pub(super) fn end_exemption(
        &mut self,
        id: ExemptionId,
        party: &PartyId,
        reason: EndReason,
        at: Timestamp,
    ) {
        let due = self.exemptions.end(id, Ended { at, reason });
        self.agenda.drop_slot(due);
        match reason {
            EndReason::Lifted | EndReason::RanOut => {
                self.registry.set_status(party, RecipientStatus::Registered)
            }
            // The status is another one already.
            EndReason::StatusChanged => {}
        }
    }

    fn plan_exemption_end(&mut self, id: ExemptionId, at: Option<Timestamp>, order: (u64, u8)) {
        if let Some(exemption) = self.exemptions.get_mut(id) {
            self.agenda.drop_slot(exemption.due.take());
            let step = Step::EndExemption { exemption: id };
            exemption.due = at.map(|at| self.agenda.plan(at, order, step));
        }
    }
}
