//! `testpost replay`: the verdicts of an earlier run, without the vendor.

use std::path::PathBuf;

use testpost_reports::terminal;

use super::exit::Exit;
use super::fault::CliFault;
use super::run::{ReportFile, run_fault, write_report};
use super::{output, screen};
use crate::runner;
use crate::trace::Trace;

#[derive(Debug, clap::Args)]
pub(crate) struct ReplayOptions {
    /// What `run` or `conformance` wrote with --trace
    #[arg(value_name = "TRACE")]
    trace: PathBuf,
    /// Write a report too: junit, html, json or sarif, and the file; may be repeated
    #[arg(long, value_name = "KIND=FILE")]
    report: Vec<ReportFile>,
}

pub(crate) async fn replay(options: ReplayOptions) -> Result<Exit, CliFault> {
    let trace = Trace::read(&options.trace).map_err(|fault| {
        let remedy = "name a file that `testpost run … --trace FILE` has written";
        CliFault::with_remedy(Exit::BadInput, fault.to_string(), remedy)
    })?;
    let version = trace.version.clone();
    let (report, differing) = runner::replay(trace).await.map_err(run_fault)?;
    output::print(&terminal::render(&report, screen::style()))?;
    for one in &differing {
        output::print_masked(&format!(
            "was {}, is {} now: {} (recorded with testpost {version})\n",
            one.then, one.now, one.scenario
        ))?;
    }
    for file in &options.report {
        write_report(file, &report)?;
    }
    Ok(if report.summary.held() {
        Exit::Held
    } else {
        Exit::NotHeld
    })
}
