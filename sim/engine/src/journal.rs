//! The journal: all events in order, the oldest dropped beyond a cap, with a count of them.

use std::collections::VecDeque;

use crate::event::Event;

/// The events of a world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    events: VecDeque<Event>,
    cap: usize,
    dropped: u64,
    last_seq: u64,
}

impl Journal {
    pub(crate) const fn new(cap: usize) -> Self {
        Self {
            events: VecDeque::new(),
            cap,
            dropped: 0,
            last_seq: 0,
        }
    }

    /// A journal that keeps nothing and goes on counting where another stands.
    pub(crate) const fn empty_after(last_seq: u64) -> Self {
        Self {
            events: VecDeque::new(),
            cap: 0,
            dropped: 0,
            last_seq,
        }
    }

    pub(crate) fn push(&mut self, event: Event) {
        self.last_seq = event.seq;
        if self.events.len() >= self.cap {
            self.dropped += 1;
            if self.events.pop_front().is_none() {
                return;
            }
        }
        self.events.push_back(event);
    }

    /// The sequence number of the newest event; 0 when nothing has happened yet.
    #[must_use]
    pub const fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// How many of the oldest events are no longer kept.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// What is kept, the oldest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.events.iter()
    }

    /// What came after the event `seq`.
    pub fn after(&self, seq: u64) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        let first = self.last_seq - self.events.len() as u64;
        let skip = usize::try_from(seq.saturating_sub(first))
            .unwrap_or(usize::MAX)
            .min(self.events.len());
        self.events.range(skip..)
    }
}
