//! The exit codes, all of them.

use std::process::ExitCode;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything held. What was skipped counts as held and is shown.
    Held = 0,
    /// A verdict failed or is inconclusive, or a message is not valid.
    NotHeld = 1,
    /// The command line is wrong.
    CommandLine = 2,
    /// The system under test, or the simulator, cannot be reached.
    Unreachable = 3,
    /// A scenario, world, message or configuration file is wrong, or nothing was selected.
    BadInput = 4,
    /// testpost itself is at fault.
    Fault = 5,
}

impl Exit {
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
