//! The one thing that a faulty vendor does wrong: each flaw breaks one clause, and a check of
//! the suites finds it.
//!
//! A flaw's name is what `testpost vendor … --flaw` and docs/mutants.md call it. What it does is
//! done where a correct vendor does right, by a question for the flaw there.

mod receiver;
mod sender;

pub use receiver::ReceiverFlaw;
pub use sender::SenderFlaw;

/// Declares the flaws of one kind of vendor with names, clauses and words.
macro_rules! flaws {
    ($(#[$doc:meta])* $kind:ident { $($flaw:ident = $name:literal, $clause:literal, [$($check:literal),+], $words:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $kind { $(#[doc = $words] $flaw),* }

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

            /// The scenarios of the suite that must fail it, by their files' names.
            #[must_use]
            pub const fn checks(self) -> &'static [&'static str] {
                match self { $(Self::$flaw => &[$($check),+]),* }
            }

            /// What it does wrong.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$flaw => $words),* }
            }
        }

        impl std::fmt::Display for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl std::str::FromStr for $kind {
            type Err = $crate::party::flaw::FlawFault;

            fn from_str(name: &str) -> Result<Self, $crate::party::flaw::FlawFault> {
                Self::ALL.iter().copied().find(|flaw| flaw.name() == name).ok_or_else(|| {
                    let known = Self::ALL.iter().map(|flaw| flaw.name());
                    $crate::party::flaw::FlawFault::new(name, known.collect::<Vec<_>>().join(", "))
                })
            }
        }
    };
}

use flaws;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no flaw '{name}'; there are {known}")]
pub struct FlawFault {
    name: String,
    known: String,
}

impl FlawFault {
    fn new(name: &str, known: String) -> Self {
        Self {
            name: name.to_owned(),
            known,
        }
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
