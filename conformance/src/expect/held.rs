//! `held`: what the system under test shows of a letter, where it may be looked at.

use crate::runner::{Judgement, Outcome, Play, StepFault};
use crate::scenario::HeldExpected;

pub(crate) async fn judge(play: &Play<'_>, said: &HeldExpected) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.of)?;
    let Some(tested) = &play.stage.tested else {
        return Err(StepFault::Own("no system is under test".to_owned()));
    };
    let looked = tested.look().await;
    let in_words = |count: Option<usize>, failed: Option<bool>| {
        let count = count.map(|count| format!("listed {count} times"));
        let failed = failed.map(|failed| if failed { "failed" } else { "not failed" }.to_owned());
        let all: Vec<String> = [count, failed].into_iter().flatten().collect();
        all.join(", ")
    };
    let wanted = said
        .count
        .map(|count| usize::try_from(count).unwrap_or(usize::MAX));
    let (outcome, seen) = match looked {
        Err(fault) => (Outcome::Undecided(fault.to_string()), "nothing".to_owned()),
        Ok(items) => {
            let own: Vec<_> = items
                .iter()
                .filter(|item| item.uuid.eq_ignore_ascii_case(&letter.uuid))
                .collect();
            let failed = own.iter().any(|item| {
                let mut words = tested.failed_words().iter();
                words.any(|word| {
                    item.state
                        .as_ref()
                        .is_some_and(|s| s.eq_ignore_ascii_case(word))
                })
            });
            let holds = wanted.is_none_or(|wanted| wanted == own.len())
                && said.failed.is_none_or(|wanted| wanted == failed);
            let states: Vec<&str> = own.iter().filter_map(|i| i.state.as_deref()).collect();
            let mut seen = in_words(Some(own.len()), said.failed.map(|_| failed));
            if !states.is_empty() {
                seen.push_str(&format!(" ({})", states.join(", ")));
            }
            (Outcome::of(holds), seen)
        }
    };
    Ok(Judgement {
        name: format!("{} in the system under test", said.of.value),
        outcome,
        expected: in_words(wanted, said.failed),
        seen,
        remedy: "A message is known by its UUID: however often it comes it is one message, and a \
                 negative receipt means that it has failed."
            .to_owned(),
        messages: vec![letter.uuid.clone()],
    })
}
