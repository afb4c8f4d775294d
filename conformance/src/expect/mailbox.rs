//! `mailbox`: what lies in somebody's mailbox (DEL-4).

use crate::runner::{Judgement, Outcome, Play, StepFault};
use crate::scenario::MailboxExpected;

use super::ground;

pub(crate) async fn judge(play: &Play<'_>, said: &MailboxExpected) -> Result<Judgement, StepFault> {
    let stage = &play.stage;
    let Some(owner) = stage.directory.party(&said.of.value).found() else {
        return Err(StepFault::Own(format!("`{}` was not found", said.of.value)));
    };
    let mut items = stage.control.mailbox(&stage.world, owner.number()).await?;
    items.retain(|item| match &said.folder {
        Some(folder) => item.folder == *folder,
        None => item.state != "SENT",
    });
    let lies_there = |uuid: &str| {
        items
            .iter()
            .any(|i| i.message_uuid.eq_ignore_ascii_case(uuid))
    };
    let mut holds = true;
    let mut doubt = None;
    let mut expected = Vec::new();
    let mut messages = Vec::new();
    for name in said.has.iter().flatten() {
        let uuid = &play.letter(name)?.uuid;
        holds &= lies_there(uuid);
        expected.push(name.value.clone());
        messages.push(uuid.clone());
    }
    for name in said.lacks.iter().flatten() {
        let letter = play.letter(name)?;
        let uuid = &letter.uuid;
        holds &= !lies_there(uuid);
        if doubt.is_none() {
            doubt = ground::doubt_about(play, letter).await?;
        }
        expected.push(format!("not {}", name.value));
        messages.push(uuid.clone());
    }
    if let Some(count) = said.count {
        holds &= items.len() as u64 == count;
        expected.push(format!("{count} in all"));
    }
    let seen: Vec<String> = items
        .iter()
        .map(|item| match play.letters.name_of(&item.message_uuid) {
            uuid if uuid == item.message_uuid => {
                item.label.clone().unwrap_or_else(|| uuid.to_owned())
            }
            name => name.to_owned(),
        })
        .collect();
    Ok(Judgement {
        name: format!("mailbox of {}", said.of.value),
        outcome: Outcome::of(holds).in_doubt(doubt),
        expected: expected.join(", "),
        seen: if seen.is_empty() {
            "an empty mailbox".to_owned()
        } else {
            seen.join(", ")
        },
        remedy: "Look at the letter's receipt: what was refused or is held does not lie there."
            .to_owned(),
        messages,
    })
}
