//! `attempts`: how often, where and when it was tried to hand a letter over (RETRY-1 to 5).

use jiff::Timestamp;

use crate::runner::{AttemptView, Judgement, Outcome, Play, StepFault};
use crate::scenario::{AttemptsExpected, Duration};

use super::delivered::destination;
use super::ground;

pub(crate) async fn judge(
    play: &Play<'_>,
    said: &AttemptsExpected,
) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.of)?;
    let stage = &play.stage;
    let view = stage.control.message(&stage.world, &letter.uuid).await?;
    let place = match &said.at {
        Some(at) => Some(destination(play, letter, at).await?),
        None => None,
    };
    let doubt = ground::doubt(letter, view.as_ref());
    let attempts: Vec<AttemptView> = view
        .map(|view| view.attempts)
        .unwrap_or_default()
        .into_iter()
        .filter(|attempt| {
            place
                .as_ref()
                .is_none_or(|place| place.is_system(&attempt.system))
        })
        .collect();
    let times: Vec<Timestamp> = attempts.iter().map(|attempt| attempt.at).collect();
    let since = |at: &Timestamp| Duration::from(at.duration_since(letter.sent_at)).to_string();

    let mut holds = true;
    let mut expected = Vec::new();
    // Where no attempt was made at all, it must be known why.
    let mut doubt = doubt.filter(|_| times.is_empty());
    if let Some(count) = said.count {
        holds &= times.len() as u64 == count;
        expected.push(format!("{count} attempts"));
    }
    if let Some(wanted) = &said.times {
        let wanted: Vec<Timestamp> = wanted
            .value
            .iter()
            .map(|moment| play.time_of(moment, Some(letter)))
            .collect::<Result<_, _>>()?;
        holds &= times == wanted;
        let words: Vec<String> = wanted.iter().map(since).collect();
        expected.push(format!("at {}", words.join(", ")));
    }
    if let Some(wanted) = &said.outcomes {
        let came: Vec<&str> = attempts.iter().map(AttemptView::in_words).collect();
        holds &= came == *wanted;
        expected.push(format!("with {}", wanted.join(", ")));
    }
    if let Some(moment) = &said.none_after {
        let last = play.time_of(&moment.value, Some(letter))?;
        holds &= times.iter().all(|at| *at <= last);
        doubt = doubt.or_else(|| nothing_ended(said, &times, last, play.now));
        expected.push(format!("none after {}", since(&last)));
    }
    let seen: Vec<String> = attempts
        .iter()
        .map(|attempt| format!("{} ({})", since(&attempt.at), attempt.in_words()))
        .collect();
    let place = place.map_or_else(String::new, |place| format!(" at {}", place.word));
    Ok(Judgement {
        name: format!("attempts of {}{place}", said.of.value),
        outcome: Outcome::of(holds).in_doubt(doubt),
        expected: expected.join(", "),
        seen: match seen.len() {
            0 => "no attempts".to_owned(),
            count => format!("{count} attempts: {}", seen.join(", ")),
        },
        remedy: "The schedule is that of the profile's retry settings, counted from the first \
                 attempt; a 2xx ends it."
            .to_owned(),
        messages: vec![letter.uuid.clone()],
    })
}

/// Why it cannot be said that the attempts ended by then; none when it can.
fn nothing_ended(
    said: &AttemptsExpected,
    times: &[Timestamp],
    last: Timestamp,
    now: Timestamp,
) -> Option<String> {
    if now < last {
        return Some(format!(
            "it is only {now}, and {last} has not come yet; advance the clock to it or beyond"
        ));
    }
    let none_is_meant = said.count == Some(0);
    (times.is_empty() && !none_is_meant).then(|| {
        "no attempt was made there at all, so that none could have been the last; write \
         `count: 0` if that is meant"
            .to_owned()
    })
}
