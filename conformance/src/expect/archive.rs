//! `archive`: what became of several letters that were handed in as one file (SEND-8, SEND-11).

use crate::runner::{JournalItem, Judgement, Outcome, Play, StepFault};
use crate::scenario::{ArchiveExpected, RefusedEntry};

use super::ground;

pub(crate) async fn judge(play: &Play<'_>, said: &ArchiveExpected) -> Result<Judgement, StepFault> {
    let name = &said.of.value;
    let transmission = play.letters.archive(name);
    let stage = &play.stage;
    let journal = stage.control.journal(&stage.world).await?;
    let of_archive =
        |item: &&JournalItem| transmission.is_some() && item.text("transmission") == transmission;
    let kind = |kind: &'static str| {
        let all = journal.items.iter().filter(of_archive);
        all.filter(move |item| item.kind == kind)
    };
    let failures: Vec<&JournalItem> = kind("MEMO_ARCHIVE_REJECTED").collect();
    let refusals: Vec<&JournalItem> = kind("MEMO_SEND_FAILED").collect();

    let mut holds = true;
    let (mut expected, mut seen) = (Vec::new(), Vec::new());
    if let Some(wanted) = &said.fails {
        let failed = failures.first().and_then(|item| item.text("code"));
        let failed = failed.unwrap_or("none");
        holds &= failed == wanted;
        expected.push(format!("fails as a whole: {wanted}"));
        seen.push(format!("fails as a whole: {failed}"));
    }
    if let Some(wanted) = &said.refused {
        let refused: Vec<RefusedEntry> = refusals
            .iter()
            .map(|item| RefusedEntry {
                entry: item.own.get("entry").and_then(|n| n.as_u64()).unwrap_or(0),
                error_code: item.text("code").map(str::to_owned),
            })
            .collect();
        let alike = |wanted: &RefusedEntry, refused: &RefusedEntry| {
            let code = &wanted.error_code;
            wanted.entry == refused.entry && (code.is_none() || *code == refused.error_code)
        };
        holds &= wanted.len() == refused.len()
            && wanted
                .iter()
                .zip(&refused)
                .all(|(one, other)| alike(one, other));
        expected.push(format!("refused: {}", in_words(wanted)));
        seen.push(format!("refused: {}", in_words(&refused)));
    }
    let receipts: Vec<&str> = failures
        .iter()
        .chain(&refusals)
        .filter_map(|item| item.text("receipt"))
        .collect();
    if !receipts.is_empty() {
        let wanted = said.reached.unwrap_or(true);
        let sent = |receipt: &&&str| {
            journal.items.iter().any(|item| {
                item.kind == "BUSINESS_RECEIPT_SEND_TO_SENDER_SYSTEM"
                    && item.text("receipt") == Some(**receipt)
            })
        };
        let reached = receipts.iter().filter(sent).count();
        let (few, many) = if wanted {
            (receipts.len(), "all")
        } else {
            (0, "none")
        };
        holds &= reached == few;
        expected.push(format!("{many} of its receipts at the sender"));
        seen.push(format!("{reached} of {} at the sender", receipts.len()));
    }
    let outcome = match transmission {
        Some(_) => Outcome::of(holds).unless_gone(ground::lost("the journal", journal.dropped)),
        None => Outcome::Undecided("the archive was not accepted".to_owned()),
    };
    Ok(Judgement {
        name: format!("archive {name}"),
        outcome,
        expected: expected.join(", "),
        seen: seen.join(", "),
        remedy:
            "A file that is no message is refused alone; an archive that cannot be read to its \
                 end fails as a whole. What is wrong with a message says its own receipt."
                .to_owned(),
        messages: Vec::new(),
    })
}

fn in_words(entries: &[RefusedEntry]) -> String {
    let words: Vec<String> = entries
        .iter()
        .map(|one| match &one.error_code {
            Some(code) => format!("{} ({code})", one.entry),
            None => one.entry.to_string(),
        })
        .collect();
    if words.is_empty() {
        "none".to_owned()
    } else {
        words.join(", ")
    }
}
