//! A run: which scenarios, side by side, each in a world of its own, and one report.
//!
//! Results stand in the order of the files, whichever scenario is done first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::StreamExt;
use globset::Glob;
use testpost_reports::RunReport;

use super::host::Host;
use super::played::{Played, play, write_trace};
use super::report::{Beginning, run_report, skipped};
use super::{Progress, RunFault, RunOptions, StepFault, UnderTest};
use crate::catalogue::Catalogue;
use crate::scenario::{
    Faults, Scenario, ScenarioFault, Selection, find_files, is_fragment, load, load_text, unmet,
};
use crate::trace::Tape;

/// The seed and epoch of scenarios that name none.
const SEED: u64 = 1;
const EPOCH: &str = "2026-01-05T08:00:00Z";

/// The scenarios of a run, and what there was to choose from.
#[derive(Debug)]
pub struct Selected {
    pub scenarios: Vec<Scenario>,
    /// The clauses of every scenario there was, one after another.
    pub(super) in_suite: Vec<String>,
}

/// Reads all scenarios under the paths and picks out those that the options select.
pub fn select(options: &RunOptions) -> Result<Selected, RunFault> {
    let files = find_files(&options.paths).map_err(|fault| Faults(vec![fault]))?;
    let paths = options.paths.iter().map(|path| path.display().to_string());
    let whence = paths.collect::<Vec<_>>().join(", ");
    pick(options, &whence, files.iter(), |file, clauses| {
        load(file, clauses)
    })
}

/// The same from texts with names in place of files.
pub fn select_texts(
    options: &RunOptions,
    whence: &str,
    texts: &[(&str, &str)],
) -> Result<Selected, RunFault> {
    // A fragment of a text is another text, by its name.
    let read = |path: &Path| {
        let named = texts.iter().find(|(name, _)| Path::new(name) == path);
        let none = || std::io::Error::from(std::io::ErrorKind::NotFound);
        named.map(|(_, text)| (*text).to_owned()).ok_or_else(none)
    };
    let scenarios = texts
        .iter()
        .filter(|(name, _)| !is_fragment(Path::new(name)));
    pick(options, whence, scenarios, |(name, text), clauses| {
        load_text(Path::new(name), text, clauses, &read)
    })
}

fn pick<T>(
    options: &RunOptions,
    whence: &str,
    sources: impl Iterator<Item = T>,
    load: impl Fn(T, &BTreeSet<String>) -> Result<Vec<Scenario>, Vec<ScenarioFault>>,
) -> Result<Selected, RunFault> {
    let catalogue = Catalogue::shipped().map_err(|fault| RunFault::Own(fault.to_string()))?;
    let clauses = catalogue.clauses().iter().map(|clause| clause.id.as_str());
    let clauses: BTreeSet<String> = clauses.map(str::to_owned).collect();
    let selection = Selection {
        tags: options.tags.clone(),
        clauses: options.clauses.clone(),
        full_size: options.full_size,
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
    let mut scenarios = Vec::new();
    let mut faults = Vec::new();
    for source in sources {
        match load(source, &clauses) {
            Ok(found) => scenarios.extend(found),
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(Faults(faults).into());
    }
    let read = scenarios.len();
    let cited = scenarios.iter().flat_map(Scenario::clauses);
    let in_suite = cited.map(str::to_owned).collect();
    let named = scenarios
        .iter()
        .map(|s| (s.name().to_owned(), s.file.clone()));
    let known: Vec<(String, PathBuf)> = named.collect();
    let lost = options
        .baseline
        .as_ref()
        .map(|baseline| baseline.unknown(&known));
    let lost = lost.unwrap_or_default();
    if !lost.is_empty() {
        return Err(Faults(lost).into());
    }
    scenarios.retain(|scenario| selection.picks(scenario));
    if scenarios.is_empty() {
        return Err(RunFault::NothingSelected(if read == 0 {
            format!("there are no scenario files (*.yaml) under {whence}")
        } else {
            format!("none of the {read} scenarios under {whence} fits the selection")
        }));
    }
    Ok(Selected {
        scenarios,
        in_suite,
    })
}

/// Runs the selected scenarios.
pub async fn run(options: RunOptions) -> Result<RunReport, RunFault> {
    let selected = select(&options)?;
    run_selected(&options, &selected).await
}

/// Runs scenarios that were selected before.
pub async fn run_selected(
    options: &RunOptions,
    selected: &Selected,
) -> Result<RunReport, RunFault> {
    let token = options.control_token.clone();
    let host = Host::open(options.against.as_deref(), token, options.port).await?;
    let outcome = run_on(&host, options, selected).await;
    host.close().await;
    outcome
}

async fn run_on(
    host: &Host,
    options: &RunOptions,
    selected: &Selected,
) -> Result<RunReport, RunFault> {
    let scenarios = selected.scenarios.as_slice();
    let default_epoch = match options.epoch {
        Some(epoch) => epoch,
        None => EPOCH
            .parse()
            .map_err(|_| RunFault::Own("no epoch".into()))?,
    };
    let failed = AtomicBool::new(false);
    let (done, broken) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let names = world_names(scenarios);
    let jobs = match &options.under_test {
        UnderTest::Reference(_) => options.jobs.unwrap_or_else(cores).max(1),
        // There is one of it, and it knows one address: one scenario after another.
        UnderTest::Target(_) => 1,
    };
    let plays = scenarios.iter().zip(&names).map(|(scenario, name)| {
        let (failed, done, broken) = (&failed, &done, &broken);
        async move {
            let beginning = Beginning {
                seed: options.seed.or(scenario.document.seed).unwrap_or(SEED),
                epoch: scenario.document.epoch.unwrap_or(default_epoch),
            };
            let played = match left_out(options, scenario, failed.load(Ordering::Relaxed)) {
                Some(reason) => Ok(Played::skipped(skipped(scenario, beginning, &reason))),
                None => {
                    let tape = match &options.trace {
                        Some(_) => Tape::keeping(),
                        None => Tape::blank(),
                    };
                    let under_test = &options.under_test;
                    play(scenario, host, under_test, name, beginning, tape).await
                }
            };
            let played = played.map(|mut played| {
                // What the run itself came to is what a replay must come to.
                played.unaccepted = played.result.verdict;
                if let Some(baseline) = &options.baseline {
                    baseline.judge(&mut played.result);
                }
                played
            });
            let held = played.as_ref().is_ok_and(|p| p.result.verdict.held());
            if !held {
                failed.store(true, Ordering::Relaxed);
                broken.fetch_add(1, Ordering::Relaxed);
            }
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if let Some(tell) = options.progress {
                let broken = broken.load(Ordering::Relaxed);
                let of = scenarios.len();
                tell(Progress { done, of, broken });
            }
            played
        }
    });
    let outcomes: Vec<_> = futures_util::stream::iter(plays)
        .buffered(jobs)
        .collect()
        .await;
    let mut played = Vec::with_capacity(outcomes.len());
    let mut wrong = Vec::new();
    for outcome in outcomes {
        match outcome {
            Ok(one) => played.push(one),
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
    let beginning = Beginning {
        seed: options.seed.unwrap_or(SEED),
        epoch: default_epoch,
    };
    if let Some(file) = &options.trace {
        write_trace(file, options, selected, beginning, &names, &played)?;
    }
    let target = match &options.under_test {
        UnderTest::Target(target) => Some(target.target.value.clone()),
        UnderTest::Reference(_) => None,
    };
    let catalogue = Catalogue::shipped().map_err(|fault| RunFault::Own(fault.to_string()))?;
    let played = played.into_iter().map(|p| (p.result, p.profile)).collect();
    Ok(run_report(
        played,
        beginning,
        target,
        catalogue,
        &selected.in_suite,
    ))
}

/// Why a scenario is not played.
fn left_out(options: &RunOptions, scenario: &Scenario, failed: bool) -> Option<String> {
    if options.fail_fast && failed {
        return Some("not run, because an earlier scenario failed".to_owned());
    }
    match &options.under_test {
        UnderTest::Target(target) => unmet(scenario, target),
        UnderTest::Reference(_) => None,
    }
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

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use jiff::Timestamp;

    use super::super::{Letters, Play, Stage};
    use super::*;
    use crate::target::Flaws;

    fn reference() -> UnderTest {
        UnderTest::Reference(Flaws::default())
    }

    fn options(chapter: &str) -> RunOptions {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
        RunOptions {
            paths: vec![shipped.join(chapter)],
            under_test: reference(),
            port: None,
            against: None,
            control_token: None,
            tags: Vec::new(),
            clauses: Vec::new(),
            names: Vec::new(),
            jobs: None,
            seed: None,
            epoch: None,
            fail_fast: false,
            full_size: false,
            baseline: None,
            trace: None,
            progress: None,
        }
    }

    /// The world's journal as the control interface writes it, after the last step.
    async fn journal(scenario: &Scenario, host: &Host, seed: u64) -> String {
        let epoch: Timestamp = EPOCH.parse().unwrap();
        let name = scenario.world_name();
        let stage = Stage::set(
            scenario,
            host,
            &reference(),
            &name,
            seed,
            epoch,
            &Tape::blank(),
        )
        .await
        .unwrap();
        let mut play = Play {
            scenario,
            stage,
            letters: Letters::default(),
            started: epoch,
            now: epoch,
            checks: Vec::new(),
            captured: BTreeMap::new(),
            over: false,
        };
        play.go().await.unwrap();
        let journal = play.stage.control.raw_journal(&name).await;
        play.stage.strike().await.unwrap();
        without_ports(&journal)
    }

    /// A system that is changed stands in the journal with its vendor's address, whose port is
    /// any free one.
    fn without_ports(journal: &str) -> String {
        let mut parts = journal.split("://127.0.0.1:");
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            plain.push_str("://127.0.0.1:");
            plain.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
        }
        plain
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_same_seed_gives_the_same_journal_byte_for_byte_in_another_simulator() {
        let scenarios: Vec<Scenario> = ["retry", "delivery", "value-date"]
            .into_iter()
            .flat_map(|chapter| select(&options(chapter)).unwrap().scenarios)
            .collect();
        let (one, other) = (
            Host::open(None, None, None).await.unwrap(),
            Host::open(None, None, None).await.unwrap(),
        );
        let mut different: Vec<(PathBuf, String)> = Vec::new();
        for scenario in &scenarios {
            let first = journal(scenario, &one, 7).await;
            assert!(first.contains("MEMO_SEND_VALIDATED"), "{first}");
            let second = journal(scenario, &other, 7).await;
            let lines = first.lines().zip(second.lines());
            if first != second {
                let line = lines.into_iter().find(|(one, other)| one != other);
                different.push((scenario.file.clone(), format!("{line:?}")));
            }
        }
        let [seven, eight] = [7, 8].map(|seed| journal(&scenarios[0], &one, seed));
        assert_ne!(seven.await, eight.await);
        one.close().await;
        other.close().await;
        assert!(different.is_empty(), "{different:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_scenario_that_cannot_go_on_leaves_no_world_behind() {
        let host = Host::open(None, None, None).await.unwrap();
        let mut scenario = select(&options("sending")).unwrap().scenarios.remove(0);
        // Nothing that looks through files lets this pass, so that it is a fault of ours.
        let unknown = "scenario: A\nsteps:\n  - recall: {message: nobody}\n";
        scenario.document = serde_saphyr::from_str(unknown).unwrap();
        let epoch = EPOCH.parse().unwrap();
        let fault = play(
            &scenario,
            &host,
            &reference(),
            "left",
            Beginning { seed: 1, epoch },
            Tape::blank(),
        )
        .await
        .unwrap_err();
        assert!(matches!(fault, StepFault::Own(_)), "{fault}");
        assert!(host.control().worlds().await.unwrap().is_empty());
        host.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_name_that_is_taken_gets_a_number() {
        let host = Host::open(None, None, None).await.unwrap();
        let scenario = &select(&options("sending")).unwrap().scenarios[0];
        let epoch = EPOCH.parse().unwrap();
        let first = Stage::set(
            scenario,
            &host,
            &reference(),
            "letter",
            1,
            epoch,
            &Tape::blank(),
        )
        .await
        .unwrap();
        let second = Stage::set(
            scenario,
            &host,
            &reference(),
            "letter",
            1,
            epoch,
            &Tape::blank(),
        )
        .await
        .unwrap();
        assert_eq!(
            (first.world.as_str(), second.world.as_str()),
            ("letter", "letter-2")
        );
        first.strike().await.unwrap();
        second.strike().await.unwrap();
        host.close().await;
    }
}
