//! The one thing that a faulty vendor does wrong: each flaw breaks one clause, and a check of
//! the suites finds it.
//!
//! A flaw's name is what `testpost vendor … --flaw` and the table of what finds what call it.

use std::fmt;
use std::str::FromStr;

/// Declares the flaws of one kind of vendor with names, clauses and words.
macro_rules! flaws {
    ($(#[$doc:meta])* $kind:ident { $($(#[$flaw_doc:meta])* $flaw:ident = $name:literal, $clause:literal, $words:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $kind { $($(#[$flaw_doc])* $flaw),* }

        impl $kind {
            pub const ALL: &'static [Self] = &[$(Self::$flaw),*];

            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$flaw => $name),* }
            }

            /// The clause that it breaks.
            #[must_use]
            pub const fn clause(self) -> &'static str {
                match self { $(Self::$flaw => $clause),* }
            }

            /// What it does wrong.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$flaw => $words),* }
            }
        }

        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $kind {
            type Err = FlawFault;

            fn from_str(name: &str) -> Result<Self, FlawFault> {
                Self::ALL.iter().copied().find(|flaw| flaw.name() == name).ok_or_else(|| FlawFault {
                    name: name.to_owned(),
                    known: Self::ALL.iter().map(|flaw| flaw.name()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    };
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no flaw '{name}'; there are {known}")]
pub struct FlawFault {
    name: String,
    known: String,
}

flaws! {
    /// What a faulty receiver does wrong.
    ReceiverFlaw {
        NoReceipt = "no-receipt", "DEL-5", "posts no business receipt";
        SecondReceipt = "second-receipt", "DEL-5", "posts its business receipt twice";
        RepeatIsNew = "repeat-is-new", "RETRY-7", "keeps a message that comes again as a second one";
        AlwaysCompleted = "always-completed", "DEL-10", "posts COMPLETED for messages it cannot read";
    }
}

flaws! {
    /// What a faulty sender does wrong.
    SenderFlaw {
        SameUuid = "same-uuid", "MEMO-18", "gives every message the same UUID";
        RetriesRefused = "retries-refused", "SEND-11", "sends again what was refused with 400";
        RefusesReceipts = "refuses-receipts", "SEND-3", "answers receipts with 500";
        IgnoresRefusal = "ignores-refusal", "SEND-2", "takes no notice of a negative receipt";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flaws_are_found_by_their_names_and_no_two_share_one() {
        for flaw in ReceiverFlaw::ALL {
            assert_eq!(flaw.name().parse(), Ok(*flaw));
        }
        for flaw in SenderFlaw::ALL {
            assert_eq!(flaw.name().parse(), Ok(*flaw));
        }
        let fault = "no-reciept".parse::<ReceiverFlaw>().unwrap_err();
        assert!(fault.to_string().contains("no-receipt"), "{fault}");
    }
}
