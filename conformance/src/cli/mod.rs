//! The command line: one file a command, one list of exit codes, one way to report a fault.
//!
//! Each command turns options into a call of the library and the result into lines and an exit
//! code; what a message, a world or a verdict is, is decided elsewhere.

mod clauses;
pub mod command_line;
mod conformance;
pub mod exit;
mod fault;
mod health;
mod interrupt;
mod logging;
mod masked;
mod memo_check;
mod memo_convert;
mod memo_new;
mod memo_pack;
mod memo_unpack;
mod new_file;
mod output;
mod replay;
mod run;
mod sample_message;
mod scenario_check;
mod scenario_new;
mod screen;
mod serve;
mod vendor;
mod version;
mod version_word;
mod watch;
