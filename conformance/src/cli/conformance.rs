//! `testpost conformance receiver|sender`: the built-in suites against a vendor's system.

use super::exit::Exit;
use super::fault::CliFault;
use super::run::{CommonOptions, go, run_fault, what};
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
    };
    let what = what(Vec::new(), &common, flaws)?;
    let whence = format!("the {} suite", suite.name());
    let scenarios = runner::select_texts(&what, &whence, suite.scenarios()).map_err(run_fault)?;
    go(&what, &scenarios, &common).await
}
