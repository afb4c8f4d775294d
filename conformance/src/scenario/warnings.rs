//! What is not wrong in a scenario and yet proves less than it seems to.

use super::log_names::{NEVER_LOGGED, as_logged};
use super::{Expect, Place, Placed, Scenario, ScenarioFault, Step};

/// Names of events that this version of the simulator never logs: `lacks` of one can never
/// fail, and `has` of one can never hold.
#[must_use]
pub fn warnings(scenario: &Scenario) -> Vec<ScenarioFault> {
    let mut found = Vec::new();
    for step in &scenario.document.steps {
        if let Step::Expect(expect) = &step.value {
            found.extend(logged_names(expect).filter_map(|name| warning(scenario, name)));
        }
    }
    found
}

fn logged_names(expect: &Expect) -> impl Iterator<Item = &Placed<String>> {
    let logs = expect.log.iter().map(|log| &log.value);
    logs.flat_map(|log| [&log.has, &log.exactly, &log.lacks])
        .flatten()
        .flatten()
}

fn warning(scenario: &Scenario, name: &Placed<String>) -> Option<ScenarioFault> {
    let logged = as_logged(&name.value);
    NEVER_LOGGED.contains(&logged.as_str()).then(|| {
        let message = format!("warning: nothing in this version logs `{logged}`");
        ScenarioFault::at(&scenario.file, Place::of(name), message)
            .with_remedy("So `lacks` of it can never fail, and `has` of it can never hold.")
    })
}
