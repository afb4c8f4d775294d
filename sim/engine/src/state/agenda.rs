//! What will happen by itself, and when.
//!
//! At one instant things are due in phases: who is registered (an exemption that ends frees the
//! mail of the same midnight), then what decides about messages, then attempts and
//! hand-overs, then warnings, then deactivations, because RETRY-8 puts the hand-over and its
//! attempt before the deactivation. Within a phase the order is that in which they were planned.

use std::collections::BTreeMap;

use jiff::Timestamp;
use testpost_memo::id::MessageUuid;

use crate::id::{ExemptionId, ReceiptId, SystemId};

/// The order of what is due at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    Register,
    Decide,
    Attempt,
    Warn,
    Deactivate,
}

/// Something due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// EX-1, EX-5.
    EndExemption { exemption: ExemptionId },
    /// SEND-2: look at an accepted message.
    Validate { message: MessageUuid },
    /// VALUE-1.
    ReachValueDate { message: MessageUuid },
    /// SEND-3, SEND-4.
    CallReceiptBack {
        /// None for a receipt about no message.
        message: Option<MessageUuid>,
        receipt: ReceiptId,
    },
    /// RETRY-2, RETRY-3, RETRY-5.
    Attempt { message: MessageUuid },
    /// RETRY-4.
    HandOver { message: MessageUuid },
    /// SMS-2.
    EndNemSmsPeriod { message: MessageUuid },
    /// SYS-7.
    BeginWindow { system: SystemId },
    /// SYS-7.
    EndWindow { system: SystemId },
    /// RETRY-9.
    Warn { system: SystemId },
    /// RETRY-8.
    Deactivate { system: SystemId },
}

impl Step {
    /// Where it stands among what is due at the same instant.
    #[must_use]
    pub const fn phase(self) -> Phase {
        match self {
            Self::EndExemption { .. } => Phase::Register,
            Self::BeginWindow { .. }
            | Self::EndWindow { .. }
            | Self::Validate { .. }
            | Self::ReachValueDate { .. }
            | Self::EndNemSmsPeriod { .. } => Phase::Decide,
            Self::CallReceiptBack { .. } | Self::Attempt { .. } | Self::HandOver { .. } => {
                Phase::Attempt
            }
            Self::Warn { .. } => Phase::Warn,
            Self::Deactivate { .. } => Phase::Deactivate,
        }
    }

    /// A short name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EndExemption { .. } => "END_EXEMPTION",
            Self::Validate { .. } => "VALIDATE",
            Self::ReachValueDate { .. } => "REACH_VALUE_DATE",
            Self::CallReceiptBack { .. } => "CALL_RECEIPT_BACK",
            Self::Attempt { .. } => "ATTEMPT",
            Self::HandOver { .. } => "HAND_OVER_TO_PRIMARY",
            Self::BeginWindow { .. } => "BEGIN_SYSTEM_WINDOW",
            Self::EndNemSmsPeriod { .. } => "END_NEM_SMS_PERIOD",
            Self::EndWindow { .. } => "END_SYSTEM_WINDOW",
            Self::Warn { .. } => "WARN_TECHNICAL_CONTACT",
            Self::Deactivate { .. } => "DEACTIVATE_SYSTEM",
        }
    }

    #[must_use]
    pub const fn message(self) -> Option<MessageUuid> {
        match self {
            Self::Validate { message }
            | Self::ReachValueDate { message }
            | Self::Attempt { message }
            | Self::HandOver { message }
            | Self::EndNemSmsPeriod { message } => Some(message),
            Self::EndExemption { .. }
            | Self::BeginWindow { .. }
            | Self::EndWindow { .. }
            | Self::Warn { .. }
            | Self::Deactivate { .. } => None,
            Self::CallReceiptBack { message, .. } => message,
        }
    }

    /// Whether it moves mail or receipts on.
    #[must_use]
    pub const fn is_about_messages(self) -> bool {
        match self {
            Self::Validate { .. }
            | Self::ReachValueDate { .. }
            | Self::CallReceiptBack { .. }
            | Self::Attempt { .. }
            | Self::HandOver { .. }
            | Self::EndNemSmsPeriod { .. } => true,
            Self::EndExemption { .. }
            | Self::BeginWindow { .. }
            | Self::EndWindow { .. }
            | Self::Warn { .. }
            | Self::Deactivate { .. } => false,
        }
    }

    #[must_use]
    pub const fn system(self) -> Option<SystemId> {
        match self {
            Self::BeginWindow { system }
            | Self::EndWindow { system }
            | Self::Warn { system }
            | Self::Deactivate { system } => Some(system),
            Self::EndExemption { .. }
            | Self::Validate { .. }
            | Self::ReachValueDate { .. }
            | Self::CallReceiptBack { .. }
            | Self::Attempt { .. }
            | Self::HandOver { .. }
            | Self::EndNemSmsPeriod { .. } => None,
        }
    }
}

/// The place of a step in the agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    pub at: Timestamp,
    pub phase: Phase,
    /// The sequence number of the event that planned it, and a number among those it planned.
    pub order: (u64, u8),
}

/// All that is due, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    steps: BTreeMap<Slot, Step>,
}

impl Agenda {
    pub(crate) const fn empty() -> Self {
        Self {
            steps: BTreeMap::new(),
        }
    }

    pub(crate) fn plan(&mut self, at: Timestamp, order: (u64, u8), step: Step) -> Slot {
        let slot = Slot {
            at,
            phase: step.phase(),
            order,
        };
        self.steps.insert(slot, step);
        slot
    }

    pub(crate) fn drop_slot(&mut self, slot: Option<Slot>) {
        if let Some(slot) = slot {
            self.steps.remove(&slot);
        }
    }

    /// Everything due, the earliest first.
    pub fn steps(&self) -> impl Iterator<Item = (Slot, Step)> {
        self.steps.iter().map(|(slot, step)| (*slot, *step))
    }

    /// The step at a slot.
    #[must_use]
    pub fn at(&self, slot: Slot) -> Option<Step> {
        self.steps.get(&slot).copied()
    }
}
