//! The archives that were read, so that a repeat is known again (SEND-12).

use std::collections::BTreeMap;

use crate::effect::BodyHash;
use crate::id::{SystemId, TransmissionId};

/// By who sent them and what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archives {
    known: BTreeMap<(SystemId, BodyHash), TransmissionId>,
}

impl Archives {
    pub(crate) const fn empty() -> Self {
        Self {
            known: BTreeMap::new(),
        }
    }

    pub(crate) fn put(
        &mut self,
        system: SystemId,
        archive: BodyHash,
        transmission: TransmissionId,
    ) {
        self.known.insert((system, archive), transmission);
    }

    /// The transmission of an archive that this system has sent before.
    #[must_use]
    pub fn transmission(&self, system: SystemId, archive: BodyHash) -> Option<TransmissionId> {
        self.known.get(&(system, archive)).copied()
    }
}
