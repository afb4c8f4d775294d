//! The built-in suites: scenarios that put a receiver or a sender system under test.
//!
//! They are the files of `scenarios/suites`, built into the binary, so that a vendor needs
//! nothing but it. What they say is said in the scenario language, as everybody's own may be.

include!(concat!(env!("OUT_DIR"), "/suites.rs"));

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    Receiver,
    Sender,
}

impl Suite {
    /// Its scenarios: the file's name below `scenarios/suites`, and its text.
    #[must_use]
    pub fn scenarios(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Receiver => RECEIVER,
            Self::Sender => SENDER,
        }
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receiver => "receiver",
            Self::Sender => "sender",
        }
    }
}
