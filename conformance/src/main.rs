//! The binary testpost: runs the command line, and turns a panic into exit code 5.

use std::panic::catch_unwind;
use std::process::ExitCode;

use testpost_conformance::cli::command_line;
use testpost_conformance::cli::exit::Exit;

fn main() -> ExitCode {
    // The panic itself has been printed by then.
    catch_unwind(command_line::run)
        .unwrap_or(Exit::Fault)
        .into()
}
