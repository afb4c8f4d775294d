//! Sender and receiver systems, and how reachable they have been lately.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_memo::MemoVersion;
use testpost_memo::id::Cvr;

use crate::document::{Protocol, Role, TechnicalContact};
use crate::id::{ApiKey, SystemId};
use crate::state::agenda::Slot;

/// A connected system (afsendersystem, modtagersystem).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct System {
    pub id: SystemId,
    pub owner: Cvr,
    pub api_key: ApiKey,
    pub name: String,
    pub roles: Vec<Role>,
    pub protocol: Protocol,
    pub endpoint: Option<String>,
    pub receipt_endpoint: Option<String>,
    pub memo_version: MemoVersion,
    pub technical_contact: Option<TechnicalContact>,
    #[serde(default, with = "crate::calendar::milliseconds::option")]
    pub active_from: Option<Timestamp>,
    #[serde(default, with = "crate::calendar::milliseconds::option")]
    pub active_to: Option<Timestamp>,
    pub allowed_ips: Vec<String>,
    #[serde(rename = "delegatedCVR")]
    pub delegated_cvr: Option<Cvr>,
    pub ssh_public_key: Option<String>,
    /// When it was deactivated by itself, which stops only the receiving of a system of both
    /// kinds (RETRY-8), or by hand, and then `active_to` says so too.
    #[serde(default, with = "crate::calendar::milliseconds::option")]
    pub deactivated_at: Option<Timestamp>,
    /// Since when it could receive nothing at all (RETRY-8).
    #[serde(default, skip)]
    pub failing: Option<Failing>,
}

/// A spell of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failing {
    pub since: Timestamp,
    /// How many of the profile's warnings have gone out (RETRY-9).
    pub warned: usize,
    pub(crate) warning: Option<Slot>,
    pub(crate) deactivation: Option<Slot>,
}

impl System {
    #[must_use]
    pub fn has_role(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// SYS-7, SYS-16: whether `now` lies in its time of activation.
    #[must_use]
    pub fn is_in_its_window(&self, now: Timestamp) -> bool {
        self.active_from.is_none_or(|from| from <= now) && self.active_to.is_none_or(|to| now < to)
    }

    /// Whether mail may be sent to it now.
    #[must_use]
    pub fn is_receiving(&self, now: Timestamp) -> bool {
        self.has_role(Role::Recipient)
            && self.deactivated_at.is_none()
            && self.is_in_its_window(now)
    }
}
