//! `act` and `target`: the system under test is made to send, recall or fetch, and is stopped
//! and started. What it then does is seen in the calls that arrive.

use std::collections::BTreeSet;

use testpost_reports::Level;
use tokio::time::Instant;

use crate::party::memo_content::Memo;
use crate::runner::{ExchangeItem, Judgement, Outcome, Play, SentLetter, ServiceAnswer, StepFault};
use crate::scenario::{Act, ActSend, LetterType, LetterVersion, Place, Placed, TargetChange};
use crate::target::{ActFault, Words};

use super::compose::{date_of, point_id};

/// How long to wait between two looks.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_millis(20);

/// How long a call that must not come is waited for.
const NOTHING_COMES: std::time::Duration = std::time::Duration::from_secs(1);

pub(crate) async fn act(play: &mut Play<'_>, said: &Act, place: Place) -> Result<(), StepFault> {
    match said {
        Act::Send(send) => act_send(play, send, place).await,
        Act::Recall(letter) => {
            let uuid = play.letter(letter)?.uuid.clone();
            let words = Words::default().with("uuid", uuid);
            let tested = tested(play)?;
            let acted = tested.act(|sender| sender.acts.recall.as_ref(), &words);
            acted.await.map_err(not_acted)?;
            play.now = play.stage.settle().await?;
            Ok(())
        }
        Act::FetchReceipts => {
            let tested = tested(play)?;
            let words = Words::default();
            let acted = tested.act(|sender| sender.acts.fetch_receipts.as_ref(), &words);
            acted.await.map_err(not_acted)?;
            play.now = play.stage.settle().await?;
            Ok(())
        }
    }
}

pub(crate) async fn target(play: &mut Play<'_>, said: TargetChange) -> Result<(), StepFault> {
    let Some(tested) = &mut play.stage.tested else {
        return Err(StepFault::Own("no system is under test".to_owned()));
    };
    tested.change(said).await.map_err(not_acted)
}

async fn act_send(play: &mut Play<'_>, said: &ActSend, place: Place) -> Result<(), StepFault> {
    let words = words(play, said)?;
    let before: BTreeSet<String> = calls(play).await?.into_iter().map(|c| c.id).collect();
    let stage_tested = tested(play)?;
    let limit = stage_tested.document.limits.act.wall();
    let acted = stage_tested.act(|sender| Some(&sender.acts.send), &words);
    acted.await.map_err(not_acted)?;
    let patience = if said.sent { limit } else { NOTHING_COMES };
    let began = Instant::now();
    let call = loop {
        let mut new = calls(play).await?.into_iter();
        if let Some(call) = new.find(|call| !before.contains(&call.id)) {
            break Some(call);
        }
        if began.elapsed() >= patience {
            break None;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    };
    play.now = play.stage.settle().await?;
    let called = &said.name.value;
    let expected = if said.sent {
        "a call of SendMemo"
    } else {
        "no call"
    };
    let judgement = Judgement {
        name: format!("{} sends {called}", tested(play)?.system.name),
        outcome: Outcome::of(call.is_some() == said.sent),
        expected: format!("{expected} within {} s", patience.as_secs()),
        seen: call.as_ref().map_or_else(
            || "none came".to_owned(),
            |call| format!("a call that was answered {}", answer_of(call)),
        ),
        remedy: "The target file's `acts.send` must make the system under test send one message \
                 to POST memos/ of this simulator's service port."
            .to_owned(),
        messages: call.iter().filter_map(|c| c.message.clone()).collect(),
    };
    let clauses = play.scenario_clauses();
    play.add_check(judgement, Level::Must, clauses, place)
        .await?;
    let Some(call) = call else {
        return if said.sent {
            Err(StepFault::Broken(format!("`{called}` was never sent")))
        } else {
            Ok(())
        };
    };
    let letter = letter_of(play, &said.name, &call).await?;
    play.letters.add(letter);
    Ok(())
}

/// What the call brought; its UUID is that of the request, or else of the message itself.
async fn letter_of(
    play: &Play<'_>,
    name: &Placed<String>,
    call: &ExchangeItem,
) -> Result<SentLetter, StepFault> {
    let stage = &play.stage;
    let detail = stage.control.exchange(&stage.world, &call.id).await?;
    let xml = detail.request.body.into_bytes();
    let uuid = call
        .message
        .clone()
        .or_else(|| uuid_in(&xml))
        .unwrap_or_default();
    Ok(SentLetter {
        name: Some(name.value.clone()),
        uuid,
        by: Some(tested(play)?.system.clone()),
        to: None,
        sent_at: call.at,
        xml: Some(xml),
        answer: ServiceAnswer {
            status: call.status.unwrap_or_default(),
            body: detail.response.body.into_bytes(),
        },
        refusal_is_meant: false,
    })
}

/// The messageUUID that a message says.
fn uuid_in(xml: &[u8]) -> Option<String> {
    let memo = Memo::from_bytes(xml.to_vec()).ok()?;
    Some(memo.uuid().to_string())
}

/// The calls of SendMemo that the system under test has made.
async fn calls(play: &Play<'_>) -> Result<Vec<ExchangeItem>, StepFault> {
    let stage = &play.stage;
    let id = &tested(play)?.system.id;
    let mut all = stage.control.exchanges(&stage.world, "send").await?.items;
    all.retain(|call| {
        let mut by = call.system.iter();
        call.direction == "in" && by.any(|system| system.eq_ignore_ascii_case(id))
    });
    Ok(all)
}

fn words(play: &Play<'_>, said: &ActSend) -> Result<Words, StepFault> {
    let directory = &play.stage.directory;
    let to = directory.party(&said.to.value).found();
    let to = to.ok_or_else(|| StepFault::Own(format!("`{}` was not found", said.to.value)))?;
    let point = said.contact_point.as_ref();
    let point = point
        .map(|point| point_id(play, to.number(), &point.value))
        .transpose()?;
    let date = said.value_date.as_ref();
    let date = date.map(|date| date_of(date.value, play.now)).transpose()?;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Ok(Words::default()
        .with("to", to.number())
        .with("toName", to.name())
        .with("from", tested(play)?.system.owner.clone())
        .with(
            "label",
            said.label
                .clone()
                .unwrap_or_else(|| format!("Brev: {}", said.name.value)),
        )
        .with("text", text(&said.text))
        .with("notification", text(&said.notification))
        .with(
            "contactPoint",
            point.map(|p| p.to_string()).unwrap_or_default(),
        )
        .with("valueDate", date.map(|d| d.to_string()).unwrap_or_default())
        .with("attachments", said.attachments.unwrap_or(0).to_string())
        .with(
            "type",
            match said.message_type {
                Some(LetterType::NemSms) => "NEMSMS",
                Some(LetterType::DigitalPost) | None => "DIGITALPOST",
            },
        )
        .with(
            "version",
            match said.version {
                Some(LetterVersion::V1_1) => "1.1",
                Some(LetterVersion::V1_2) => "1.2",
                None => "",
            },
        ))
}

fn tested<'a>(play: &'a Play<'_>) -> Result<&'a crate::runner::Tested, StepFault> {
    let tested = play.stage.tested.as_ref();
    tested.ok_or_else(|| StepFault::Own("no system is under test".to_owned()))
}

fn not_acted(fault: ActFault) -> StepFault {
    StepFault::Broken(fault.to_string())
}

fn answer_of(call: &ExchangeItem) -> String {
    match call.status {
        Some(status) => status.to_string(),
        None => "with nothing".to_owned(),
    }
}
