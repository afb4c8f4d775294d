//! The verbs about how systems are connected: `connect`, `change-system`, `remove-system`,
//! `renew-api-key` (SYS-4 to SYS-17).

use serde_json::{Map, Value};
use testpost_reports::Level;

use crate::runner::{ControlFault, Judgement, Outcome, Play, StepFault};
use crate::scenario::{
    ChangeSystem, Connect, Moment, Place, Placed, RemoveSystem, RenewApiKey, SystemFields,
};

pub(crate) async fn connect(
    play: &mut Play<'_>,
    said: &Connect,
    place: Place,
) -> Result<(), StepFault> {
    let owner = play.stage.directory.organisation(&said.owner.value).found();
    let Some(owner) = owner.map(|owner| owner.cvr.clone()) else {
        return Err(StepFault::Own(format!(
            "`{}` was not found",
            said.owner.value
        )));
    };
    let mut body = resolved(play, &said.with)?;
    body.insert("owner".to_owned(), Value::String(owner));
    let stage = &play.stage;
    let made = stage
        .control
        .make(&stage.world, "systems", &Value::Object(body))
        .await;
    let what = format!("a system of {} is connected", said.owner.value);
    answered(play, what, made, said.expect_status.as_ref(), place).await
}

pub(crate) async fn change(
    play: &mut Play<'_>,
    said: &ChangeSystem,
    place: Place,
) -> Result<(), StepFault> {
    let system = play.system(&said.system)?;
    let body = Value::Object(resolved(play, &said.with)?);
    let stage = &play.stage;
    let changed = stage
        .control
        .patch(&stage.world, "systems", &system.id, &body)
        .await;
    let what = format!("{} is changed", system.name);
    answered(play, what, changed, said.expect_status.as_ref(), place).await
}

pub(crate) async fn remove(
    play: &mut Play<'_>,
    said: &RemoveSystem,
    place: Place,
) -> Result<(), StepFault> {
    let system = play.system(&said.system)?;
    let stage = &play.stage;
    let removed = stage
        .control
        .remove(&stage.world, "systems", &system.id)
        .await;
    let what = format!("{} is removed", system.name);
    answered(play, what, removed, said.expect_status.as_ref(), place).await
}

pub(crate) async fn renew_api_key(
    play: &mut Play<'_>,
    said: &RenewApiKey,
) -> Result<(), StepFault> {
    let system = play.system(&said.system)?;
    let stage = &play.stage;
    stage
        .control
        .renew_api_key(&stage.world, &system.id)
        .await?;
    Ok(())
}

/// The fields as the control interface takes them: moments as timestamps, and the address of the
/// vendor that plays another system.
fn resolved(play: &Play<'_>, fields: &SystemFields) -> Result<Map<String, Value>, StepFault> {
    let mut body = Map::new();
    for (key, value) in fields {
        let text = value.value.as_str();
        let value = match (key.as_str(), text) {
            ("activeFrom" | "activeTo", Some(text)) => {
                let moment: Moment = text.parse().map_err(StepFault::Broken)?;
                Value::String(play.time_of(&moment, None)?.to_string())
            }
            ("endpoint", Some(text)) => match text.strip_prefix(THAT_OF) {
                Some(name) => Value::String(vendor_of(play, name)?),
                None => value.value.clone(),
            },
            _ => value.value.clone(),
        };
        body.insert(key.clone(), value);
    }
    Ok(body)
}

const THAT_OF: &str = "that of ";

fn vendor_of(play: &Play<'_>, name: &str) -> Result<String, StepFault> {
    let system = play.stage.directory.system(name).found();
    let url = match system {
        Some(system) => play.stage.receiver_url(&system.id)?,
        None => None,
    };
    url.ok_or_else(|| StepFault::Broken(format!("no vendor plays a receiver system `{name}`")))
}

/// Adds the check that the control interface answered as the step says: done unless it names a
/// status.
async fn answered(
    play: &mut Play<'_>,
    what: String,
    answer: Result<(), ControlFault>,
    wanted: Option<&Placed<u16>>,
    place: Place,
) -> Result<(), StepFault> {
    let (status, seen) = match answer {
        Ok(()) => (None, "done".to_owned()),
        Err(ControlFault::Refused { status, said, .. }) => {
            (Some(status), format!("{status}: {said}"))
        }
        Err(fault) => return Err(fault.into()),
    };
    let refused = wanted
        .map(|wanted| wanted.value)
        .filter(|status| *status >= 400);
    let judgement = Judgement {
        name: what,
        outcome: Outcome::of(status == refused),
        expected: refused.map_or_else(|| "done".to_owned(), |status| status.to_string()),
        seen,
        remedy: "Mend the fields as the answer says; if it is meant to be refused, write \
                 `expect-status:` with the status."
            .to_owned(),
        messages: Vec::new(),
    };
    let place = wanted.map_or(place, Place::of);
    let clauses = play.scenario_clauses();
    play.add_check(judgement, Level::Must, clauses, place).await
}
