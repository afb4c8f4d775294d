//! `seen`: what a receiver system played by the reference vendor got (RETRY-7), and how often a
//! sender system was brought a receipt (SEND-5).
//!
//! The simulator's exchanges count as well as the vendor's own record: a push that was turned
//! away or hung up on never told the vendor which message it brought.

use testpost_memo::MemoVersion;

use crate::runner::{Judgement, Outcome, Play, PushKept, StepFault};
use crate::scenario::SeenExpected;

use super::ground;

/// Pushes, and those that were kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    pushes: u64,
    kept: u64,
}

impl Count {
    fn of(answers: impl Iterator<Item = Option<u16>>) -> Self {
        let mut count = Self { pushes: 0, kept: 0 };
        for status in answers {
            count.pushes += 1;
            count.kept += u64::from(status.is_some_and(|status| (200..300).contains(&status)));
        }
        count
    }
}

/// The version that a push came in.
fn version_of(push: &PushKept) -> String {
    push.version
        .clone()
        .unwrap_or_else(|| "no version".to_owned())
}

pub(crate) async fn judge(play: &Play<'_>, said: &SeenExpected) -> Result<Judgement, StepFault> {
    let system = play.system(&said.by)?;
    let letter = play.letter(&said.of)?;
    let stage = &play.stage;
    let seen = stage.pushes(&system.id, &letter.uuid)?;
    let by_vendor = Count::of(seen.items.iter().map(|push| push.status));
    let calls = stage
        .control
        .exchanges_of(&stage.world, &letter.uuid)
        .await?;
    let pushes = calls.items.iter().filter(|call| {
        let mut system_id = call.system.iter();
        call.is_out("push") && system_id.any(|id| id.eq_ignore_ascii_case(&system.id))
    });
    let by_simulator = Count::of(pushes.map(|call| call.status));
    let brought = calls.items.iter().filter(|call| {
        let mut system_id = call.system.iter();
        call.is_out("receipt") && system_id.any(|id| id.eq_ignore_ascii_case(&system.id))
    });
    let receipts = brought.count() as u64;
    let came = Count {
        pushes: by_vendor.pushes.max(by_simulator.pushes),
        kept: by_vendor.kept.max(by_simulator.kept),
    };
    let version: Option<MemoVersion> = said.version.map(MemoVersion::from);
    let mut versions: Vec<String> = seen.items.iter().map(version_of).collect();
    versions.sort();
    versions.dedup();
    let words = |seen: [Option<u64>; 3], version: Option<String>| {
        let counted = seen.into_iter().zip(["pushes", "kept", "receipts"]);
        let counted = counted.filter_map(|(n, what)| n.map(|n| format!("{n} {what}")));
        let version = version.map(|version| format!("in MeMo {version}"));
        let all: Vec<String> = counted.chain(version).collect();
        all.join(", ")
    };
    let right_version = version.is_none_or(|version| versions == [version.as_str()]);
    let holds = said.pushes.is_none_or(|n| n == came.pushes)
        && said.kept.is_none_or(|n| n == came.kept)
        && said.receipts.is_none_or(|n| n == receipts)
        && right_version;
    let lost = ground::lost("what was seen", seen.dropped)
        .or_else(|| ground::lost("the exchanges", calls.dropped));
    let mut outcome = Outcome::of(holds).in_doubt(lost.clone()).unless_gone(lost);
    if [said.pushes, said.kept, said.receipts].contains(&Some(0)) {
        outcome = outcome.in_doubt(ground::doubt_about(play, letter).await?);
    }
    Ok(Judgement {
        name: format!("what {} has seen of {}", system.name, said.of.value),
        outcome,
        expected: words(
            [said.pushes, said.kept, said.receipts],
            version.map(|v| v.to_string()),
        ),
        seen: words(
            [
                Some(came.pushes),
                Some(came.kept),
                said.receipts.and(Some(receipts)),
            ],
            version.and((!versions.is_empty()).then(|| versions.join(" and "))),
        ),
        remedy: if right_version {
            "After a 2xx a message is never handed over again.".to_owned()
        } else {
            "A receiver system gets the version that its memoVersion says.".to_owned()
        },
        messages: vec![letter.uuid.clone()],
    })
}
