//! A single MeMo: looked at from the spool, then given to the engine (SEND-1, MEMO-1).

use testpost_engine::command::{Accepted, Body, Origin};
use testpost_engine::{Command, Reply};
use testpost_memo::check::{Report, check};

use super::{IntakeFault, IntakeSettings};
use crate::spool::SpooledBody;
use crate::world::{OpenCall, World};

/// Takes a message in, or says why not. `named` is what the call says that it is called, where it
/// can say so (MEMO-6). What the message sets going waits until `call` is over.
pub(crate) async fn take_message(
    world: &World,
    call: &OpenCall,
    origin: Origin,
    settings: &IntakeSettings,
    body: SpooledBody,
    named: Option<String>,
) -> Result<Accepted, IntakeFault> {
    let report = look_at_message(settings, &body).await?;
    let command = Command::Send {
        origin,
        uuid_parameter: named,
        report: Box::new(report),
        body: Body {
            hash: body.hash(),
            size: body.size(),
        },
    };
    let Reply::Accepted(accepted) = world.send(command, vec![body], call).await? else {
        return Err(IntakeFault::Unlike);
    };
    Ok(accepted)
}

/// What the format's check finds in a message.
pub(crate) async fn look_at_message(
    settings: &IntakeSettings,
    body: &SpooledBody,
) -> Result<Report, IntakeFault> {
    let (options, body) = (settings.check.clone(), body.clone());
    let report = tokio::task::spawn_blocking(move || check(body.reader()?, &options))
        .await
        .map_err(|fault| IntakeFault::Broken(fault.to_string()))??;
    Ok(report)
}
