//! Ids, and whether a fault strikes, drawn from the world's seed.
//!
//! An id is a function of the seed, the journal's sequence number at which it was drawn and a
//! lane for the several ids of one event. There is no generator whose position would have to be
//! kept: replaying the journal cannot disagree about it.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use uuid::{Builder, Uuid};

/// What an id is for; keeps ids drawn by the same event apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Transmission,
    Receipt,
    Organisation,
    System,
    ApiKey,
    ContactPoint,
    Message,
    Exemption,
    Template,
    Confirmation,
}

/// The version 4 UUID that belongs to this seed, sequence number and lane.
#[must_use]
pub fn uuid(seed: u64, seq: u64, lane: Lane) -> Uuid {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(seq.wrapping_mul(16).wrapping_add(lane as u64));
    let mut bytes = [0; 16];
    generator.fill_bytes(&mut bytes);
    Builder::from_random_bytes(bytes).into_uuid()
}

/// A number below 100 that belongs to this seed, this rule of the fault list and the number of
/// its occasion. Drawn from a key of its own, apart from all ids.
#[must_use]
pub fn of_a_hundred(seed: u64, rule: u64, count: u64) -> u8 {
    let mut generator = ChaCha8Rng::seed_from_u64(seed.rotate_left(32) ^ 0x0fa1_7b0a_4d5e_e6c3);
    generator.set_stream((rule << 48) ^ count);
    u8::try_from(generator.next_u64() % 100).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_sequence_and_lane_give_the_same_version_4_uuid() {
        let one = uuid(1, 7, Lane::Receipt);
        assert_eq!(one, uuid(1, 7, Lane::Receipt));
        assert_eq!(one.get_version_num(), 4);
        for other in [
            uuid(2, 7, Lane::Receipt),
            uuid(1, 8, Lane::Receipt),
            uuid(1, 7, Lane::System),
        ] {
            assert_ne!(one, other);
        }
    }
}
