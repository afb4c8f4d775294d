//! `mail`: the warning mails that were sent (RETRY-9).

use crate::runner::{Judgement, Outcome, Play, StepFault};
use crate::scenario::MailExpected;

pub(crate) async fn judge(play: &Play<'_>, said: &MailExpected) -> Result<Judgement, StepFault> {
    let address = if said.to.value.contains('@') {
        said.to.value.clone()
    } else {
        let system = play.system(&said.to)?;
        system.email.clone().ok_or_else(|| {
            StepFault::Broken(format!(
                "the system {} has no technical contact with an e-mail in the world file",
                system.name
            ))
        })?
    };
    let stage = &play.stage;
    let all = stage.control.mail(&stage.world).await?;
    let fits = |wanted: &Option<String>, text: &str| {
        let text = text.to_lowercase();
        wanted
            .as_ref()
            .is_none_or(|w| text.contains(&w.to_lowercase()))
    };
    let own = all.iter().filter(|mail| {
        mail.to
            .as_deref()
            .is_some_and(|to| to.eq_ignore_ascii_case(&address))
    });
    let meant: Vec<_> = own
        .filter(|mail| fits(&said.subject, &mail.subject) && fits(&said.text, &mail.text))
        .collect();
    let words = [("subject", &said.subject), ("text", &said.text)];
    let about: Vec<String> = words
        .iter()
        .filter_map(|(part, wanted)| wanted.as_ref().map(|w| format!("{part} with `{w}`")))
        .collect();
    let count = said
        .count
        .map_or_else(|| "at least one mail".to_owned(), |n| format!("{n} mails"));
    let seen: Vec<String> = all
        .iter()
        .map(|mail| {
            format!(
                "{} to {}: {}",
                mail.at,
                mail.to.as_deref().unwrap_or("nobody"),
                mail.subject
            )
        })
        .collect();
    Ok(Judgement {
        name: format!("mail to {}", said.to.value),
        outcome: Outcome::of(match said.count {
            Some(count) => meant.len() as u64 == count,
            None => !meant.is_empty(),
        }),
        expected: std::iter::once(count)
            .chain(about)
            .collect::<Vec<_>>()
            .join(", "),
        seen: format!("{} fitting; all: [{}]", meant.len(), seen.join("; ")),
        remedy: "The days of warning are a setting of the profile, counted from the first failure."
            .to_owned(),
        messages: Vec::new(),
    })
}
