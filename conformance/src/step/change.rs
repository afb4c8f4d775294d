//! The verbs that change how the world or its vendors behave: `receiver`, `sender`,
//! `activate`, `deactivate`, `primary`, `citizen`, `company`, `contact-point`, `faults`.

use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::runner::{Cast, NewAddress, Play, StepFault};
use crate::scenario::{
    ContactPointChange, FaultsStep, PersonChange, Place, Placed, ReceiverChange, SenderChange,
    System,
};
use crate::trace::Told;

use super::answer_check::check_answer;

pub(crate) async fn receiver(play: &mut Play<'_>, said: &ReceiverChange) -> Result<(), StepFault> {
    let system = play.system(&said.system)?;
    let address = heard(play, |cast| cast.change_receiver(&system.id, said))?;
    move_to(play, &system, address).await
}

pub(crate) async fn sender(play: &mut Play<'_>, said: &SenderChange) -> Result<(), StepFault> {
    let system = play.system(&said.system)?;
    let address = heard(play, |cast| cast.change_sender(&system.id, &said.receipts))?;
    move_to(play, &system, address).await
}

/// The key and the address of a vendor that is found elsewhere from now on.
type Moved = Option<(String, String)>;

fn heard(
    play: &mut Play<'_>,
    change: impl FnOnce(&mut Cast) -> Option<NewAddress>,
) -> Result<Moved, StepFault> {
    const ASKED: &str = "where a vendor is found from now on";
    if let Told::Then(moved) = play.stage.told(ASKED)? {
        return Ok(moved);
    }
    let moved = change(&mut play.stage.cast).map(|new| (new.field.to_owned(), new.url));
    play.stage.tape.keep(ASKED, &moved);
    Ok(moved)
}

/// The vendor is found elsewhere from now on, and its owner says so.
async fn move_to(play: &Play<'_>, system: &System, address: Moved) -> Result<(), StepFault> {
    let Some((field, url)) = address else {
        return Ok(());
    };
    let stage = &play.stage;
    stage
        .control
        .patch(&stage.world, "systems", &system.id, &json!({ field: url }))
        .await?;
    Ok(())
}

pub(crate) async fn set_active(
    play: &mut Play<'_>,
    system: &Placed<String>,
    active: bool,
) -> Result<(), StepFault> {
    let system = play.system(system)?;
    let stage = &play.stage;
    let change = json!({ "active": active });
    stage
        .control
        .patch(&stage.world, "systems", &system.id, &change)
        .await?;
    Ok(())
}

pub(crate) async fn make_primary(
    play: &mut Play<'_>,
    system: &Placed<String>,
) -> Result<(), StepFault> {
    let system = play.system(system)?;
    let stage = &play.stage;
    stage.control.make_primary(&stage.world, &system.id).await?;
    Ok(())
}

pub(crate) async fn person(
    play: &mut Play<'_>,
    resource: &str,
    said: &PersonChange,
) -> Result<(), StepFault> {
    let stage = &play.stage;
    let Some(party) = stage.directory.party(&said.name.value).found() else {
        return Err(StepFault::Own(format!(
            "`{}` was not found",
            said.name.value
        )));
    };
    let change = json!({ "status": said.status });
    stage
        .control
        .patch(&stage.world, resource, party.number(), &change)
        .await?;
    Ok(())
}

pub(crate) async fn contact_point(
    play: &mut Play<'_>,
    said: &ContactPointChange,
    place: Place,
) -> Result<(), StepFault> {
    let stage = &play.stage;
    let Some(point) = stage.directory.contact_point(&said.name.value).found() else {
        return Err(StepFault::Own(format!(
            "`{}` was not found",
            said.name.value
        )));
    };
    let mut change = said
        .with
        .as_ref()
        .map_or_else(Map::new, |w| w.value.clone());
    if let Some(active) = said.active {
        change.insert("active".to_owned(), active.into());
    }
    let path = ["worlds", &stage.world, "contact-points", &point.id];
    let change = Value::Object(change);
    let answer = stage
        .control
        .ask(Method::PATCH, &path, Some(&change))
        .await?;
    let what = format!("contact point {} is changed", said.name.value);
    let wanted = said.expect_status.as_ref();
    check_answer(play, what, "", &answer, wanted, &[200], place).await
}

pub(crate) async fn faults(play: &mut Play<'_>, said: &FaultsStep) -> Result<(), StepFault> {
    let body = said.body(|system| play.system(system).map(|system| system.id))?;
    let stage = &play.stage;
    stage.control.put_faults(&stage.world, &body).await?;
    Ok(())
}
