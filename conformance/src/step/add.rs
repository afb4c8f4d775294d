//! `add`: new people, organisations and contact points.

use serde_json::Value;

use crate::runner::{Play, StepFault};
use crate::scenario::AddData;

pub(crate) async fn add(play: &mut Play<'_>, said: &AddData) -> Result<(), StepFault> {
    let stage = &mut play.stage;
    let mut body = said.said().value.clone();
    if let AddData::ContactPoint(_) = said
        && let Some(Value::String(owner)) = body.get_mut("owner")
        && let Some(known) = stage.directory.organisation(owner).found()
    {
        *owner = known.cvr.clone();
    }
    let body = Value::Object(body);
    stage
        .control
        .make(&stage.world, said.resource(), &body)
        .await?;
    stage.directory.add(said);
    Ok(())
}
