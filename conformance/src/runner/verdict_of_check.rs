//! What came of one expectation, before it becomes a check of the report.
//!
//! What is proven by an absence is proven only where the thing could have been: a doubt about
//! that makes the check undecided, never right.

use testpost_reports::{Check, Level, Verdict};

/// How an expectation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Holds,
    Broken,
    /// It could not be decided; why.
    Undecided(String),
}

impl Outcome {
    pub(crate) fn of(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Broken }
    }

    /// What seems to hold is undecided when there is a doubt.
    pub(crate) fn in_doubt(self, doubt: Option<String>) -> Self {
        match (self, doubt) {
            (Self::Holds, Some(doubt)) => Self::Undecided(doubt),
            (outcome, _) => outcome,
        }
    }

    /// What seems not to hold is undecided when what is missing may have gone.
    pub(crate) fn unless_gone(self, doubt: Option<String>) -> Self {
        match (self, doubt) {
            (Self::Broken, Some(doubt)) => Self::Undecided(doubt),
            (outcome, _) => outcome,
        }
    }

    /// Both must hold; what is broken outweighs what is undecided.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Broken, _) | (_, Self::Broken) => Self::Broken,
            (Self::Undecided(why), _) | (_, Self::Undecided(why)) => Self::Undecided(why),
            (Self::Holds, Self::Holds) => Self::Holds,
        }
    }

    pub(crate) fn holds(&self) -> bool {
        *self == Self::Holds
    }
}

/// An expectation, judged.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    /// What was looked at, in few words.
    pub(crate) name: String,
    pub(crate) outcome: Outcome,
    pub(crate) expected: String,
    pub(crate) seen: String,
    /// What to do when it does not hold.
    pub(crate) remedy: String,
    /// The messages whose exchanges explain it.
    pub(crate) messages: Vec<String>,
}

impl Judgement {
    /// The check without place, time and exchanges.
    pub(crate) fn into_check(self, level: Level, clauses: Vec<String>) -> Check {
        let (verdict, remedy, reason) = match self.outcome {
            Outcome::Holds => (Verdict::Pass, None, None),
            Outcome::Broken => (level.when_broken(), Some(self.remedy), None),
            // The reason says what to do.
            Outcome::Undecided(why) => (Verdict::Inconclusive, None, Some(why)),
        };
        Check {
            verdict,
            name: self.name,
            level,
            clauses,
            at: None,
            file: String::new(),
            line: 1,
            column: 1,
            expected: Some(self.expected),
            seen: Some(self.seen),
            remedy,
            exchanges: Vec::new(),
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome::{self, Broken, Holds};

    #[test]
    fn a_doubt_never_makes_right_and_never_hides_what_is_broken() {
        let doubt = || Some("why".to_owned());
        let undecided = Outcome::Undecided("why".to_owned());
        assert_eq!(Holds.in_doubt(doubt()), undecided);
        assert_eq!(Broken.in_doubt(doubt()), Broken);
        assert_eq!(Holds.in_doubt(None), Holds);
        assert_eq!(Broken.unless_gone(doubt()), undecided);
        assert_eq!(Holds.unless_gone(doubt()), Holds);
        assert_eq!(undecided.clone().and(Broken), Broken);
        assert_eq!(Holds.and(undecided.clone()), undecided);
    }
}
