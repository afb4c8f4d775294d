//! Sender and receiver systems, and how reachable they have been lately.

use std::net::IpAddr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use testpost_memo::MemoVersion;
use testpost_memo::id::Cvr;

use crate::document::{Protocol, Role, TechnicalContact};
use crate::endpoint::Endpoint;
use crate::id::{ApiKey, SystemId, TemplateId};
use crate::ssh_key::SshPublicKey;
use crate::state::agenda::Slot;

const fn yes() -> bool {
    true
}

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
    pub endpoint: Option<Endpoint>,
    pub receipt_endpoint: Option<Endpoint>,
    pub memo_version: MemoVersion,
    pub technical_contact: Option<TechnicalContact>,
    /// One more address that warnings go to (SYS-11).
    #[serde(default)]
    pub business_contact_email: Option<String>,
    /// SYS-7: false where nobody has chosen yet that it is to be used.
    #[serde(default = "yes")]
    pub activated: bool,
    #[serde(default, with = "crate::calendar::milliseconds::option")]
    pub active_from: Option<Timestamp>,
    #[serde(default, with = "crate::calendar::milliseconds::option")]
    pub active_to: Option<Timestamp>,
    pub allowed_ips: Vec<String>,
    #[serde(rename = "delegatedCVR")]
    pub delegated_cvr: Option<Cvr>,
    pub ssh_public_key: Option<SshPublicKey>,
    /// SYS-13: the client certificate that was left with Digital Post.
    #[serde(default)]
    pub certificate: Option<String>,
    /// SYS-11: the template it was made from.
    #[serde(default)]
    pub standard_system_template_id: Option<TemplateId>,
    /// SYS-15: whether what lies in the mailbox is still to move to it.
    #[serde(default)]
    pub move_existing_mail: bool,
    /// When it was deactivated by itself, which stops only the receiving of a system of both
    /// kinds (RETRY-8), or by hand, and then `active_to` says so too.
    #[serde(default, with = "crate::calendar::milliseconds::option")]
    pub deactivated_at: Option<Timestamp>,
    /// The next end or beginning of its time of activation, where one is still to come.
    #[serde(default, skip)]
    pub(crate) window_edge: Option<Slot>,
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
    /// What an event says of it: all that an administrator can set, and nothing that follows
    /// from other events.
    pub(crate) fn as_set(&self) -> Self {
        Self {
            window_edge: None,
            failing: None,
            ..self.clone()
        }
    }

    /// SYS-5: whether it may call from this address.
    #[must_use]
    pub fn allows(&self, address: IpAddr) -> bool {
        self.allowed_ips.is_empty()
            || self.allowed_ips.iter().any(|allowed| {
                AddressRange::parse(allowed).is_some_and(|range| range.contains(address))
            })
    }

    #[must_use]
    pub fn has_role(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// SYS-7, SYS-16: whether `now` lies in its time of activation.
    #[must_use]
    pub fn is_in_its_window(&self, now: Timestamp) -> bool {
        self.activated
            && self.active_from.is_none_or(|from| from <= now)
            && self.active_to.is_none_or(|to| now < to)
    }

    /// SYS-10: whether it is in operation, so that activation and protocol stand fast.
    #[must_use]
    pub fn is_in_operation(&self, now: Timestamp) -> bool {
        self.deactivated_at.is_none() && self.is_in_its_window(now)
    }

    /// Whether mail may be sent to it now.
    #[must_use]
    pub fn is_receiving(&self, now: Timestamp) -> bool {
        self.has_role(Role::Recipient)
            && self.deactivated_at.is_none()
            && self.is_in_its_window(now)
    }
}

/// An address, or a range of addresses as CIDR (SYS-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressRange {
    first: IpAddr,
    prefix: u8,
}

impl AddressRange {
    /// Reads `10.1.2.3`, `10.1.0.0/16` or the same for IPv6.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let first: IpAddr = address.trim().parse().ok()?;
        let whole = if first.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.trim().parse().ok().filter(|bits| *bits <= whole)?,
            None => whole,
        };
        Some(Self { first, prefix })
    }

    /// Whether it is more than one address.
    #[must_use]
    pub const fn is_range(self) -> bool {
        self.prefix < if self.first.is_ipv4() { 32 } else { 128 }
    }

    /// Whether the address lies in it.
    #[must_use]
    pub fn contains(self, address: IpAddr) -> bool {
        // An IPv4 caller on an IPv6 socket is the same caller.
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(self.prefix);
                (u64::from(first.to_bits() ^ address.to_bits()) >> shift) == 0
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                let differs = first.to_bits() ^ address.to_bits();
                differs
                    .checked_shr(128 - u32::from(self.prefix))
                    .unwrap_or(0)
                    == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sys_5_a_range_is_cidr() {
        let contains = |range: &str, address: &str| {
            AddressRange::parse(range)
                .unwrap()
                .contains(address.parse().unwrap())
        };
        assert!(contains("10.1.0.0/16", "10.1.255.1"));
        assert!(!contains("10.1.0.0/16", "10.2.0.1"));
        assert!(contains("127.0.0.1", "127.0.0.1"));
        assert!(contains("127.0.0.1", "::ffff:127.0.0.1"));
        assert!(!contains("127.0.0.1", "127.0.0.2"));
        assert!(contains("0.0.0.0/0", "200.1.1.1"));
        assert!(contains("2001:db8::/32", "2001:db8:1::1"));
        assert!(!contains("2001:db8::/32", "2001:db9::1"));
        for wrong in ["", "10.1", "10.0.0.0/33", "host", "10.0.0.0/x"] {
            assert_eq!(AddressRange::parse(wrong), None, "{wrong}");
        }
    }
}
