//! Finds the place of a message by its UUID, in a time that does not grow with their number.
//!
//! This is the one hash table of the engine. Its order is of no consequence because nothing ever
//! goes through it: it can be asked for one UUID and told one, and no more.

use std::hash::{BuildHasherDefault, Hasher};

use testpost_memo::id::MessageUuid;

#[expect(
    clippy::disallowed_types,
    reason = "the ban is for the order of a hash table, and this one is never gone through"
)]
type Table = std::collections::HashMap<MessageUuid, u32, BuildHasherDefault<Mix>>;

/// Places by UUID.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ByUuid {
    places: Table,
}

impl ByUuid {
    pub(super) fn place(&self, uuid: MessageUuid) -> Option<u32> {
        self.places.get(&uuid).copied()
    }

    pub(super) fn put(&mut self, uuid: MessageUuid, place: u32) {
        self.places.insert(uuid, place);
    }
}

/// Mixes the bits of a UUID. Senders choose their UUIDs, and tests choose them by counting:
/// every bit has to count for the result.
#[derive(Debug, Clone, Copy, Default)]
struct Mix(u64);

impl Mix {
    fn take(&mut self, word: u64) {
        let product =
            u128::from(self.0 ^ word ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93_u128;
        // Both halves fit by construction.
        self.0 = (product as u64) ^ ((product >> 64) as u64);
    }
}

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.take(u64::from_le_bytes(word));
        }
    }

    // The length that goes before every UUID tells nothing.
    fn write_usize(&mut self, _length: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn uuids_that_were_counted_are_spread_as_well() {
        let count = 1_u32 << 16;
        let mut low = BTreeSet::new();
        for number in 0..count {
            for at in [0, 4, 12] {
                let mut bytes = [0; 16];
                bytes[at..at + 4].copy_from_slice(&number.to_be_bytes());
                let mut mix = Mix::default();
                mix.write(&bytes);
                low.insert(mix.finish() & 0xff_ffff);
            }
        }
        // Of so many balls thrown at 2^24 urns a few share one.
        assert!(low.len() > 190_000, "{}", low.len());
    }
}
