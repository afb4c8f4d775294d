//! `testpost conformance receiver|sender`: the built-in suites against a vendor's system.

use super::exit::Exit;
use super::fault::CliFault;
use super::output;
use super::run::{CommonOptions, go_on, run_fault, what};
use crate::mutants::{self, Meets};
use crate::party::flaw::{ReceiverFlaw, SenderFlaw};
use crate::runner;
use crate::suite::Suite;
use crate::target::Flaws;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum ConformanceCommand {
    /// Against a receiver system (modtagersystem)
    Receiver(ReceiverSuiteOptions),
    /// Against a sender system (afsendersystem)
    Sender(SenderSuiteOptions),
    /// Vendors that each do one thing wrong, and which checks of the suites fail them
    Mutants(MutantsOptions),
}

#[derive(Debug, clap::Args)]
pub(crate) struct MutantsOptions {
    /// How the table is written
    #[arg(long, value_enum, default_value = "markdown")]
    table: TableKind,
    /// Only the checks that are meant for each mutant, in place of all
    #[arg(long)]
    own: bool,
    /// Also the checks with messages of full size, which take seconds each
    #[arg(long)]
    full_size: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TableKind {
    /// The page docs/mutants.md
    Markdown,
    /// One line a mutant: its suite, its name, and who failed it
    Text,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReceiverSuiteOptions {
    #[command(flatten)]
    common: CommonOptions,
    /// What the built-in reference vendor does wrong
    #[arg(long, value_name = "NAME", conflicts_with = "target")]
    flaw: Option<ReceiverFlaw>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SenderSuiteOptions {
    #[command(flatten)]
    common: CommonOptions,
    /// What the built-in reference vendor does wrong
    #[arg(long, value_name = "NAME", conflicts_with = "target")]
    flaw: Option<SenderFlaw>,
}

pub(crate) async fn conformance(command: ConformanceCommand) -> Result<Exit, CliFault> {
    let (suite, common, flaws) = match command {
        ConformanceCommand::Receiver(options) => {
            let flaws = Flaws {
                receiver: options.flaw,
                sender: None,
            };
            (Suite::Receiver, options.common, flaws)
        }
        ConformanceCommand::Sender(options) => {
            let flaws = Flaws {
                receiver: None,
                sender: options.flaw,
            };
            (Suite::Sender, options.common, flaws)
        }
        ConformanceCommand::Mutants(options) => return mutants_table(&options).await,
    };
    let what = what(Vec::new(), &common, flaws)?;
    let whence = format!("the {} suite", suite.name());
    let select = || runner::select_texts(&what, &whence, suite.scenarios());
    go_on(&what, select, &common).await
}

/// Exit 1 where a mutant is not failed by a check of its own.
async fn mutants_table(options: &MutantsOptions) -> Result<Exit, CliFault> {
    let meets = if options.own { Meets::Own } else { Meets::All };
    let mut tables = Vec::new();
    for suite in [Suite::Receiver, Suite::Sender] {
        let table = mutants::meet(suite, meets, options.full_size).await;
        tables.push((suite, table.map_err(run_fault)?));
    }
    output::print(&match options.table {
        TableKind::Markdown => mutants::page(&tables),
        TableKind::Text => mutants::lines(&tables),
    })?;
    let mut exit = Exit::Held;
    for met in tables.iter().flat_map(|(_, table)| table) {
        for missed in &met.missed_by {
            exit = Exit::NotHeld;
            let name = met.mutant.name;
            CliFault::new(
                exit,
                format!("{name} is not failed as it must be by {missed}"),
            )
            .print();
        }
    }
    Ok(exit)
}
