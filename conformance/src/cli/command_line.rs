//! The commands and their options, and the way from a command to its exit code.

use std::future::Future;

use clap::{Parser, Subcommand};

use super::clauses::{self, ClausesOptions};
use super::conformance::{self, ConformanceCommand};
use super::exit::Exit;
use super::fault::{self, CliFault};
use super::health::{self, HealthOptions};
use super::memo_check::{self, MemoCheckOptions};
use super::memo_convert::{self, MemoConvertOptions};
use super::memo_new::{self, MemoNewOptions};
use super::memo_pack::{self, MemoPackOptions};
use super::memo_unpack::{self, MemoUnpackOptions};
use super::replay::{self, ReplayOptions};
use super::run::{self, RunOptions};
use super::scenario_check::{self, ScenarioCheckOptions};
use super::scenario_new::{self, ScenarioNewOptions};
use super::serve::{self, ServeOptions};
use super::vendor::{self, VendorCommand};
use super::{logging, version};

/// A complete Digital Post for those who build against it.
#[derive(Debug, Parser)]
#[command(
    name = "testpost",
    version = version::VERSION,
    long_version = version::LONG,
    propagate_version = false,
    max_term_width = 100
)]
struct CommandLine {
    /// What to log on stderr: a level or a filter [default: info for serve and vendor, else warn]
    #[arg(long, global = true, value_name = "LEVEL", env = "TESTPOST_LOG")]
    log: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the simulated Digital Post
    Serve(ServeOptions),
    /// Run scenario files or folders
    Run(RunOptions),
    /// The built-in suites against a vendor's system
    #[command(subcommand)]
    Conformance(ConformanceCommand),
    /// The verdicts of an earlier run, without the vendor
    Replay(ReplayOptions),
    /// A small reference vendor system, correct by default
    #[command(subcommand)]
    Vendor(VendorCommand),
    /// MeMo files
    #[command(subcommand)]
    Memo(MemoCommand),
    /// Scenario files
    #[command(subcommand)]
    Scenario(ScenarioCommand),
    /// The catalogue of clauses and what covers each
    Clauses(ClausesOptions),
    /// Exit 0 when a simulator is ready
    Health(HealthOptions),
}

#[derive(Debug, Subcommand)]
enum MemoCommand {
    /// Check MeMo files against the schema and the rules
    Check(MemoCheckOptions),
    /// Make a valid message, the same for the same seed
    New(MemoNewOptions),
    /// Make a message one of the other version
    Convert(MemoConvertOptions),
    /// Put MeMo files into one archive
    Pack(MemoPackOptions),
    /// Take the files out of an archive
    Unpack(MemoUnpackOptions),
}

#[derive(Debug, Subcommand)]
enum ScenarioCommand {
    /// Read scenario files and say all that is wrong with them
    Check(ScenarioCheckOptions),
    /// Begin a commented scenario file
    New(ScenarioNewOptions),
    /// Print the JSON Schema of the scenario language
    Schema,
}

/// Runs the command that the process was started with.
pub fn run() -> Exit {
    fault::set_style();
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(answer) => {
            let exit = if answer.use_stderr() {
                Exit::CommandLine
            } else {
                // --help and --version arrive here too.
                Exit::Held
            };
            // Nobody there to read it: the exit code says it all.
            let _ = answer.print();
            return exit;
        }
    };
    line.carry_out().unwrap_or_else(|fault| {
        let exit = fault.exit();
        fault.print();
        exit
    })
}

impl CommandLine {
    fn carry_out(self) -> Result<Exit, CliFault> {
        let level = match self.command {
            Command::Serve(_) | Command::Vendor(_) => "info",
            Command::Run(_)
            | Command::Conformance(_)
            | Command::Replay(_)
            | Command::Memo(_)
            | Command::Scenario(_)
            | Command::Clauses(_)
            | Command::Health(_) => "warn",
        };
        logging::start(self.log.as_deref(), level)?;
        match self.command {
            Command::Serve(options) => block_on(serve::serve(options)),
            Command::Run(options) => block_on(run::run(options)),
            Command::Conformance(command) => block_on(conformance::conformance(command)),
            Command::Replay(options) => block_on(replay::replay(options)),
            Command::Vendor(command) => block_on(vendor::vendor(command)),
            Command::Memo(MemoCommand::Check(options)) => memo_check::memo_check(&options),
            Command::Memo(MemoCommand::New(options)) => memo_new::memo_new(&options),
            Command::Memo(MemoCommand::Convert(options)) => memo_convert::memo_convert(&options),
            Command::Memo(MemoCommand::Pack(options)) => memo_pack::memo_pack(&options),
            Command::Memo(MemoCommand::Unpack(options)) => memo_unpack::memo_unpack(&options),
            Command::Scenario(ScenarioCommand::Check(options)) => {
                scenario_check::scenario_check(&options)
            }
            Command::Scenario(ScenarioCommand::New(options)) => {
                scenario_new::scenario_new(&options)
            }
            Command::Scenario(ScenarioCommand::Schema) => scenario_new::scenario_schema(),
            Command::Clauses(options) => clauses::clauses(&options),
            Command::Health(options) => health::health(&options),
        }
    }
}

fn block_on(work: impl Future<Output = Result<Exit, CliFault>>) -> Result<Exit, CliFault> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|fault| CliFault::new(Exit::Fault, format!("cannot start: {fault}")))?
        .block_on(work)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    const GUIDE: &str = include_str!("../../../docs/command-line.md");

    #[test]
    fn the_command_line_holds_together() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn the_guide_names_every_option_of_every_command() {
        let mut missing = Vec::new();
        look(&CommandLine::command(), "", &mut missing);
        assert!(missing.is_empty(), "docs/command-line.md lacks {missing:?}");
    }

    /// An option counts as told of in the chapter of its command, or of the command above it.
    fn look(command: &clap::Command, above: &str, missing: &mut Vec<String>) {
        let name = format!("{above} {}", command.get_name());
        let words: Vec<&str> = name.split_whitespace().skip(1).collect();
        let chapter: String = GUIDE
            .split("\n## ")
            .filter(|chapter| {
                let heading = chapter.lines().next().unwrap_or_default();
                heading == "Everywhere"
                    || (!words.is_empty() && words.join(" ").starts_with(heading))
            })
            .collect();
        for option in command.get_arguments().filter_map(clap::Arg::get_long) {
            let told = chapter
                .split(['`', ' '])
                .any(|word| word == format!("--{option}"));
            if !told {
                missing.push(format!("{name} --{option}"));
            }
        }
        for child in command.get_subcommands() {
            look(child, &name, missing);
        }
    }
}
