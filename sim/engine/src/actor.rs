//! Who did what happened, and on whose behalf (LOG-8, LOG-11).
//!
//! A system that a supplier has power of attorney for is taken to be run by that supplier (SYS-6):
//! it shows the owner's id and key, so that nothing else tells them apart.

use serde::{Deserialize, Serialize};
use testpost_memo::id::{Cvr, PartyId};

use crate::command::{Command, Origin};
use crate::id::SystemId;
use crate::state::State;

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Actor {
    /// It happened by itself.
    System,
    /// An organisation, through a system of its own.
    Organisation { cvr: Cvr },
    /// A system supplier, through a system of the organisation that gave it power of attorney.
    Supplier { cvr: Cvr, on_behalf_of: Cvr },
    /// The owner of a mailbox.
    Party { party: PartyId },
    /// Whoever has test data made and clocks moved.
    Testportal,
}

impl Actor {
    /// As the event log names it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::System => "System".to_owned(),
            Self::Organisation { cvr } | Self::Supplier { cvr, .. } => format!("CVR:{cvr}"),
            Self::Party {
                party: PartyId::Cvr(cvr),
            } => format!("CVR:{cvr}"),
            Self::Party {
                party: PartyId::Cpr(cpr),
            } => format!("CPR:{}", cpr.as_str()),
            Self::Testportal => "Testportal".to_owned(),
        }
    }

    /// For whom it was done, where that is somebody else.
    #[must_use]
    pub fn on_behalf_of(self) -> Option<String> {
        match self {
            Self::Supplier { on_behalf_of, .. } => Some(format!("CVR:{on_behalf_of}")),
            Self::System | Self::Organisation { .. } | Self::Party { .. } | Self::Testportal => {
                None
            }
        }
    }

    /// Who gives a command.
    pub(crate) fn of(state: &State, command: &Command) -> Self {
        match command {
            Command::Send {
                origin: Origin::System { system },
                ..
            }
            | Command::SendArchive { system, .. }
            | Command::TakeFile { system, .. }
            | Command::ReadReceiptFile { system, .. }
            | Command::RemoveReceiptFile { system, .. }
            | Command::Recall { system, .. }
            | Command::FetchMemo { system, .. }
            | Command::CreateReceipt { system, .. }
            | Command::FetchReceipt { system, .. }
            | Command::DeleteReceipt { system, .. } => Self::of_system(state, *system),
            Command::Send {
                origin: Origin::Mailbox { owner },
                ..
            }
            | Command::HandleMail { owner, .. } => Self::Party { party: *owner },
            Command::EffectEnded { .. } => Self::System,
            Command::Send {
                origin: Origin::Testportal,
                ..
            }
            | Command::MoveClock
            | Command::Administer(_) => Self::Testportal,
        }
    }

    fn of_system(state: &State, id: SystemId) -> Self {
        match state.systems.get(&id) {
            Some(system) => match system.delegated_cvr {
                Some(supplier) => Self::Supplier {
                    cvr: supplier,
                    on_behalf_of: system.owner,
                },
                None => Self::Organisation { cvr: system.owner },
            },
            None => Self::System,
        }
    }
}
