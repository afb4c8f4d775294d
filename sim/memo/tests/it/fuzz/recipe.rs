//! Bytes of a fuzzer as a recipe: what to change in a message or an archive that is sound. Bytes
//! alone would hardly ever get past the first tag or header.

/// Takes what it needs from the front; after the end there are zeros.
pub(crate) struct Recipe<'a> {
    bytes: &'a [u8],
}

impl<'a> Recipe<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }

    /// Up to so many bytes as they are.
    pub(crate) fn take(&mut self, most: usize) -> &'a [u8] {
        let (taken, rest) = self.bytes.split_at(most.min(self.bytes.len()));
        self.bytes = rest;
        taken
    }

    pub(crate) fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.bytes)
    }

    pub(crate) fn is_used_up(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A number below `bound`; 0 where there is none.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let number = usize::from(self.byte()) << 8 | usize::from(self.byte());
        number.checked_rem(bound).unwrap_or(0)
    }

    pub(crate) fn one_of<'o, T>(&mut self, of: &'o [T]) -> &'o T {
        &of[self.below(of.len())]
    }

    /// Changes something; what is put in comes from `words`, from elsewhere in the same, or from
    /// the recipe itself.
    pub(crate) fn change(&mut self, bytes: &mut Vec<u8>, words: &[&[u8]]) {
        let at = self.below(bytes.len() + 1);
        let length = usize::from(self.byte()).min(bytes.len() - at);
        match self.byte() % 9 {
            0 => {
                bytes.drain(at..at + length);
            }
            1 => {
                let copy = bytes[at..at + length].to_vec();
                let to = self.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            2 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = self.byte();
                }
            }
            3 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << (self.byte() % 8);
                }
            }
            4 => {
                bytes.splice(at..at, self.one_of(words).iter().copied());
            }
            5 => {
                bytes.splice(at..at + length, self.one_of(words).iter().copied());
            }
            6 => {
                let times = usize::from(self.byte());
                bytes.splice(at..at, self.one_of(words).repeat(times));
            }
            7 => {
                let own = usize::from(self.byte() % 16);
                bytes.splice(at..at, self.take(own).iter().copied());
            }
            _ => bytes.truncate(at.max(length)),
        }
    }
}
