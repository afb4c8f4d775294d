//! A list of names that millions are looked up in: nearly all are told apart by their first
//! letter and their length.

/// Names in their order.
#[derive(Debug)]
pub(super) struct Listed {
    names: &'static [&'static [u8]],
    /// For each first letter the lengths of the names, as bits.
    lengths: [u32; 26],
}

impl Listed {
    /// Names begin with a lower-case letter and are shorter than 32 bytes.
    pub(super) const fn new(names: &'static [&'static [u8]]) -> Self {
        let mut lengths = [0; 26];
        let mut at = 0;
        while at < names.len() {
            lengths[(names[at][0] - b'a') as usize] |= 1 << names[at].len();
            at += 1;
        }
        Self { names, lengths }
    }

    pub(super) fn contains(&self, name: &[u8]) -> bool {
        let first = name.first().copied().unwrap_or_default();
        let lengths = self.lengths.get(usize::from(first.wrapping_sub(b'a')));
        let likely =
            lengths.is_some_and(|lengths| name.len() < 32 && lengths >> name.len() & 1 == 1);
        likely && self.names.binary_search(&name).is_ok()
    }

    #[cfg(test)]
    pub(super) fn names(&self) -> &'static [&'static [u8]] {
        self.names
    }
}
