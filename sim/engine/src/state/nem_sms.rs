//! Sign-ups for NemSMS, and the NemSMS that wait for one (SMS-1 to SMS-3).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use testpost_memo::id::{MessageUuid, PartyId};

use crate::id::{ConfirmationToken, MobileNumber};

/// The sign-up (tilmelding) of a citizen or a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUp {
    pub party: PartyId,
    pub mobile: MobileNumber,
    pub signed_up_at: Timestamp,
    /// When the newest link was texted.
    pub link_sent_at: Timestamp,
    pub link: ConfirmationToken,
    /// SMS-1: none while the newest link has not been confirmed; then it is not in force.
    pub confirmed_at: Option<Timestamp>,
}

/// All sign-ups of a world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NemSms {
    sign_ups: BTreeMap<PartyId, SignUp>,
    by_link: BTreeMap<ConfirmationToken, PartyId>,
    /// By recipient, in the order of acceptance.
    waiting: BTreeMap<PartyId, BTreeSet<(u64, MessageUuid)>>,
}

static NOTHING: BTreeSet<(u64, MessageUuid)> = BTreeSet::new();

impl NemSms {
    pub(crate) const fn empty() -> Self {
        Self {
            sign_ups: BTreeMap::new(),
            by_link: BTreeMap::new(),
            waiting: BTreeMap::new(),
        }
    }

    #[must_use]
    pub const fn all(&self) -> &BTreeMap<PartyId, SignUp> {
        &self.sign_ups
    }

    /// The number that NemSMS go to, if the sign-up is in force.
    #[must_use]
    pub fn number_of(&self, party: &PartyId) -> Option<&MobileNumber> {
        self.sign_ups
            .get(party)
            .filter(|sign_up| sign_up.confirmed_at.is_some())
            .map(|sign_up| &sign_up.mobile)
    }

    /// Whose sign-up a link confirms; none of a link that is no longer the newest.
    #[must_use]
    pub fn of_link(&self, link: ConfirmationToken) -> Option<&SignUp> {
        self.by_link
            .get(&link)
            .and_then(|party| self.sign_ups.get(party))
    }

    /// The NemSMS that wait for this party to sign up.
    pub(crate) fn waiting_for(&self, party: &PartyId) -> impl Iterator<Item = MessageUuid> {
        self.waiting
            .get(party)
            .unwrap_or(&NOTHING)
            .iter()
            .map(|(_, message)| *message)
    }

    pub(crate) fn put(&mut self, sign_up: SignUp) {
        self.end(&sign_up.party);
        self.by_link.insert(sign_up.link, sign_up.party);
        self.sign_ups.insert(sign_up.party, sign_up);
    }

    pub(crate) fn confirm(&mut self, party: &PartyId, at: Timestamp) {
        if let Some(sign_up) = self.sign_ups.get_mut(party) {
            sign_up.confirmed_at = Some(at);
        }
    }

    pub(crate) fn end(&mut self, party: &PartyId) {
        if let Some(sign_up) = self.sign_ups.remove(party) {
            self.by_link.remove(&sign_up.link);
        }
    }

    pub(crate) fn wait(&mut self, party: PartyId, order: u64, message: MessageUuid) {
        self.waiting
            .entry(party)
            .or_default()
            .insert((order, message));
    }

    pub(crate) fn wait_no_more(&mut self, party: &PartyId, order: u64, message: MessageUuid) {
        if let Some(waiting) = self.waiting.get_mut(party) {
            waiting.remove(&(order, message));
            if waiting.is_empty() {
                self.waiting.remove(party);
            }
        }
    }
}
