//! How much an archive may ask of whoever opens it: bounds far above honest use, so that a
//! hostile archive costs little memory and little time. All of them are assumed; no document
//! names any.

/// The bounds of reading an archive.
#[derive(Debug, Clone)]
pub struct Limits {
    /// What the decoder may hold, in bytes. `xz -9` asks for 65 MiB.
    pub decoder_memory: u64,
    /// What the whole archive may unpack to, in bytes.
    pub unpacked_bytes: u64,
    /// Files and folders in it.
    pub entries: u64,
    /// One entry, in bytes: above the most that a message may weigh, so that the rule about
    /// messages speaks first.
    pub entry_bytes: u64,
    /// The name of an entry, in bytes.
    pub name_bytes: usize,
    /// How many times its size the archive may unpack to. The same attachment to very many
    /// recipients comes to 1,000 or so, zeros to 7,000.
    pub ratio: u64,
    /// Up to so many unpacked bytes the ratio does not matter.
    pub ratio_from: u64,
}

impl Limits {
    pub fn standard() -> Self {
        Self {
            decoder_memory: 80 * 1024 * 1024,
            unpacked_bytes: 1_000_000_000,
            entries: 100_000,
            entry_bytes: 110_000_000,
            name_bytes: 512,
            ratio: 3_000,
            ratio_from: 16_000_000,
        }
    }
}
