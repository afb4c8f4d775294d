//! A run from its trace: the same scenarios are judged anew from what was heard then, without a
//! simulator and without the system under test.

use std::collections::BTreeMap;
use std::path::Path;

use testpost_reports::{RunReport, Verdict};

use super::host::Host;
use super::played::play;
use super::report::{Beginning, run_report, skipped};
use super::{RunFault, StepFault, UnderTest};
use crate::catalogue::Catalogue;
use crate::scenario::{Faults, Scenario, load_recorded, read_yaml};
use crate::target::{Flaws, TargetDocument};
use crate::trace::{Tape, Trace, TracedScenario};

/// A scenario that came to another verdict than when it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    pub scenario: String,
    pub then: Verdict,
    pub now: Verdict,
}

/// Judges everything anew; says too where this version of testpost judges otherwise.
pub async fn replay(trace: Trace) -> Result<(RunReport, Vec<Differing>), RunFault> {
    let host = Host::nowhere()?;
    let under_test = under_test(&trace)?;
    let mut played = Vec::with_capacity(trace.scenarios.len());
    let mut differing = Vec::new();
    for traced in trace.scenarios {
        let beginning = Beginning {
            seed: traced.seed,
            epoch: traced.epoch,
        };
        let scenario = scenario(&traced)?;
        let (result, profile) = match &traced.skipped {
            Some(reason) => (skipped(&scenario, beginning, reason), Vec::new()),
            None => {
                let name = &traced.world_name;
                let tape = Tape::telling(traced.notes);
                let played = play(&scenario, &host, &under_test, name, beginning, tape).await;
                let played = played.map_err(|fault| match fault {
                    StepFault::WrongFile(fault) => RunFault::Files(Faults(vec![*fault])),
                    StepFault::Broken(why) | StepFault::Own(why) | StepFault::Unreachable(why) => {
                        RunFault::Own(why)
                    }
                })?;
                (played.result, played.profile)
            }
        };
        if result.verdict != traced.verdict {
            differing.push(Differing {
                scenario: traced.name,
                then: traced.verdict,
                now: result.verdict,
            });
        }
        played.push((result, profile));
    }
    let beginning = Beginning {
        seed: trace.seed,
        epoch: trace.epoch,
    };
    let target = match &under_test {
        UnderTest::Target(target) => Some(target.target.value.clone()),
        UnderTest::Reference(_) => None,
    };
    let catalogue = Catalogue::shipped().map_err(|fault| RunFault::Own(fault.to_string()))?;
    let report = run_report(played, beginning, target, catalogue, &trace.in_suite);
    Ok((report, differing))
}

fn under_test(trace: &Trace) -> Result<UnderTest, RunFault> {
    let Some(target) = &trace.target else {
        return Ok(UnderTest::Reference(Flaws::default()));
    };
    let target: TargetDocument = read_yaml(&target.to_string(), Path::new("the trace's target"))
        .map_err(|faults| RunFault::Files(Faults(faults)))?;
    Ok(UnderTest::Target(Box::new(target)))
}

/// The scenario as it was written then.
fn scenario(traced: &TracedScenario) -> Result<Scenario, RunFault> {
    let sources: BTreeMap<&Path, &str> = traced
        .sources
        .iter()
        .map(|(path, text)| (path.as_path(), text.as_str()))
        .collect();
    let read = |path: &Path| {
        let text = sources.get(path).map(|text| (*text).to_owned());
        text.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))
    };
    let missing = |what: &str| {
        let name = &traced.name;
        RunFault::Own(format!("the trace lacks {what} of the scenario `{name}`"))
    };
    let text = sources.get(traced.file.as_path());
    let text = text.ok_or_else(|| missing("the text"))?;
    let all = load_recorded(&traced.file, text, &read)
        .map_err(|faults| RunFault::Files(Faults(faults)))?;
    let found = all
        .into_iter()
        .find(|scenario| scenario.name() == traced.name);
    found.ok_or_else(|| missing("the row"))
}
