//! `sms`: the text messages that were sent, NemSMS and links that confirm sign-ups (SMS-1, SMS-2).

use crate::runner::{Judgement, Outcome, Play, StepFault};
use crate::scenario::SmsExpected;

pub(crate) async fn judge(play: &Play<'_>, said: &SmsExpected) -> Result<Judgement, StepFault> {
    let stage = &play.stage;
    let all = stage.control.sms(&stage.world).await?;
    let fits = |text: &str| {
        let wanted = said.text.as_ref().map(|wanted| wanted.to_lowercase());
        wanted.is_none_or(|wanted| text.to_lowercase().contains(&wanted))
    };
    let meant = all
        .iter()
        .filter(|sms| sms.to.as_deref() == Some(said.to.value.as_str()) && fits(&sms.text))
        .count() as u64;
    let count = said.count.map_or_else(
        || "at least one text message".to_owned(),
        |n| format!("{n} text messages"),
    );
    let about = said
        .text
        .as_ref()
        .map(|wanted| format!("text with `{wanted}`"));
    let seen: Vec<String> = all
        .iter()
        .map(|sms| {
            let to = sms.to.as_deref().unwrap_or("nobody");
            format!("{} to {to}: {}", sms.at, sms.text)
        })
        .collect();
    Ok(Judgement {
        name: format!("text messages to {}", said.to.value),
        outcome: Outcome::of(match said.count {
            Some(count) => meant == count,
            None => meant > 0,
        }),
        expected: std::iter::once(count)
            .chain(about)
            .collect::<Vec<_>>()
            .join(", "),
        seen: format!("{meant} fitting; all: [{}]", seen.join("; ")),
        remedy: "A NemSMS is texted to whoever has signed up and opened the texted link; \
                 `nemsms:` and `confirm-nemsms:` do that."
            .to_owned(),
        messages: Vec::new(),
    })
}
