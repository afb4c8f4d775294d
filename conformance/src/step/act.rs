//! `act` and `target`: the system under test is made to send, recall or fetch, and is stopped
//! and started. What it then does is seen in the calls that arrive.

use std::collections::BTreeSet;
use std::time::Duration;

use testpost_reports::Level;
use tokio::time::Instant;

use crate::party::memo_content::Memo;
use crate::runner::{ExchangeItem, Judgement, Outcome, Play, SentLetter, ServiceAnswer, StepFault};
use crate::scenario::{
    Act, ActSend, ArchiveSend, LetterType, LetterVersion, Place, Placed, Sent, TargetChange,
};
use crate::target::{ActFault, Words};

use super::compose::{date_of, point_id};

/// How long to wait between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

pub(crate) async fn act(play: &mut Play<'_>, said: &Act, place: Place) -> Result<(), StepFault> {
    match said {
        Act::Send(send) => return act_send(play, send, place).await,
        Act::SendArchive(archive) => act_send_archive(play, archive).await?,
        Act::Recall(letter) => {
            let uuid = play.letter(letter)?.uuid.clone();
            let words = Words::default().with("uuid", uuid);
            let tested = tested(play)?;
            let acted = tested.act(|sender| sender.acts.recall.as_ref(), &words);
            acted.await.map_err(not_acted)?;
        }
        Act::FetchReceipts => {
            let tested = tested(play)?;
            let words = Words::default();
            let acted = tested.act(|sender| sender.acts.fetch_receipts.as_ref(), &words);
            acted.await.map_err(not_acted)?;
        }
        Act::Fetch => {
            tested(play)?.fetch().await.map_err(not_acted)?;
        }
    }
    play.now = play.stage.settle().await?;
    Ok(())
}

pub(crate) async fn target(play: &mut Play<'_>, said: TargetChange) -> Result<(), StepFault> {
    let Some(tested) = &mut play.stage.tested else {
        return Err(StepFault::Own("no system is under test".to_owned()));
    };
    tested.change(said).await.map_err(not_acted)
}

async fn act_send_archive(play: &mut Play<'_>, said: &ArchiveSend) -> Result<(), StepFault> {
    let directory = &play.stage.directory;
    let to = directory.party(&said.to.value).found();
    let to = to.ok_or_else(|| StepFault::Own(format!("`{}` was not found", said.to.value)))?;
    let label = said.label.clone();
    let words = Words::default()
        .with("to", to.number())
        .with("toName", to.name())
        .with("from", tested(play)?.system.owner.clone())
        .with("label", label.unwrap_or_else(|| "Brev i pakke".to_owned()))
        .with("count", said.count.to_string());
    let before = calls(play).await?.len();
    let tested = tested(play)?;
    let limit = tested.document.limits.act.wall();
    let acted = tested.act(|sender| sender.acts.send_archive.as_ref(), &words);
    acted.await.map_err(not_acted)?;
    // What comes of it is for the expectations to say; only its coming is waited for.
    let began = Instant::now();
    while calls(play).await?.len() == before
        && play.stage.tape.elapsed(began).map_err(StepFault::Broken)? < limit
    {
        play.stage.tape.pause(LOOK_AGAIN).await;
    }
    Ok(())
}

async fn act_send(play: &mut Play<'_>, said: &ActSend, place: Place) -> Result<(), StepFault> {
    let words = words(play, said)?;
    let before: BTreeSet<String> = calls(play).await?.into_iter().map(|c| c.id).collect();
    let under_test = tested(play)?;
    let limits = under_test.document.limits;
    let patience = match said.sent {
        Sent::Yes => limits.act.wall(),
        Sent::No | Sent::IfAllowed | Sent::Either => limits.quiet.wall(),
    };
    let acted = under_test.act(|sender| Some(&sender.acts.send), &words);
    let call = match (acted.await, said.sent) {
        (Ok(_), _) => first_new_call(play, &before, patience).await?,
        // It knows better, and says so: nothing has to be waited for.
        (Err(ActFault::Refused(_)), Sent::No | Sent::IfAllowed | Sent::Either) => None,
        (Err(fault), _) => return Err(not_acted(fault)),
    };
    play.now = play.stage.settle().await?;
    let called = &said.name.value;
    let judgement = judged(play, said, call.as_ref(), patience).await?;
    if let Some(judgement) = judgement {
        let clauses = play.scenario_clauses();
        play.add_check(judgement, Level::Must, clauses, place)
            .await?;
    }
    let Some(call) = call else {
        match said.sent {
            Sent::Yes => return Err(StepFault::Broken(format!("`{called}` was never sent"))),
            Sent::No => {}
            // All that follows would be about a letter that there is not.
            Sent::IfAllowed | Sent::Either => play.over = true,
        }
        return Ok(());
    };
    let letter = letter_of(play, &said.name, &call).await?;
    play.letters.add(letter);
    Ok(())
}

async fn first_new_call(
    play: &Play<'_>,
    before: &BTreeSet<String>,
    patience: Duration,
) -> Result<Option<ExchangeItem>, StepFault> {
    let began = Instant::now();
    loop {
        let mut new = calls(play).await?.into_iter();
        if let Some(call) = new.find(|call| !before.contains(&call.id)) {
            return Ok(Some(call));
        }
        let waited = play.stage.tape.elapsed(began).map_err(StepFault::Broken)?;
        if waited >= patience {
            return Ok(None);
        }
        play.stage.tape.pause(LOOK_AGAIN).await;
    }
}

/// Whether what came of it is what must come of it; none where that is the system's own affair
/// and it sent.
async fn judged(
    play: &Play<'_>,
    said: &ActSend,
    call: Option<&ExchangeItem>,
    patience: Duration,
) -> Result<Option<Judgement>, StepFault> {
    let refused = match (said.sent, call) {
        (Sent::IfAllowed, Some(call)) => refusal(play, call).await?,
        (_, _) => None,
    };
    let within = format!("within {} s", patience.as_secs());
    let (holds, expected) = match said.sent {
        Sent::Yes => (call.is_some(), format!("a call of SendMemo {within}")),
        Sent::No => (call.is_none(), format!("no call {within}")),
        Sent::IfAllowed => (
            refused.is_none(),
            "no call, or a message that is taken".to_owned(),
        ),
        Sent::Either if call.is_none() => (true, "a call, or none".to_owned()),
        Sent::Either => return Ok(None),
    };
    let seen = match (call, refused) {
        (None, _) => "none came".to_owned(),
        (Some(_), Some(refused)) => format!("a message that was refused: {refused}"),
        (Some(call), None) => format!("a call that was answered {}", answer_of(call)),
    };
    let remedy = match said.sent {
        Sent::Yes => {
            "The target file's `acts.send` must make the system under test send one message to \
             POST memos/ of this simulator's service port."
        }
        Sent::No | Sent::IfAllowed | Sent::Either => {
            "A sender knows the rules: what would be refused it mends, or does not send."
        }
    };
    Ok(Some(Judgement {
        name: format!("{} sends {}", tested(play)?.system.name, said.name.value),
        outcome: Outcome::of(holds),
        expected,
        seen,
        remedy: remedy.to_owned(),
        messages: call.iter().filter_map(|c| c.message.clone()).collect(),
    }))
}

/// How a message was refused, at the call or by its receipt.
async fn refusal(play: &Play<'_>, call: &ExchangeItem) -> Result<Option<String>, StepFault> {
    if call.status != Some(201) {
        return Ok(Some(answer_of(call)));
    }
    let Some(uuid) = &call.message else {
        return Ok(None);
    };
    let view = play.stage.control.message(&play.stage.world, uuid).await?;
    let receipt = view.and_then(|view| view.receipt);
    let negative = receipt.filter(|receipt| receipt.status != "COMPLETED");
    Ok(negative.map(|receipt| match receipt.error_code {
        Some(code) => format!("{} {code}", receipt.status),
        None => receipt.status,
    }))
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

/// The calls of SendMemo that the system under test has made. One that shows no key is nobody's,
/// and in this world nobody else calls without one.
async fn calls(play: &Play<'_>) -> Result<Vec<ExchangeItem>, StepFault> {
    let stage = &play.stage;
    let id = &tested(play)?.system.id;
    let mut all = stage.control.exchanges(&stage.world, "send").await?.items;
    all.retain(|call| {
        let by = call.system.as_ref();
        call.direction == "in" && by.is_none_or(|system| system.eq_ignore_ascii_case(id))
    });
    Ok(all)
}

fn words(play: &Play<'_>, said: &ActSend) -> Result<Words, StepFault> {
    let directory = &play.stage.directory;
    let to = directory.party(&said.to.value).found();
    let to = to.ok_or_else(|| StepFault::Own(format!("`{}` was not found", said.to.value)))?;
    let point = said.contact_point.as_ref();
    let known = point.and_then(|point| {
        let point = directory.contact_point_for(to.number(), &point.value);
        point.found()
    });
    let most = known.and_then(|point| point.most_attachments);
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
        .with(
            "mostAttachments",
            most.map(|most| most.to_string()).unwrap_or_default(),
        )
        .with("valueDate", date.map(|d| d.to_string()).unwrap_or_default())
        .with("attachments", said.attachments.unwrap_or(0).to_string())
        .with("filename", text(&said.filename))
        .with("link", text(&said.link))
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
