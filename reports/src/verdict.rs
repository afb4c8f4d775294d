//! The verdict on a check, a scenario or a run, and how several become one.
//!
//! The worst of several verdicts decides. Skipped and inconclusive stand apart from pass:
//! what was not looked at, or could not be decided, is never counted as passed.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a check came to. The order is from best to worst.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Pass,
    /// Left out on purpose; the reason stands beside it.
    Skipped,
    /// Something that only should hold does not.
    Warn,
    /// It could not be decided.
    Inconclusive,
    Fail,
}

impl Verdict {
    /// All verdicts, from best to worst.
    pub const ALL: [Self; 5] = [
        Self::Pass,
        Self::Skipped,
        Self::Warn,
        Self::Inconclusive,
        Self::Fail,
    ];

    /// The worst of several. Where there is nothing to judge, nothing was proven: inconclusive.
    pub fn worst(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().max().unwrap_or(Self::Inconclusive)
    }

    /// Whether a run with this verdict ends well (exit code 0).
    #[must_use]
    pub fn held(self) -> bool {
        match self {
            Self::Pass | Self::Skipped | Self::Warn => true,
            Self::Inconclusive | Self::Fail => false,
        }
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Skipped => "skipped",
            Self::Warn => "warn",
            Self::Inconclusive => "inconclusive",
            Self::Fail => "fail",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How binding an expectation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Must,
    Should,
}

impl Level {
    /// The verdict when an expectation of this level does not hold.
    #[must_use]
    pub fn when_broken(self) -> Verdict {
        match self {
            Self::Must => Verdict::Fail,
            Self::Should => Verdict::Warn,
        }
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_verdict_decides() {
        use Verdict::{Fail, Inconclusive, Pass, Skipped, Warn};
        assert_eq!(Verdict::worst([Pass, Pass]), Pass);
        assert_eq!(Verdict::worst([Pass, Skipped]), Skipped);
        assert_eq!(Verdict::worst([Skipped, Warn, Pass]), Warn);
        assert_eq!(Verdict::worst([Warn, Inconclusive, Skipped]), Inconclusive);
        assert_eq!(Verdict::worst([Inconclusive, Fail, Pass]), Fail);
    }

    #[test]
    fn nothing_checked_proves_nothing() {
        assert_eq!(Verdict::worst([]), Verdict::Inconclusive);
    }

    #[test]
    fn skipped_holds_and_inconclusive_does_not() {
        let held: Vec<_> = Verdict::ALL.into_iter().filter(|v| v.held()).collect();
        assert_eq!(held, [Verdict::Pass, Verdict::Skipped, Verdict::Warn]);
    }

    #[test]
    fn a_broken_should_is_only_a_warning() {
        assert_eq!(Level::Must.when_broken(), Verdict::Fail);
        assert_eq!(Level::Should.when_broken(), Verdict::Warn);
    }
}
