//! Who there is: citizens, companies and authorities.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use testpost_memo::id::{Cpr, Cvr, PartyId};

use crate::document::{AuthorityType, CitizenDocument, RecipientStatus, Target};
use crate::id::{OrganisationId, SystemId};

/// A citizen (borger).
pub type Citizen = CitizenDocument;

/// A company or an authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Organisation {
    pub cvr: Cvr,
    pub id: OrganisationId,
    pub name: String,
    pub kind: OrganisationKind,
    /// SYS-2: the receiver system that gets what has no other place (primærsystem). A company's
    /// one receiver system stands here too.
    pub primary: Option<SystemId>,
}

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "lowercase",
    rename_all_fields = "camelCase"
)]
pub enum OrganisationKind {
    Company {
        status: RecipientStatus,
    },
    Authority {
        authority_type: AuthorityType,
        /// MEMO-13.
        mandatory_post_allowed: bool,
        /// MEMO-13.
        legal_notification_allowed: bool,
    },
}

impl Organisation {
    #[must_use]
    pub const fn is_authority(&self) -> bool {
        matches!(self.kind, OrganisationKind::Authority { .. })
    }
}

/// All people and organisations of a world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    pub citizens: BTreeMap<Cpr, Citizen>,
    pub organisations: BTreeMap<Cvr, Organisation>,
}

/// Somebody or something that mail can be for.
#[derive(Debug, Clone, Copy)]
pub enum Party<'a> {
    Citizen(&'a Citizen),
    Organisation(&'a Organisation),
}

impl Party<'_> {
    #[must_use]
    pub const fn is_authority(self) -> bool {
        match self {
            Self::Citizen(_) => false,
            Self::Organisation(organisation) => organisation.is_authority(),
        }
    }

    /// Which kind of user it is to the contact structure.
    #[must_use]
    pub const fn target(self) -> Target {
        match self {
            Self::Citizen(_) => Target::Citizen,
            Self::Organisation(organisation) if organisation.is_authority() => Target::Authority,
            Self::Organisation(_) => Target::Company,
        }
    }

    /// How far it can be reached; an authority always can.
    #[must_use]
    pub const fn status(self) -> RecipientStatus {
        match self {
            Self::Citizen(citizen) => citizen.status,
            Self::Organisation(organisation) => match organisation.kind {
                OrganisationKind::Company { status } => status,
                OrganisationKind::Authority { .. } => RecipientStatus::Registered,
            },
        }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Citizen(citizen) => &citizen.name,
            Self::Organisation(organisation) => &organisation.name,
        }
    }
}

impl Registry {
    /// How far a citizen or company can be reached from now on; an authority always can.
    pub(crate) fn set_status(&mut self, id: &PartyId, to: RecipientStatus) {
        match id {
            PartyId::Cpr(cpr) => {
                if let Some(citizen) = self.citizens.get_mut(cpr) {
                    citizen.status = to;
                }
            }
            PartyId::Cvr(cvr) => {
                if let Some(Organisation {
                    kind: OrganisationKind::Company { status },
                    ..
                }) = self.organisations.get_mut(cvr)
                {
                    *status = to;
                }
            }
        }
    }

    /// Whoever has this number.
    #[must_use]
    pub fn party(&self, id: &PartyId) -> Option<Party<'_>> {
        match id {
            PartyId::Cpr(cpr) => self.citizens.get(cpr).map(Party::Citizen),
            PartyId::Cvr(cvr) => self.organisations.get(cvr).map(Party::Organisation),
        }
    }
}
