//! Counts the bytes of a message while they are read (MEMO-1).
use std::{
    cell::Cell,
    io::{self, BufRead, Read},
};

#[derive(Debug)]
pub(super) struct Counted<'c, R> {
    pub(super) input: R,
    /// How many were taken so far.
    pub(super) read: &'c Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.read.set(self.read.get() + length as u64);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Counted<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.read.set(self.read.get() + amount as u64);
        self.input.consume(amount);
    }
}
