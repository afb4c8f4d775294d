//! `seen`: what a receiver system played by the reference vendor got (RETRY-7).

use crate::runner::{Judgement, Play, StepFault};
use crate::scenario::SeenExpected;

pub(crate) fn judge(play: &Play<'_>, said: &SeenExpected) -> Result<Judgement, StepFault> {
    let system = play.system(&said.by)?;
    let letter = play.letter(&said.of)?;
    let pushes = play.stage.cast.pushes(&system.id, &letter.uuid);
    let kept = pushes
        .iter()
        .filter(|push| {
            push.status
                .is_some_and(|status| (200..300).contains(&status))
        })
        .count();
    let words = |pushes: Option<u64>, kept: Option<u64>| {
        let pushes = pushes.map(|n| format!("{n} pushes"));
        let kept = kept.map(|n| format!("{n} kept"));
        pushes
            .into_iter()
            .chain(kept)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let right_pushes = said.pushes.is_none_or(|n| n == pushes.len() as u64);
    Ok(Judgement {
        name: format!("what {} has seen of {}", system.name, said.of.value),
        holds: right_pushes && said.kept.is_none_or(|n| n == kept as u64),
        expected: words(said.pushes, said.kept),
        seen: words(Some(pushes.len() as u64), Some(kept as u64)),
        remedy: "After a 2xx a message is never handed over again.".to_owned(),
        messages: vec![letter.uuid.clone()],
    })
}
