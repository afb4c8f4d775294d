//! A run: which scenarios, side by side, each in a world of its own, and one report.
//!
//! Results stand in the order of the files, whichever scenario is done first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use futures_util::StreamExt;
use globset::Glob;
use jiff::Timestamp;
use testpost_reports::{RunReport, ScenarioResult};

use super::host::Host;
use super::report::{run_report, scenario_result, skipped};
use super::{Letters, Play, RunFault, RunOptions, SettingView, Stage, StepFault};
use crate::catalogue::Catalogue;
use crate::scenario::{Duration, Faults, Scenario, Selection, find_files, load};

/// The seed and epoch of scenarios that name none.
const SEED: u64 = 1;
const EPOCH: &str = "2026-01-05T08:00:00Z";

/// Reads all scenarios under the paths and picks out those that the options select.
pub fn select(options: &RunOptions) -> Result<Vec<Scenario>, RunFault> {
    let catalogue = Catalogue::shipped().map_err(|fault| RunFault::Own(fault.to_string()))?;
    let clauses = catalogue.clauses().iter().map(|clause| clause.id.as_str());
    let clauses: BTreeSet<String> = clauses.map(str::to_owned).collect();
    let selection = Selection {
        tags: options.tags.clone(),
        clauses: options.clauses.clone(),
        names: options
            .names
            .iter()
            .map(|pattern| {
                Glob::new(pattern)
                    .map(|glob| glob.compile_matcher())
                    .map_err(|fault| RunFault::Pattern {
                        pattern: pattern.clone(),
                        why: fault.kind().to_string(),
                    })
            })
            .collect::<Result<_, _>>()?,
    };
    let files = find_files(&options.paths).map_err(|fault| Faults(vec![fault]))?;
    let mut scenarios = Vec::with_capacity(files.len());
    let mut faults = Vec::new();
    for file in &files {
        match load(file, &clauses) {
            Ok(scenario) => scenarios.push(scenario),
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(Faults(faults).into());
    }
    let read = scenarios.len();
    scenarios.retain(|scenario| selection.picks(scenario));
    if scenarios.is_empty() {
        let paths: Vec<String> = options
            .paths
            .iter()
            .map(|p| p.display().to_string())
            .collect();
        let paths = paths.join(", ");
        return Err(RunFault::NothingSelected(if read == 0 {
            format!("there are no scenario files (*.yaml) under {paths}")
        } else {
            format!("none of the {read} scenarios under {paths} fits the selection")
        }));
    }
    Ok(scenarios)
}

/// Runs the selected scenarios.
pub async fn run(options: RunOptions) -> Result<RunReport, RunFault> {
    let scenarios = select(&options)?;
    let host = Host::open(options.against.as_deref()).await?;
    let outcome = run_on(&host, &options, &scenarios).await;
    host.close().await;
    outcome
}

async fn run_on(
    host: &Host,
    options: &RunOptions,
    scenarios: &[Scenario],
) -> Result<RunReport, RunFault> {
    let default_epoch = match options.epoch {
        Some(epoch) => epoch,
        None => EPOCH
            .parse()
            .map_err(|_| RunFault::Own("no epoch".into()))?,
    };
    let failed = AtomicBool::new(false);
    let names = world_names(scenarios);
    let jobs = options.jobs.unwrap_or_else(cores).max(1);
    let plays = scenarios.iter().zip(&names).map(|(scenario, name)| {
        let failed = &failed;
        async move {
            if options.fail_fast && failed.load(Ordering::Relaxed) {
                let reason = "not run, because an earlier scenario failed";
                return Ok((skipped(scenario, reason), Vec::new()));
            }
            let seed = options.seed.or(scenario.document.seed).unwrap_or(SEED);
            let epoch = scenario.document.epoch.unwrap_or(default_epoch);
            let outcome = play(scenario, host, name, seed, epoch).await;
            let held = outcome
                .as_ref()
                .is_ok_and(|(result, _)| result.verdict.held());
            if !held {
                failed.store(true, Ordering::Relaxed);
            }
            outcome
        }
    });
    let outcomes: Vec<_> = futures_util::stream::iter(plays)
        .buffered(jobs)
        .collect()
        .await;
    let mut results = Vec::with_capacity(outcomes.len());
    let mut profile = Vec::new();
    let mut wrong = Vec::new();
    for outcome in outcomes {
        match outcome {
            Ok((result, settings)) => {
                results.push(result);
                if profile.is_empty() {
                    profile = settings;
                }
            }
            Err(StepFault::WrongFile(fault)) => wrong.push(*fault),
            Err(StepFault::Unreachable(why)) => {
                let what = "the simulator".to_owned();
                return Err(RunFault::Unreachable { what, why });
            }
            Err(StepFault::Broken(why) | StepFault::Own(why)) => return Err(RunFault::Own(why)),
        }
    }
    if !wrong.is_empty() {
        return Err(Faults(wrong).into());
    }
    let seed = options.seed.unwrap_or(SEED);
    Ok(run_report(results, profile, seed, default_epoch))
}

/// One scenario from its world's creation to its removal.
async fn play(
    scenario: &Scenario,
    host: &Host,
    world_name: &str,
    seed: u64,
    epoch: Timestamp,
) -> Result<(ScenarioResult, Vec<SettingView>), StepFault> {
    let wall = Instant::now();
    let stage = match Stage::set(scenario, host, world_name, seed, epoch).await {
        Ok(stage) => stage,
        Err(StepFault::Broken(why)) => {
            let why = format!("its world could not be made: {why}");
            let result = scenario_result(scenario, Vec::new(), Some(why), millis(wall), None);
            return Ok((result, Vec::new()));
        }
        Err(fault) => return Err(fault),
    };
    let profile = stage.control.profile(&stage.world).await?;
    let mut play = Play {
        scenario,
        stage,
        letters: Letters::default(),
        started: epoch,
        now: epoch,
        checks: Vec::new(),
    };
    let broken = match play.go().await {
        Ok(()) => None,
        Err(StepFault::Broken(why)) => Some(why),
        Err(fault) => return Err(fault),
    };
    let span = Duration::from(play.now.duration_since(play.started));
    let checks = std::mem::take(&mut play.checks);
    play.stage.strike().await?;
    let span = Some(span.to_string());
    let result = scenario_result(scenario, checks, broken, millis(wall), span);
    Ok((result, profile))
}

/// A name for each scenario's world: its file's, with a number where two are alike.
fn world_names(scenarios: &[Scenario]) -> Vec<String> {
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    let names = scenarios.iter().map(|scenario| {
        let name = scenario.world_name();
        let times = taken.entry(name.clone()).or_default();
        *times += 1;
        match *times {
            1 => name,
            again => format!("{name}-of-{again}"),
        }
    });
    names.collect()
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
