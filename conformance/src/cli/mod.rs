//! The command line: one file a command, one list of exit codes, one way to report a fault.
//!
//! Each command turns options into a call of the library and the result into lines and an exit
//! code; what a message, a world or a verdict is, is decided elsewhere.

mod clauses;
pub mod command_line;
pub mod exit;
mod fault;
mod health;
mod interrupt;
mod logging;
mod masked;
mod memo_check;
mod output;
mod run;
mod scenario_check;
mod screen;
mod serve;
mod vendor;
mod version;
