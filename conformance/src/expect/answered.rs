//! `answered` and `same-transmission-id`: what the scenario's own calls were answered.

use crate::runner::{Judgement, Outcome, Play, StepFault};
use crate::scenario::{AnsweredExpected, Placed};

pub(crate) fn judge(play: &Play<'_>, said: &AnsweredExpected) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.of)?;
    let code = letter.answer.error().code;
    let right_status = said
        .status
        .is_none_or(|status| status == letter.answer.status);
    let right_code = said.code.is_none() || said.code == code;
    let wanted = [said.status.map(|s| s.to_string()), said.code.clone()];
    Ok(Judgement {
        name: format!("answer to the call with {}", said.of.value),
        outcome: Outcome::of(right_status && right_code),
        expected: wanted.into_iter().flatten().collect::<Vec<_>>().join(" "),
        seen: letter.answer.in_words(),
        remedy: "Compare the answer's code with the clause; the call's body is in the exchange."
            .to_owned(),
        messages: vec![letter.uuid.clone()],
    })
}

pub(crate) fn judge_transmission(
    play: &Play<'_>,
    letters: &[Placed<String>],
) -> Result<Judgement, StepFault> {
    let mut names = Vec::new();
    let mut ids = Vec::new();
    let mut messages = Vec::new();
    for name in letters {
        let letter = play.letter(name)?;
        names.push(name.value.as_str());
        ids.push(letter.transmission_id());
        messages.push(letter.uuid.clone());
    }
    let first = ids.first().cloned().flatten();
    let holds = first.is_some() && ids.iter().all(|id| *id == first);
    let seen: Vec<&str> = ids
        .iter()
        .map(|id| id.as_deref().unwrap_or("none"))
        .collect();
    Ok(Judgement {
        name: format!("transmission ids of {}", names.join(", ")),
        outcome: Outcome::of(holds),
        expected: "the same for all".to_owned(),
        seen: seen.join(", "),
        remedy: "An identical repeat is answered with the first transmission id.".to_owned(),
        messages,
    })
}
