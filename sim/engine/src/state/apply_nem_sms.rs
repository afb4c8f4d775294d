//! How the events of NemSMS change the state (SMS-1 to SMS-3).

use jiff::Timestamp;
use testpost_memo::id::{MessageUuid, PartyId};

use crate::id::{ConfirmationToken, MobileNumber};
use crate::state::agenda::Step;
use crate::state::messages::Progress;
use crate::state::nem_sms::SignUp;
use crate::state::{State, TextMessage};

impl State {
    /// A number is signed up, or another one in its place; it holds when its link is confirmed.
    pub(super) fn sign_up(
        &mut self,
        party: PartyId,
        mobile: &MobileNumber,
        link: ConfirmationToken,
        at: Timestamp,
    ) {
        let before = self.nem_sms.all().get(&party);
        let signed_up_at = before.map_or(at, |before| before.signed_up_at);
        self.nem_sms.put(SignUp {
            party,
            mobile: mobile.clone(),
            signed_up_at,
            link_sent_at: at,
            link,
            confirmed_at: None,
        });
    }

    pub(super) fn text(&mut self, text: TextMessage) {
        self.sms.push(text);
    }

    pub(super) fn await_sign_up(&mut self, uuid: MessageUuid, until: Timestamp, order: (u64, u8)) {
        if let Some(message) = self.messages.get_mut(uuid) {
            let step = Step::EndNemSmsPeriod { message: uuid };
            self.agenda.drop_slot(message.due.take());
            message.due = Some(self.agenda.plan(until, order, step));
            if let Some(party) = message.recipient() {
                self.nem_sms.wait(party, message.order, uuid);
            }
        }
        self.messages
            .place(uuid, Progress::AwaitingSignUp { until });
    }

    /// A NemSMS has been texted, or never will be.
    pub(super) fn end_nem_sms(&mut self, uuid: MessageUuid, progress: Progress) {
        if let Some(message) = self.messages.get_mut(uuid) {
            self.agenda.drop_slot(message.due.take());
            if let Some(party) = message.recipient() {
                self.nem_sms.wait_no_more(&party, message.order, uuid);
            }
        }
        self.messages.place(uuid, progress);
    }
}
