//! Ids for what a vendor transmits: version 4 UUIDs from a seed, so that a run in one process
//! repeats. Two vendors of one run get different seeds, and so different ids.

use std::sync::{Mutex, PoisonError};

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use testpost_memo::id::MessageUuid;
use uuid::Uuid;

#[derive(Debug)]
pub(crate) struct TransmissionIds {
    generator: Mutex<ChaCha12Rng>,
}

impl TransmissionIds {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            generator: Mutex::new(ChaCha12Rng::seed_from_u64(seed)),
        }
    }

    pub(crate) fn fresh(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.generator
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// For a message of the vendor's own.
    pub(crate) fn message_uuid(&self) -> MessageUuid {
        loop {
            // Every version 4 UUID is one; the loop only spares a panic.
            if let Ok(uuid) = MessageUuid::from_uuid(self.fresh()) {
                return uuid;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_version_4_all_different_and_the_same_for_the_same_seed() {
        let take = |seed| {
            let ids = TransmissionIds::new(seed);
            [ids.fresh(), ids.fresh(), ids.fresh()]
        };
        let ids = take(7);
        assert!(ids.iter().all(|id| id.get_version_num() == 4));
        assert!(ids[0] != ids[1] && ids[1] != ids[2]);
        assert_eq!(ids, take(7));
        assert_ne!(ids, take(8));
    }
}
