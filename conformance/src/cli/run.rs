//! `testpost run`: runs scenario files, draws the result, and says by its exit code whether
//! everything held.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use testpost_reports::{RunReport, html, json, junit, sarif, terminal};
use testpost_sim::clock::wall_now;

use super::exit::Exit;
use super::fault::CliFault;
use super::{clauses, output, screen, watch};
use crate::baseline::{self, Baseline};
use crate::runner::{self, ControlToken, Progress, RunFault, Selected, UnderTest};
use crate::scenario::{self, Faults, Scenario};
use crate::target::{self, Flaws};

#[derive(Debug, clap::Args)]
pub(crate) struct RunOptions {
    /// Scenario files, or folders that hold some
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    common: CommonOptions,
}

/// What `run` and `conformance` have in common.
#[derive(Debug, clap::Args)]
pub(crate) struct CommonOptions {
    /// Target file: how the system under test is reached and made to act
    /// [default: the built-in reference vendor]
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// Control port of a simulator that runs elsewhere [default: one in this process]
    #[arg(long, value_name = "CONTROL_URL")]
    against: Option<String>,
    /// What that simulator's control port demands
    #[arg(
        long,
        value_name = "TOKEN",
        env = "TESTPOST_CONTROL_TOKEN",
        hide_env_values = true
    )]
    control_token: Option<String>,
    /// Service port of the simulator in this process, 0 for any free one
    /// [default: 8460 with a target, else any]
    #[arg(long, value_name = "N", conflicts_with = "against")]
    port: Option<u16>,
    /// Only scenarios with this tag; may be repeated
    #[arg(long, value_name = "T")]
    tag: Vec<String>,
    /// Only scenarios that bear on this clause; may be repeated
    #[arg(long, value_name = "ID")]
    clause: Vec<String>,
    /// Only scenarios whose name or file name fits; may be repeated
    #[arg(long, value_name = "GLOB")]
    name: Vec<String>,
    /// How many scenarios run side by side; a target is met by one after another
    /// [default: the number of cores]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// In place of the scenarios' own seeds
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Time at which worlds begin that name none [default: 2026-01-05T08:00:00Z]
    #[arg(long, value_name = "TIMESTAMP")]
    epoch: Option<Timestamp>,
    /// Write a report too: junit, html, json or sarif, and the file; may be repeated
    #[arg(long, value_name = "KIND=FILE")]
    report: Vec<ReportFile>,
    /// Failures that are accepted until a day, each with its reason
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what a replay needs to come to the same verdicts without the vendor
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Begin no further scenario after the first that did not hold
    #[arg(long)]
    fail_fast: bool,
    /// Also the scenarios with messages of full size, which take seconds each
    #[arg(long)]
    full_size: bool,
    /// Run again what a changed file bears on, until interrupted
    #[arg(long, conflicts_with = "list")]
    watch: bool,
    /// List the selected scenarios and run none
    #[arg(long)]
    list: bool,
}

/// The port that vendors are told, as for `serve`.
const SERVICE_PORT: u16 = 8460;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReportFile {
    kind: ReportKind,
    file: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ReportKind {
    Junit,
    Html,
    Json,
    Sarif,
}

impl FromStr for ReportFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, file) = text
            .split_once('=')
            .filter(|(_, file)| !file.is_empty())
            .ok_or("write a kind and a file, such as junit=report.xml")?;
        let kind = match kind {
            "junit" => ReportKind::Junit,
            "json" => ReportKind::Json,
            "html" => ReportKind::Html,
            "sarif" => ReportKind::Sarif,
            other => {
                return Err(format!(
                    "'{other}' is no kind of report; there are junit, html, json and sarif"
                ));
            }
        };
        Ok(Self {
            kind,
            file: file.into(),
        })
    }
}

pub(crate) async fn run(options: RunOptions) -> Result<Exit, CliFault> {
    let common = options.common;
    let what = what(options.paths, &common, Flaws::default())?;
    go_on(&what, || runner::select(&what), &common).await
}

/// What the runner is told. The reference vendor, where it is under test, has these flaws.
pub(super) fn what(
    paths: Vec<PathBuf>,
    common: &CommonOptions,
    flaws: Flaws,
) -> Result<runner::RunOptions, CliFault> {
    known_clauses(&common.clause)?;
    let under_test = match &common.target {
        None => UnderTest::Reference(flaws),
        Some(file) => {
            let target =
                target::load(file).map_err(|faults| run_fault(RunFault::Files(Faults(faults))))?;
            UnderTest::Target(Box::new(target))
        }
    };
    let usual = match (&under_test, &common.against) {
        (UnderTest::Target(_), None) => Some(SERVICE_PORT),
        (UnderTest::Target(_) | UnderTest::Reference(_), _) => None,
    };
    Ok(runner::RunOptions {
        paths,
        under_test,
        port: common.port.or(usual),
        against: common.against.clone(),
        control_token: common.control_token.clone().and_then(ControlToken::new),
        tags: common.tag.clone(),
        clauses: common.clause.clone(),
        names: common.name.clone(),
        jobs: common.jobs.map(NonZeroUsize::get),
        seed: common.seed,
        epoch: common.epoch,
        fail_fast: common.fail_fast,
        full_size: common.full_size,
        baseline: common.baseline.as_deref().map(baseline).transpose()?,
        trace: common.trace.clone(),
        progress: io::stderr().is_terminal().then_some(tell as fn(Progress)),
    })
}

/// The baseline as it stands today.
fn baseline(file: &Path) -> Result<Baseline, CliFault> {
    let document =
        baseline::load(file).map_err(|faults| run_fault(RunFault::Files(Faults(faults))))?;
    let zone = TimeZone::get("Europe/Copenhagen")
        .map_err(|fault| CliFault::new(Exit::Fault, format!("no zone of Denmark: {fault}")))?;
    Ok(Baseline {
        file: file.to_owned(),
        document,
        today: wall_now().to_zoned(zone).date(),
    })
}

/// On a terminal one line says how far the run has come; it is gone when the run is over.
fn tell(Progress { done, of, broken }: Progress) {
    let mut stderr = io::stderr().lock();
    let words = match broken {
        0 => String::new(),
        some => format!(", {some} did not hold"),
    };
    let line = if done < of {
        format!("\r\x1b[K{done} of {of} scenarios{words}")
    } else {
        "\r\x1b[K".to_owned()
    };
    // A terminal that is gone wants no progress.
    let _ = stderr.write_all(line.as_bytes());
    let _ = stderr.flush();
}

/// Runs or lists what was selected, and draws the result; again and again while it is watched.
pub(super) async fn go_on(
    what: &runner::RunOptions,
    select: impl Fn() -> Result<Selected, RunFault>,
    common: &CommonOptions,
) -> Result<Exit, CliFault> {
    if !common.watch {
        return go(what, &select().map_err(run_fault)?, common).await;
    }
    let mut interrupt = watch::listen()?;
    let in_folders = || scenario::find_files(&what.paths).unwrap_or_default();
    // Taken before the files are read: what changes meanwhile is seen afterwards.
    let mut before = watch::times(in_folders());
    let mut changed: Option<Vec<PathBuf>> = None;
    loop {
        let exit = match select().map_err(run_fault) {
            Ok(selected) => {
                // Fragments and worlds count from now on.
                let others = watch::times(watch::files_of(&selected));
                for (file, time) in others {
                    before.entry(file).or_insert(time);
                }
                let selected = match &changed {
                    Some(changed) => watch::bearing_on(selected, changed),
                    None => selected,
                };
                told(go(what, &selected, common).await)
            }
            // The file may be mended while it is watched.
            Err(fault) => told(Err(fault)),
        };
        watch::say_waiting()?;
        let known: Vec<PathBuf> = before.keys().cloned().collect();
        let look = || watch::times(known.iter().cloned().chain(in_folders()));
        changed = watch::wait(&mut interrupt, look, &mut before).await;
        if changed.is_none() {
            return Ok(exit);
        }
    }
}

fn told(outcome: Result<Exit, CliFault>) -> Exit {
    outcome.unwrap_or_else(|fault| {
        let exit = fault.exit();
        fault.print();
        exit
    })
}

/// Runs or lists what was selected, and draws the result.
async fn go(
    what: &runner::RunOptions,
    selected: &Selected,
    common: &CommonOptions,
) -> Result<Exit, CliFault> {
    if common.list {
        return list_scenarios(&selected.scenarios);
    }
    let report = runner::run_selected(what, selected)
        .await
        .map_err(run_fault)?;
    output::print(&terminal::render(&report, screen::style()))?;
    for file in &common.report {
        write_report(file, &report)?;
    }
    Ok(if report.summary.held() {
        Exit::Held
    } else {
        Exit::NotHeld
    })
}

/// An id that nobody knows selects nothing, and the nearest known one is soon told.
fn known_clauses(ids: &[String]) -> Result<(), CliFault> {
    let catalogue = clauses::catalogue()?;
    for id in ids {
        catalogue
            .find(id)
            .map_err(|unknown| CliFault::new(Exit::BadInput, format!("--clause: {unknown}")))?;
    }
    Ok(())
}

fn list_scenarios(scenarios: &[Scenario]) -> Result<Exit, CliFault> {
    for scenario in scenarios {
        let clauses: Vec<&str> = scenario.clauses().collect();
        output::print_masked(&format!(
            "{}: {} [{}] [{}]\n",
            scenario.file.display(),
            scenario.name(),
            clauses.join(", "),
            scenario.document.tags.join(", ")
        ))?;
    }
    Ok(Exit::Held)
}

pub(super) fn write_report(report_file: &ReportFile, report: &RunReport) -> Result<(), CliFault> {
    let text = match report_file.kind {
        ReportKind::Junit => {
            junit::render(report).map_err(|fault| CliFault::new(Exit::Fault, fault))?
        }
        ReportKind::Html => {
            html::render(report).map_err(|fault| CliFault::new(Exit::Fault, fault))?
        }
        ReportKind::Json => json::render(report),
        ReportKind::Sarif => sarif::render(report),
    };
    fs::write(&report_file.file, text).map_err(|fault| {
        let file = report_file.file.display();
        CliFault::with_remedy(
            Exit::CommandLine,
            format!("--report: {file} cannot be written: {fault}"),
            "name a file in a folder that is there and can be written to",
        )
    })
}

impl From<&RunFault> for Exit {
    fn from(fault: &RunFault) -> Self {
        match fault {
            RunFault::Pattern { .. } | RunFault::Port(_) | RunFault::Trace(_) => Self::CommandLine,
            RunFault::Unreachable { .. } => Self::Unreachable,
            RunFault::Files(_) | RunFault::NothingSelected(_) => Self::BadInput,
            RunFault::Own(_) => Self::Fault,
        }
    }
}

pub(super) fn run_fault(fault: RunFault) -> CliFault {
    CliFault::of(Exit::from(&fault), fault)
}
