//! Judges all expectations of one step. Where the step says `within`, what must come true has
//! that long, and what must stay true is looked at until the time is over.

use std::time::Duration;

use jiff::Timestamp;
use testpost_reports::Level;
use tokio::time::Instant;

use crate::runner::{Judgement, Outcome, Play, StepFault, later};
use crate::scenario::{self, Expect, ExpectLevel, Place, Placed, Sense, Within};

use super::{
    answered, archive, attempts, calls, content, delivered, due, held, log, mail, mailbox, quiet,
    receipt, recipient, seen, sms, state, system,
};

/// How long to wait between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// One expectation at one look.
struct Looked {
    place: Place,
    sense: Sense,
    /// How long it has, where it has a time of its own.
    within: Option<scenario::Duration>,
    judgement: Judgement,
}

impl Looked {
    fn of<T>(said: &Placed<T>, sense: Sense, judgement: Judgement) -> Self {
        Self {
            place: Place::of(said),
            sense,
            within: None,
            judgement,
        }
    }

    fn within(mut self, own: Option<scenario::Duration>) -> Self {
        self.within = own;
        self
    }

    /// Whether another look could change what it comes to.
    fn is_open(&self, waited: Duration, time_left_for_all: bool) -> bool {
        let time_left = match self.within {
            Some(own) => waited < own.wall(),
            None => time_left_for_all,
        };
        let decided = match self.sense {
            Sense::ComesTrue => self.judgement.outcome.holds(),
            Sense::StaysTrue | Sense::Mixed => self.judgement.outcome == Outcome::Broken,
        };
        time_left && !decided
    }
}

pub(crate) async fn judge(play: &mut Play<'_>, expect: &Expect) -> Result<(), StepFault> {
    if let Some(said) = &expect.answered
        && said.value.status.is_some_and(|status| status >= 400)
    {
        play.letters.refusal_is_meant(&said.value.of.value);
    }
    // What is waited for here is part of the time that the expectation has.
    let began = Instant::now();
    receipt::wait_for_it(play, expect).await?;
    let mut looked = look(play, expect).await?;
    let mut waited = play.stage.tape.elapsed(began).map_err(StepFault::Broken)?;
    let end = match expect.within {
        Some(Within::Virtual(length)) => Some(later(play.now, length.get())?),
        Some(Within::Wall(_)) | None => None,
    };
    loop {
        let time_left = match (end, expect.within) {
            (Some(end), _) => play.now < end,
            (None, within) => within
                .and_then(Within::wall)
                .is_some_and(|within| waited < within),
        };
        if !looked.iter().any(|one| one.is_open(waited, time_left)) {
            break;
        }
        if let Some(end) = end.filter(|_| time_left) {
            play.now = to_next_instant(play, end).await?;
        } else {
            play.stage.tape.pause(LOOK_AGAIN).await;
            play.now = play.stage.settle().await?;
        }
        // Taken before the look, so that the last look is after the end.
        waited = play.stage.tape.elapsed(began).map_err(StepFault::Broken)?;
        for (before, mut now) in looked.iter_mut().zip(look(play, expect).await?) {
            // What was broken once did not hold all the time.
            let was_broken = before.judgement.outcome == Outcome::Broken;
            if was_broken && before.sense == Sense::StaysTrue {
                continue;
            }
            std::mem::swap(before, &mut now);
        }
    }
    let level = match expect.level {
        Some(ExpectLevel::Should) => Level::Should,
        Some(ExpectLevel::Must) | None => Level::Must,
    };
    let clauses = match &expect.clauses {
        Some(clauses) => clauses.iter().map(|c| c.value.clone()).collect(),
        None => play.scenario_clauses(),
    };
    for Looked {
        place, judgement, ..
    } in looked
    {
        play.add_check(judgement, level, clauses.clone(), place)
            .await?;
    }
    Ok(())
}

/// Moves the clock to the next due instant, at most to `end`.
async fn to_next_instant(play: &mut Play<'_>, end: Timestamp) -> Result<Timestamp, StepFault> {
    let due = play.stage.clock().await?.next_due;
    // What stays due although its time has come would hold the clock for ever.
    let next = due.filter(|due| *due > play.now && *due < end);
    play.stage.advance_to(next.unwrap_or(end)).await
}

/// One look at everything that is expected, in the order of the file.
async fn look(play: &Play<'_>, expect: &Expect) -> Result<Vec<Looked>, StepFault> {
    let mut all = Vec::new();
    if let Some(said) = &expect.answered {
        let judged = answered::judge(play, &said.value)?;
        all.push(Looked::of(said, Sense::ComesTrue, judged));
    }
    if let Some(said) = &expect.same_transmission_id {
        let judged = answered::judge_transmission(play, &said.value)?;
        all.push(Looked::of(said, Sense::ComesTrue, judged));
    }
    if let Some(said) = &expect.receipt {
        let judged = receipt::judge(play, &said.value).await?;
        let (sense, own) = (said.value.sense(), said.value.within);
        all.push(Looked::of(said, sense, judged).within(own));
    }
    if let Some(said) = &expect.archive {
        let judged = archive::judge(play, &said.value).await?;
        all.push(Looked::of(said, said.value.sense(), judged));
    }
    if let Some(said) = &expect.attempts {
        let judged = attempts::judge(play, &said.value).await?;
        all.push(Looked::of(said, said.value.sense(), judged));
    }
    if let Some(said) = &expect.delivered {
        let judged = delivered::judge(play, &said.value).await?;
        all.push(Looked::of(said, Sense::ComesTrue, judged));
    }
    if let Some(said) = &expect.not_delivered {
        let judged = delivered::judge_not(play, &said.value).await?;
        all.push(Looked::of(said, Sense::StaysTrue, judged));
    }
    if let Some(said) = &expect.receiver_receipt {
        let judged = receipt::judge_receivers(play, &said.value).await?;
        let (sense, own) = (said.value.sense(), said.value.within);
        all.push(Looked::of(said, sense, judged).within(own));
    }
    if let Some(said) = &expect.mailbox {
        let judged = mailbox::judge(play, &said.value).await?;
        all.push(Looked::of(said, said.value.sense(), judged));
    }
    if let Some(said) = &expect.log {
        let judged = log::judge(play, &said.value).await?;
        all.push(Looked::of(said, said.value.sense(), judged));
    }
    if let Some(said) = &expect.state {
        let judged = state::judge(play, &said.value).await?;
        all.push(Looked::of(said, Sense::ComesTrue, judged));
    }
    if let Some(said) = &expect.due {
        let judged = due::judge(play, &said.value).await?;
        all.push(Looked::of(said, said.value.sense(), judged));
    }
    if let Some(said) = &expect.seen {
        let judged = seen::judge(play, &said.value).await?;
        all.push(Looked::of(said, said.value.sense(), judged));
    }
    if let Some(said) = &expect.content {
        let judged = content::judge(play, &said.value).await?;
        all.push(Looked::of(said, said.value.sense(), judged));
    }
    if let Some(said) = &expect.mail {
        let judged = mail::judge(play, &said.value).await?;
        all.push(Looked::of(said, said.value.sense(), judged));
    }
    if let Some(said) = &expect.calls {
        let judged = calls::judge(play, &said.value).await?;
        all.push(Looked::of(said, said.value.sense(), judged));
    }
    if let Some(said) = &expect.quiet {
        let judged = quiet::judge(play, &said.value).await?;
        all.push(Looked::of(said, Sense::StaysTrue, judged));
    }
    if let Some(said) = &expect.held {
        let judged = held::judge(play, &said.value).await?;
        all.push(Looked::of(said, said.value.sense(), judged));
    }
    if let Some(said) = &expect.sms {
        let judged = sms::judge(play, &said.value).await?;
        all.push(Looked::of(said, said.value.sense(), judged));
    }
    if let Some(said) = &expect.system {
        let judged = system::judge(play, &said.value).await?;
        all.push(Looked::of(said, Sense::ComesTrue, judged));
    }
    if let Some(said) = &expect.recipient {
        let judged = recipient::judge(play, &said.value).await?;
        all.push(Looked::of(said, Sense::ComesTrue, judged));
    }
    all.sort_by_key(|one| one.place);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::test_play::{self, Opened};

    fn expectation(yaml: &str) -> Expect {
        serde_saphyr::from_str(yaml).unwrap()
    }

    /// What the first check comes to when a week passes while the expectation is looked at.
    async fn while_a_week_passes(expect: &str) -> testpost_reports::Check {
        let opened = Opened::new(
            "  - send: {from: Prøvekøbing Kommune, to: Mette Testesen, valueDate: P2D, as: letter}\n",
        )
        .await;
        let mut play = opened.play().await;
        play.go().await.unwrap();
        play.checks.clear();
        let (control, world) = (play.stage.control.clone(), play.stage.world.clone());
        let later = test_play::later(&play, 7);
        let expect = expectation(expect);
        let week = async move { control.advance_to(&world, later).await };
        let (judged, moved) = tokio::join!(judge(&mut play, &expect), week);
        judged.unwrap();
        moved.unwrap();
        let check = play.checks.remove(0);
        play.stage.strike().await.unwrap();
        opened.close().await;
        check
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_must_stay_true_is_looked_at_until_its_time_is_over() {
        use testpost_reports::Verdict::{Fail, Pass};
        for (expect, verdict) in [
            ("{within: PT20S, not-delivered: {letter: letter}}", Fail),
            (
                "{within: PT20S, mailbox: {of: Mette Testesen, lacks: [letter]}}",
                Fail,
            ),
            (
                "{within: PT20S, mailbox: {of: Mette Testesen, has: [letter]}}",
                Pass,
            ),
            (
                "{within: PT0.2S, receipt: {of: letter, status: COMPLETED}}",
                Pass,
            ),
            (
                "{receiver-receipt: {of: letter, status: none, within: PT0.2S}}",
                Pass,
            ),
        ] {
            let check = while_a_week_passes(expect).await;
            assert_eq!(check.verdict, verdict, "{expect}: {check:?}");
        }
    }
}
