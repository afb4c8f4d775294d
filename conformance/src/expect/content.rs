//! `content`: what stands in the message that a receiver system was handed (DEL-3, DEL-9), as the
//! simulator's exchanges have it: the newest push that was made, or fetch that was answered.

use crate::runner::{ExchangeDetail, Judgement, Outcome, Play, StepFault};
use crate::scenario::ContentExpected;

use super::{ground, xml_tree};

pub(crate) async fn judge(play: &Play<'_>, said: &ContentExpected) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.of)?;
    let mut said = said.clone();
    let texts = said.is.iter_mut().chain(said.are.iter_mut().flatten());
    for text in texts {
        *text = play.words_about(text, Some(letter))?;
    }
    let said = &said;
    let system = play.system(&said.seen_by)?;
    let stage = &play.stage;
    let calls = stage
        .control
        .exchanges_of(&stage.world, &letter.uuid)
        .await?;
    let handed = calls.items.iter().rev().find(|call| {
        let is_its = call
            .system
            .as_ref()
            .is_some_and(|id| id.eq_ignore_ascii_case(&system.id));
        let brings = call.is_out("push") || (call.kind == "fetch" && call.was_taken());
        is_its && brings
    });
    let found = match handed {
        Some(call) => {
            let call = stage.control.exchange(&stage.world, &call.id).await?;
            find(&call, said)
        }
        None => Err("it was never handed the letter".to_owned()),
    };
    let mut outcome = match &found {
        Ok(texts) => Outcome::of(holds(said, texts)),
        Err(_) => Outcome::Broken,
    };
    if handed.is_none() {
        outcome = outcome.unless_gone(ground::lost("the exchanges", calls.dropped));
    }
    Ok(Judgement {
        name: format!(
            "{} of {} as {} has it",
            said.xpath.value, said.of.value, system.name
        ),
        outcome,
        expected: expected(said),
        seen: match found {
            Ok(texts) if texts.is_empty() => "nothing".to_owned(),
            Ok(texts) => quoted(&texts),
            Err(why) => why,
        },
        remedy: "Look at the message in the exchange; a path leaves prefixes aside and minds \
                 capitals."
            .to_owned(),
        messages: vec![letter.uuid.clone()],
    })
}

fn holds(said: &ContentExpected, texts: &[String]) -> bool {
    let is = said.is.as_ref();
    is.is_none_or(|is| texts == [is.as_str()])
        && said.are.as_ref().is_none_or(|are| texts == are.as_slice())
        && said.count.is_none_or(|count| texts.len() as u64 == count)
}

fn expected(said: &ContentExpected) -> String {
    let is = said.is.as_ref().map(|is| format!("'{is}'"));
    let are = said.are.as_ref().map(|are| quoted(are));
    let count = said.count.map(|count| format!("{count} in all"));
    let all: Vec<String> = [is, are, count].into_iter().flatten().collect();
    all.join(", ")
}

fn quoted(texts: &[String]) -> String {
    let all: Vec<String> = texts.iter().map(|text| format!("'{text}'")).collect();
    all.join(", ")
}

/// What the path leads to in the message that a call carried.
fn find(call: &ExchangeDetail, said: &ContentExpected) -> Result<Vec<String>, String> {
    let (part, message) = match call.request.headers.get("content-type") {
        Some(kind) if kind.starts_with("multipart/") => {
            (&call.request, only_part(&call.request.body))
        }
        Some(_) | None => (&call.response, Some(call.response.body.as_str())),
    };
    if part.body_truncated {
        return Err("the message is too large: the exchange keeps only its beginning".to_owned());
    }
    let message = message.ok_or("the push has no part that could be the message")?;
    let tree = xml_tree::read(message)?;
    Ok(xml_tree::find(&tree, &said.xpath.value))
}

/// The content of the one part of a push.
pub(super) fn only_part(body: &str) -> Option<&str> {
    let (_, content) = body.split_once("\r\n\r\n")?;
    let (content, _) = content.rsplit_once("\r\n--")?;
    Some(content)
}
