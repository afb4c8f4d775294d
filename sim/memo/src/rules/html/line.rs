//! In which line of a document something stands: counted when it is asked for, which is once for
//! a document with a fault and never for one without.
use crate::bytes::count;

/// Where something began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Began {
    /// At this byte of the piece at hand.
    At(usize),
    /// In an earlier piece, in this line.
    Line(u64),
}

impl Began {
    /// `first` is the line in which the piece begins.
    pub(super) fn line(self, first: u64, piece: &[u8]) -> Line<'_> {
        match self {
            Self::At(at) => Line::new(first, &piece[..at]),
            Self::Line(line) => Line::new(line, &[]),
        }
    }
}

/// A line of a document: so many after one that is known as there are ends of lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'p> {
    known: u64,
    passed: &'p [u8],
}

impl<'p> Line<'p> {
    pub(super) fn new(known: u64, passed: &'p [u8]) -> Self {
        Self { known, passed }
    }

    pub(super) fn number(self) -> u64 {
        self.known + count(self.passed, |byte| byte == b'\n') as u64
    }
}
