//! One scenario of a run, from its world's creation to its removal, and what is kept of all of
//! them as a trace.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use testpost_reports::{ScenarioResult, Timeline, Verdict};

use super::host::Host;
use super::report::{Beginning, scenario_result};
use super::timeline::timeline;
use super::under_test::{kept, secrets};
use super::{
    Letters, Play, RunFault, RunOptions, Selected, SettingView, Stage, StepFault, UnderTest,
};
use crate::scenario::{Duration, Scenario};
use crate::trace::{Note, Tape, Trace, TracedScenario};

/// What came of one scenario.
#[derive(Debug)]
pub(super) struct Played {
    pub(super) result: ScenarioResult,
    pub(super) profile: Vec<SettingView>,
    pub(super) notes: Vec<Note>,
    /// The verdict before a baseline has accepted anything.
    pub(super) unaccepted: Verdict,
}

impl Played {
    pub(super) fn skipped(result: ScenarioResult) -> Self {
        Self {
            unaccepted: result.verdict,
            result,
            profile: Vec::new(),
            notes: Vec::new(),
        }
    }
}

pub(super) fn write_trace(
    file: &Path,
    options: &RunOptions,
    selected: &Selected,
    Beginning { seed, epoch }: Beginning,
    names: &[String],
    played: &[Played],
) -> Result<(), RunFault> {
    let (target, secrets) = match &options.under_test {
        UnderTest::Target(target) => (Some(kept(target)), secrets(target)),
        UnderTest::Reference(_) => (None, Vec::new()),
    };
    let mut trace = Trace::new(seed, epoch, target);
    trace.in_suite.clone_from(&selected.in_suite);
    for ((scenario, world_name), played) in selected.scenarios.iter().zip(names).zip(played) {
        let files = scenario.sources.files();
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let result = &played.result;
        let is_skipped = result.verdict == Verdict::Skipped;
        trace.scenarios.push(TracedScenario {
            name: scenario.name().to_owned(),
            file: scenario.file.clone(),
            world_name: world_name.clone(),
            seed: result.seed.unwrap_or(seed),
            epoch: result.epoch.unwrap_or(epoch),
            sources: files.chain(scenario.world.written.clone()).collect(),
            verdict: played.unaccepted,
            skipped: result.reason.clone().filter(|_| is_skipped),
            notes: played.notes.clone(),
        });
    }
    std::fs::write(file, trace.text(&secrets))
        .map_err(|fault| RunFault::Trace(format!("{} cannot be written: {fault}", file.display())))
}

/// One scenario from its world's creation to its removal.
pub(super) async fn play(
    scenario: &Scenario,
    host: &Host,
    under_test: &UnderTest,
    world_name: &str,
    beginning: Beginning,
    tape: Tape,
) -> Result<Played, StepFault> {
    let Beginning { seed, epoch } = beginning;
    let wall = Instant::now();
    let set = Stage::set(scenario, host, under_test, world_name, seed, epoch, &tape).await;
    let stage = match set {
        Ok(stage) => stage,
        Err(StepFault::Broken(why)) => {
            let why = format!("its world could not be made: {why}");
            let none = Vec::new();
            let result = scenario_result(scenario, beginning, none, Some(why), millis(wall), None);
            return Ok(Played {
                notes: tape.notes(),
                ..Played::skipped(result)
            });
        }
        Err(fault) => return Err(fault),
    };
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
    let played = play_on(&mut play).await;
    let span = Duration::from(play.now.duration_since(play.started));
    let checks = std::mem::take(&mut play.checks);
    // Whatever came of it, the world is not left behind; the first fault is the one to tell.
    let timeline = timeline(&play.stage, &play.letters).await;
    let struck = play.stage.strike().await;
    let (broken, profile) = played?;
    // A trace that ends early has no more to tell; that the scenario broke off says it.
    let is_lost = broken.is_some() && tape.is_telling();
    if !is_lost {
        struck?;
    }
    let span = Some(span.to_string());
    let mut result = scenario_result(scenario, beginning, checks, broken, millis(wall), span);
    result.timeline = match timeline {
        Err(_) if is_lost => Timeline::default(),
        timeline => timeline?,
    };
    Ok(Played {
        unaccepted: result.verdict,
        result,
        profile,
        notes: tape.notes(),
    })
}

/// Takes the steps; says why it broke off, if it did, and the profile in force.
async fn play_on(play: &mut Play<'_>) -> Result<(Option<String>, Vec<SettingView>), StepFault> {
    let profile = play.stage.control.profile(&play.stage.world).await?;
    match play.go().await {
        Ok(()) => Ok((None, profile)),
        Err(StepFault::Broken(why)) => Ok((Some(why), profile)),
        Err(fault) => Err(fault),
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
