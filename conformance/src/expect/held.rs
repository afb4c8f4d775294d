//! `held`: what the system under test shows of a letter, where it may be looked at.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::party::hex;
use crate::runner::{ExchangePart, Judgement, Outcome, Play, SentLetter, StepFault, Tested};
use crate::scenario::{HeldExpected, Placed};
use crate::target::Looked;

pub(crate) async fn judge(play: &Play<'_>, said: &HeldExpected) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.of)?;
    let Some(tested) = &play.stage.tested else {
        return Err(StepFault::Own("no system is under test".to_owned()));
    };
    let looked = tested.look().await;
    let wanted = Facts {
        count: said
            .count
            .map(|count| usize::try_from(count).unwrap_or(usize::MAX)),
        failed: said.failed,
        unchanged: said.unchanged,
    };
    let (outcome, seen) = match looked {
        Err(fault) => (Outcome::Undecided(fault.to_string()), "nothing".to_owned()),
        Ok(items) => {
            let own: Vec<&Looked> = items
                .iter()
                .filter(|item| item.uuid.eq_ignore_ascii_case(&letter.uuid))
                .collect();
            let handed = match said.unchanged {
                Some(_) => handed_over(play, tested, letter).await?,
                None => Ok(String::new()),
            };
            compared(&wanted, &own, tested.failed_words(), handed)
        }
    };
    Ok(judgement(
        &said.of,
        wanted.in_words(),
        (outcome, seen),
        letter,
    ))
}

fn judgement(
    of: &Placed<String>,
    expected: String,
    (outcome, seen): (Outcome, String),
    letter: &SentLetter,
) -> Judgement {
    Judgement {
        name: format!("{} in the system under test", of.value),
        outcome,
        expected,
        seen,
        remedy: "A message is known by its UUID: however often it comes it is one message, kept \
                 byte for byte, and a negative receipt means that it has failed."
            .to_owned(),
        messages: vec![letter.uuid.clone()],
    }
}

/// What is wanted of the letter, or seen of it.
struct Facts {
    count: Option<usize>,
    failed: Option<bool>,
    unchanged: Option<bool>,
}

impl Facts {
    fn in_words(&self) -> String {
        let count = self.count.map(|count| format!("listed {count} times"));
        let failed = self
            .failed
            .map(|failed| if failed { "failed" } else { "not failed" }.to_owned());
        let unchanged = self.unchanged.map(|unchanged| {
            let words = if unchanged {
                "with the bytes that it was handed over with"
            } else {
                "with other bytes"
            };
            words.to_owned()
        });
        let all: Vec<String> = [count, failed, unchanged].into_iter().flatten().collect();
        all.join(", ")
    }
}

fn compared(
    wanted: &Facts,
    own: &[&Looked],
    failed_words: &[String],
    handed: Result<String, &'static str>,
) -> (Outcome, String) {
    let is_failed = |item: &&Looked| {
        let state = item.state.as_deref().unwrap_or_default();
        failed_words
            .iter()
            .any(|word| word.eq_ignore_ascii_case(state))
    };
    let hashes: Option<Vec<&str>> = own.iter().map(|item| item.sha256.as_deref()).collect();
    let mut doubt = None;
    let unchanged = match (wanted.unchanged, handed, hashes) {
        (None, _, _) => None,
        (Some(_), Ok(handed), Some(hashes)) => {
            Some(!hashes.is_empty() && hashes.iter().all(|hash| *hash == handed))
        }
        (Some(_), Err(why), _) => {
            doubt = Some(why);
            None
        }
        (Some(_), Ok(_), None) => {
            doubt = Some("the target shows no SHA-256 of it; set `look-at.sha256`");
            None
        }
    };
    let seen = Facts {
        count: Some(own.len()),
        failed: wanted.failed.map(|_| own.iter().any(is_failed)),
        unchanged,
    };
    let holds = wanted.count.is_none_or(|count| count == own.len())
        && wanted.failed == seen.failed
        && (doubt.is_some() || wanted.unchanged == seen.unchanged);
    let mut words = seen.in_words();
    let states: Vec<&str> = own.iter().filter_map(|i| i.state.as_deref()).collect();
    if !states.is_empty() {
        words.push_str(&format!(" ({})", states.join(", ")));
    }
    match doubt {
        Some(why) if holds => (Outcome::Undecided(why.to_owned()), words),
        Some(_) | None => (Outcome::of(holds), words),
    }
}

/// The SHA-256 of the message as the system under test was handed it, or why it is not known.
async fn handed_over(
    play: &Play<'_>,
    tested: &Tested,
    letter: &SentLetter,
) -> Result<Result<String, &'static str>, StepFault> {
    let stage = &play.stage;
    let kept = stage
        .control
        .exchanges_of(&stage.world, &letter.uuid)
        .await?;
    let to_it = kept.items.iter().rev().find(|call| {
        let by = call.system.as_ref();
        let is_its = by.is_some_and(|id| id.eq_ignore_ascii_case(&tested.system.id));
        is_its && (call.is_out("push") || call.is_in("fetch")) && call.was_taken()
    });
    let Some(call) = to_it else {
        return Ok(Err("it was never handed over"));
    };
    let detail = stage.control.exchange(&stage.world, &call.id).await?;
    let content = if call.is_out("push") {
        bytes_of(&detail.request).and_then(|form| Some(content_of(&form)?.to_vec()))
    } else {
        bytes_of(&detail.response)
    };
    if let Some(content) = content {
        return Ok(Ok(hex(&Sha256::digest(content))));
    }
    // It is too large to be kept among the exchanges: then it is the sender's own bytes, unless
    // it was converted on its way.
    let version = tested.document.receiver.as_ref().map(|r| r.version());
    let (Some(xml), Some(version)) = (&letter.xml, version) else {
        return Ok(Err("what was handed over is not kept"));
    };
    let beginning = String::from_utf8_lossy(xml.get(..2_000).unwrap_or(xml)).into_owned();
    if beginning.contains(&format!("memoVersion=\"{version}\"")) {
        Ok(Ok(hex(&Sha256::digest(xml))))
    } else {
        Ok(Err(
            "it is too large to be kept, and was converted to another version",
        ))
    }
}

fn bytes_of(part: &ExchangePart) -> Option<Vec<u8>> {
    if part.body_truncated {
        return None;
    }
    match part.body_encoding.as_str() {
        "base64" => STANDARD.decode(&part.body).ok(),
        _ => Some(part.body.clone().into_bytes()),
    }
}

/// The content of the one part of a form.
fn content_of(form: &[u8]) -> Option<&[u8]> {
    let find = |what: &[u8]| form.windows(what.len()).position(|bytes| bytes == what);
    let start = find(b"\r\n\r\n")? + 4;
    let end = form
        .windows(4)
        .rposition(|bytes| bytes == b"\r\n--")
        .filter(|end| *end >= start)?;
    form.get(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_of_a_form_is_what_stands_between_its_frame() {
        let form = b"--b\r\nContent-Type: application/xml\r\n\r\n<a>\r\n</a>\r\n--b--\r\n";
        assert_eq!(content_of(form), Some(&b"<a>\r\n</a>"[..]));
        assert_eq!(content_of(b"no form"), None);
    }
}
