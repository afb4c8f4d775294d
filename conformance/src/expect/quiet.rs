//! `quiet`: nothing went to or fro, and nobody was mailed or texted, after a moment.

use crate::runner::{Judgement, Outcome, Play, StepFault};
use crate::scenario::QuietExpected;

use super::ground;

pub(crate) async fn judge(play: &Play<'_>, said: &QuietExpected) -> Result<Judgement, StepFault> {
    let stage = &play.stage;
    let letter = said.of.as_ref().map(|of| play.letter(of)).transpose()?;
    let system = said.system.as_ref().map(|s| play.system(s)).transpose()?;
    let after = play.time_of(&said.after.value, letter)?;
    let exchanges = match letter {
        Some(letter) => {
            stage
                .control
                .exchanges_of(&stage.world, &letter.uuid)
                .await?
        }
        None => stage.control.all_exchanges(&stage.world).await?,
    };
    let of_system = |id: &Option<String>| {
        let wanted = system.as_ref();
        wanted.is_none_or(|s| id.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(&s.id)))
    };
    let mut happened: Vec<String> = exchanges
        .items
        .iter()
        .filter(|call| call.at > after && of_system(&call.system))
        .map(|call| format!("{} {} at {}", call.kind, call.direction, call.at))
        .collect();
    if letter.is_none() && system.is_none() {
        let mail = stage.control.mail(&stage.world).await?;
        let sms = stage.control.sms(&stage.world).await?;
        let both = mail
            .iter()
            .map(|m| ("mail", m))
            .chain(sms.iter().map(|s| ("sms", s)));
        let late = both.filter(|(_, item)| item.at > after);
        happened.extend(late.map(|(kind, item)| format!("{kind} at {}", item.at)));
    }
    let mut outcome = Outcome::of(happened.is_empty());
    if play.now <= after {
        outcome = outcome.in_doubt(Some(format!(
            "it is {} yet, and {after} has not passed",
            play.now
        )));
    }
    outcome = outcome.in_doubt(ground::lost("the exchanges", exchanges.dropped));
    if let Some(letter) = letter {
        outcome = outcome.in_doubt(ground::doubt_about(play, letter).await?);
    }
    happened.truncate(10);
    Ok(Judgement {
        name: format!("quiet after {}", said.after.value),
        outcome,
        expected: format!("nothing after {after}"),
        seen: match happened.is_empty() {
            true => "nothing".to_owned(),
            false => happened.join("; "),
        },
        remedy: "The exchanges show what was called and by whom.".to_owned(),
        messages: letter.map(|l| l.uuid.clone()).into_iter().collect(),
    })
}
