//! The ids a scenario makes up, all from its seed: letters' UUIDs, receipts' transmission ids.
//!
//! The world draws from the same seed; another stream of the generator keeps the two apart.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use testpost_memo::id::MessageUuid;
use uuid::Uuid;

/// "scenario" in the alphabet of streams.
const STREAM: u64 = 0x7363_656e_6172_696f;

#[derive(Debug)]
pub(crate) struct Ids(ChaCha12Rng);

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        let mut generator = ChaCha12Rng::seed_from_u64(seed);
        generator.set_stream(STREAM);
        Self(generator)
    }

    pub(crate) fn message_uuid(&mut self) -> MessageUuid {
        MessageUuid::from_random_bytes(self.bytes())
    }

    pub(crate) fn uuid(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    fn bytes(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_another_seed_others() {
        let take = |seed| {
            let mut ids = Ids::new(seed);
            [ids.message_uuid(), ids.message_uuid()]
        };
        assert_eq!(take(1), take(1));
        assert_ne!(take(1), take(2));
        assert_ne!(take(1)[0], take(1)[1]);
    }
}
