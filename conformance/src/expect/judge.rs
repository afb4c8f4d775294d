//! Judges all expectations of one step, and waits for them where the step says `within`.

use std::time::Duration;

use testpost_reports::Level;
use tokio::time::Instant;

use crate::runner::{Judgement, Play, StepFault};
use crate::scenario::{Expect, ExpectLevel, Place};

use super::{answered, attempts, delivered, due, log, mail, mailbox, receipt, seen, state, system};

/// How long to wait between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

pub(crate) async fn judge(play: &mut Play<'_>, expect: &Expect) -> Result<(), StepFault> {
    receipt::wait_for_it(play, expect).await?;
    let patience = expect.within.map(|within| within.wall());
    let deadline = patience.map(|patience| Instant::now() + patience);
    let judged = loop {
        let judged = look(play, expect).await?;
        let holds = judged.iter().all(|(_, judgement)| judgement.holds);
        match deadline {
            Some(deadline) if !holds && Instant::now() < deadline => {
                tokio::time::sleep(LOOK_AGAIN).await;
                play.now = play.stage.settle().await?;
            }
            Some(_) | None => break judged,
        }
    };
    let level = match expect.level {
        Some(ExpectLevel::Should) => Level::Should,
        Some(ExpectLevel::Must) | None => Level::Must,
    };
    let clauses = match &expect.clauses {
        Some(clauses) => clauses.iter().map(|c| c.value.clone()).collect(),
        None => play.scenario_clauses(),
    };
    for (place, judgement) in judged {
        play.add_check(judgement, level, clauses.clone(), place)
            .await?;
    }
    Ok(())
}

/// One look at everything that is expected, in the order of the file.
async fn look(play: &Play<'_>, expect: &Expect) -> Result<Vec<(Place, Judgement)>, StepFault> {
    let mut judged = Vec::new();
    if let Some(said) = &expect.answered {
        judged.push((Place::of(said), answered::judge(play, &said.value)?));
    }
    if let Some(said) = &expect.same_transmission_id {
        judged.push((
            Place::of(said),
            answered::judge_transmission(play, &said.value)?,
        ));
    }
    if let Some(said) = &expect.receipt {
        judged.push((Place::of(said), receipt::judge(play, &said.value).await?));
    }
    if let Some(said) = &expect.attempts {
        judged.push((Place::of(said), attempts::judge(play, &said.value).await?));
    }
    if let Some(said) = &expect.delivered {
        judged.push((Place::of(said), delivered::judge(play, &said.value).await?));
    }
    if let Some(said) = &expect.not_delivered {
        judged.push((
            Place::of(said),
            delivered::judge_not(play, &said.value).await?,
        ));
    }
    if let Some(said) = &expect.receiver_receipt {
        judged.push((
            Place::of(said),
            receipt::judge_receivers(play, &said.value).await?,
        ));
    }
    if let Some(said) = &expect.mailbox {
        judged.push((Place::of(said), mailbox::judge(play, &said.value).await?));
    }
    if let Some(said) = &expect.log {
        judged.push((Place::of(said), log::judge(play, &said.value).await?));
    }
    if let Some(said) = &expect.state {
        judged.push((Place::of(said), state::judge(play, &said.value).await?));
    }
    if let Some(said) = &expect.due {
        judged.push((Place::of(said), due::judge(play, &said.value).await?));
    }
    if let Some(said) = &expect.seen {
        judged.push((Place::of(said), seen::judge(play, &said.value)?));
    }
    if let Some(said) = &expect.mail {
        judged.push((Place::of(said), mail::judge(play, &said.value).await?));
    }
    if let Some(said) = &expect.system {
        judged.push((Place::of(said), system::judge(play, &said.value).await?));
    }
    judged.sort_by_key(|(place, _)| *place);
    Ok(judged)
}
