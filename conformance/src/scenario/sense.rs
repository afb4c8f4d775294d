//! Whether an expectation waits for something to come true, or for nothing to happen: which
//! `within` means for it.

use super::{
    ArchiveExpected, AttemptsExpected, CallsExpected, ContentExpected, DueExpected, DueMoment,
    HeldExpected, LogExpected, MailExpected, MailboxExpected, ReceiptExpected,
    ReceiverReceiptExpected, SeenExpected, SmsExpected,
};

/// What must be so during a time that an expectation is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// It must have come true by its end.
    ComesTrue,
    /// It must be true all the time.
    StaysTrue,
    /// One part of it must come true and another stay true, so that one time does not fit both.
    Mixed,
}

impl Sense {
    /// Of all parts that an expectation has.
    fn of(parts: impl IntoIterator<Item = Option<Self>>) -> Self {
        let together = parts
            .into_iter()
            .flatten()
            .reduce(|all, part| if all == part { all } else { Self::Mixed });
        together.unwrap_or(Self::ComesTrue)
    }

    /// Nought is what stays so; any other number is reached.
    fn of_count(count: Option<u64>) -> Option<Self> {
        count.map(|count| match count {
            0 => Self::StaysTrue,
            _ => Self::ComesTrue,
        })
    }

    /// An empty list is what stays so.
    fn of_list<T>(list: Option<&[T]>) -> Option<Self> {
        list.map(|list| match list {
            [] => Self::StaysTrue,
            [_, ..] => Self::ComesTrue,
        })
    }

    fn absent<T>(list: Option<&T>) -> Option<Self> {
        list.map(|_| Self::StaysTrue)
    }
}

impl ReceiptExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        let status = match self.status.status() {
            Some(_) => Sense::ComesTrue,
            None => Sense::StaysTrue,
        };
        let away = (self.reached == Some(false)).then_some(Sense::StaysTrue);
        Sense::of([Some(status), away])
    }
}

impl ReceiverReceiptExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        match self.status.status() {
            Some(_) => Sense::ComesTrue,
            None => Sense::StaysTrue,
        }
    }
}

impl ArchiveExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        let fails = self.fails.as_deref().map(|code| match code {
            "none" => Sense::StaysTrue,
            _ => Sense::ComesTrue,
        });
        let away = (self.reached == Some(false)).then_some(Sense::StaysTrue);
        Sense::of([fails, Sense::of_list(self.refused.as_deref()), away])
    }
}

impl AttemptsExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        let times = self.times.as_ref().map(|times| times.value.as_slice());
        Sense::of([
            Sense::of_count(self.count),
            Sense::of_list(times),
            Sense::of_list(self.outcomes.as_deref()),
            Sense::absent(self.none_after.as_ref()),
        ])
    }
}

impl ContentExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        Sense::of([
            self.is.as_ref().map(|_| Sense::ComesTrue),
            Sense::of_list(self.are.as_deref()),
            Sense::of_count(self.count),
        ])
    }
}

impl MailboxExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        Sense::of([
            self.has.as_ref().map(|_| Sense::ComesTrue),
            Sense::of_count(self.count),
            Sense::absent(self.lacks.as_ref()),
        ])
    }
}

impl LogExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        Sense::of([
            self.has.as_ref().map(|_| Sense::ComesTrue),
            Sense::of_list(self.exactly.as_deref()),
            Sense::absent(self.lacks.as_ref()),
        ])
    }
}

impl MailExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        Sense::of([Sense::of_count(self.count)])
    }
}

impl SmsExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        Sense::of([Sense::of_count(self.count)])
    }
}

impl DueExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        match self.at.value {
            DueMoment::Never => Sense::StaysTrue,
            DueMoment::At(_) => Sense::ComesTrue,
        }
    }
}

impl SeenExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        Sense::of([
            Sense::of_count(self.kept),
            Sense::of_count(self.pushes),
            Sense::of_count(self.receipts),
            self.version.map(|_| Sense::ComesTrue),
        ])
    }
}

impl HeldExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        Sense::of([
            Sense::of_count(self.count),
            self.failed.map(|failed| match failed {
                true => Sense::ComesTrue,
                false => Sense::StaysTrue,
            }),
        ])
    }
}

impl CallsExpected {
    #[must_use]
    pub fn sense(&self) -> Sense {
        // What is said of each call must go on holding for those that are still to come.
        let bounded = self.count == Some(0) || self.at_most.is_some();
        Sense::of([
            bounded.then_some(Sense::StaysTrue),
            (self.count.is_some_and(|count| count > 0) || self.at_least.is_some())
                .then_some(Sense::ComesTrue),
        ])
    }
}
