//! Exemptions (fritagelser) from Digital Post: who is exempt, since when, on what terms, and what
//! became of it (EX-1, EX-2, EX-5). That somebody is exempt now stands in the register too, as the
//! status; the two change together, in `apply`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_memo::id::PartyId;

use crate::document::ForwardingAddress;
use crate::id::ExemptionId;
use crate::state::agenda::Slot;

/// One exemption of a citizen or a company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exemption {
    pub id: ExemptionId,
    pub party: PartyId,
    #[serde(with = "crate::calendar::milliseconds")]
    pub made_at: Timestamp,
    /// EX-2: whether somebody with a power of attorney (fuldmagt) asked for it.
    pub exempt_by_proxy: bool,
    pub unopened_mail: UnopenedMail,
    /// The authority that registered it, as the case worker named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// EX-1: when a company's ends by itself; a citizen's never does.
    #[serde(default, with = "crate::calendar::milliseconds::option")]
    pub ends_at: Option<Timestamp>,
    #[serde(default)]
    pub renewals: Vec<Renewal>,
    #[serde(default)]
    pub lifting: Option<Lifting>,
    #[serde(default)]
    pub ended: Option<Ended>,
    /// When it ends by itself or by having been lifted.
    #[serde(skip)]
    pub(crate) due: Option<Slot>,
}

impl Exemption {
    /// Whether it holds now.
    #[must_use]
    pub const fn is_in_force(&self) -> bool {
        self.ended.is_none()
    }
}

/// EX-2: what becomes of mail that had not been opened (uåbnet post).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum UnopenedMail {
    NotForwarded,
    /// To the address of the civil or business register.
    ToRegisteredAddress,
    ToAnotherAddress {
        address: ForwardingAddress,
    },
}

/// EX-6: a company's exemption was renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Renewal {
    #[serde(with = "crate::calendar::milliseconds")]
    pub at: Timestamp,
    pub exempt_by_proxy: bool,
}

/// EX-5: it was lifted (ophævet).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lifting {
    #[serde(with = "crate::calendar::milliseconds")]
    pub at: Timestamp,
    pub exempt_by_proxy: bool,
    #[serde(with = "crate::calendar::milliseconds")]
    pub takes_effect_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ended {
    #[serde(with = "crate::calendar::milliseconds")]
    pub at: Timestamp,
    pub reason: EndReason,
}

/// Why an exemption holds no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EndReason {
    /// EX-5.
    Lifted,
    /// EX-1: the company did not renew it.
    RanOut,
    /// The register says something else of the citizen or company now.
    StatusChanged,
}

/// All exemptions of a world, also those that have ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemptions {
    by_id: BTreeMap<ExemptionId, Exemption>,
    in_force: BTreeMap<PartyId, ExemptionId>,
}

impl Exemptions {
    pub(crate) const fn empty() -> Self {
        Self {
            by_id: BTreeMap::new(),
            in_force: BTreeMap::new(),
        }
    }

    #[must_use]
    pub fn get(&self, id: ExemptionId) -> Option<&Exemption> {
        self.by_id.get(&id)
    }

    /// The one that holds for this citizen or company now.
    #[must_use]
    pub fn of(&self, party: &PartyId) -> Option<&Exemption> {
        self.in_force.get(party).and_then(|id| self.by_id.get(id))
    }

    /// All of them, by id.
    pub fn all(&self) -> &BTreeMap<ExemptionId, Exemption> {
        &self.by_id
    }

    pub(crate) fn put(&mut self, exemption: Exemption) {
        self.in_force.insert(exemption.party, exemption.id);
        self.by_id.insert(exemption.id, exemption);
    }

    pub(crate) fn get_mut(&mut self, id: ExemptionId) -> Option<&mut Exemption> {
        self.by_id.get_mut(&id)
    }

    /// It holds no more; what was due for it.
    pub(crate) fn end(&mut self, id: ExemptionId, ended: Ended) -> Option<Slot> {
        let exemption = self.by_id.get_mut(&id)?;
        exemption.ended = Some(ended);
        if self.in_force.get(&exemption.party) == Some(&id) {
            self.in_force.remove(&exemption.party);
        }
        exemption.due.take()
    }
}
