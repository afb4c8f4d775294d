//! `advance`: moves the virtual clock.

use crate::runner::{Play, StepFault, later};
use crate::scenario::Advance;

pub(crate) async fn advance(play: &mut Play<'_>, said: &Advance) -> Result<(), StepFault> {
    let target = match said {
        Advance::UntilSettled => {
            play.now = play.stage.settle().await?;
            return Ok(());
        }
        Advance::UntilIdle { limit } => {
            let limit = limit.map(|l| l.get());
            play.now = play.stage.advance_until_idle(limit).await?;
            return Ok(());
        }
        Advance::By(length) => later(play.now, length.get())?,
        Advance::To(at) => *at,
        Advance::UntilMoment(moment) => play.time_of(&moment.value, None)?,
    };
    if target < play.now {
        return Err(StepFault::Broken(format!(
            "the clock cannot go back: it is {} already, and this asks for {target}",
            play.now
        )));
    }
    play.now = play.stage.advance_to(target).await?;
    Ok(())
}
