//! `receipt` and `receiver-receipt`: the business receipt a sender gets (SEND-2, SEND-3), and
//! the one a receiver posts (DEL-5, DEL-10).

use std::time::Duration;

use crate::party::receipt::Receipt;
use crate::runner::{Judgement, Outcome, Play, ReceiptView, SentLetter, StepFault};
use crate::scenario::{Expect, Protocol, ReceiptExpected, ReceiverReceiptExpected, System, Within};

use super::ground;

/// How long a vendor has for a receipt of its own, in wall time.
const OWN_PACE: Duration = Duration::from_secs(5);

/// Waits for receipts that vendors post at a pace of their own.
pub(crate) async fn wait_for_it(play: &Play<'_>, expect: &Expect) -> Result<(), StepFault> {
    let stage = &play.stage;
    if let Some(said) = &expect.receiver_receipt
        && said.value.status.status().is_some()
    {
        let own = said.value.within.map(|within| within.wall());
        let for_all = expect.within.and_then(Within::wall);
        let patience = own.or(for_all).unwrap_or(OWN_PACE);
        let uuid = &play.letter(&said.value.of)?.uuid;
        let event = "BUSINESS_RECEIPT_RECEIVED_BY_RECIPIENT_SYSTEM";
        let (control, world) = (&stage.control, &stage.world);
        control.await_event(world, event, uuid, patience).await?;
    }
    if let Some(said) = &expect.receipt
        && let Some(within) = said.value.within
    {
        let uuid = &play.letter(&said.value.of)?.uuid;
        let event = "BUSINESS_RECEIPT_SEND_TO_SENDER_SYSTEM";
        let (control, world) = (&stage.control, &stage.world);
        control
            .await_event(world, event, uuid, within.wall())
            .await?;
    }
    Ok(())
}

pub(crate) async fn judge(play: &Play<'_>, said: &ReceiptExpected) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.of)?;
    let stage = &play.stage;
    let view = stage.control.message(&stage.world, &letter.uuid).await?;
    let receipt = view.as_ref().and_then(|view| view.receipt.as_ref());
    let wanted = said.status.status().map(|status| status.as_str());
    let mut outcome = Outcome::of(receipt.map(|r| r.status.as_str()) == wanted);
    if wanted.is_none() {
        outcome = outcome.in_doubt(ground::doubt(letter, view.as_ref()));
    }
    let mut expected = wanted.unwrap_or("none").to_owned();
    let mut seen = in_words(receipt);
    if let Some(code) = &said.error_code {
        let right_code = receipt.and_then(|r| r.error_code.as_ref()) == Some(code);
        outcome = outcome.and(Outcome::of(right_code));
        expected.push_str(&format!(" {code}"));
    }
    // A push sender's receipt is proven by the call that brought it, an SFTP sender's by its file.
    let by = letter.by.as_ref();
    let is_handed_over =
        by.is_some_and(|by| matches!(by.protocol, Protocol::RestPush | Protocol::Sftp));
    let pushed = is_handed_over && wanted.is_some();
    if let Some(wanted) = said.reached.or(pushed.then_some(true)) {
        let reached = reached(play, letter, receipt).await?;
        expected.push_str(&format!(", {}", place_of(wanted)));
        seen.push_str(&format!(", {}", place_of(reached.holds())));
        outcome = outcome.and(match reached {
            Outcome::Undecided(why) => Outcome::Undecided(why),
            Outcome::Holds | Outcome::Broken => Outcome::of(reached.holds() == wanted),
        });
    }
    Ok(Judgement {
        name: format!("receipt for {}", said.of.value),
        outcome,
        expected,
        seen,
        remedy: "The receipt's code and words say what to mend; one that did not reach the sender \
                 shows in the exchanges."
            .to_owned(),
        messages: vec![letter.uuid.clone()],
    })
}

/// Whether this very receipt has come to the sender: an earlier one may have come before it.
async fn reached(
    play: &Play<'_>,
    letter: &SentLetter,
    receipt: Option<&ReceiptView>,
) -> Result<Outcome, StepFault> {
    let Some(receipt) = receipt.filter(|receipt| receipt.delivered_at.is_some()) else {
        return Ok(Outcome::Broken);
    };
    // A mailbox is given none.
    let Some(by) = &letter.by else {
        return Ok(Outcome::Holds);
    };
    let stage = &play.stage;
    match by.protocol {
        Protocol::RestPush => {}
        Protocol::Sftp => return lies_there(play, by, letter, receipt).await,
        Protocol::RestPull | Protocol::RestPublishSubscribe => return Ok(Outcome::Holds),
    }
    let calls = stage
        .control
        .exchanges_of(&stage.world, &letter.uuid)
        .await?;
    let taken = calls.items.iter().rev();
    for call in taken.filter(|call| call.is_out("receipt") && call.was_taken()) {
        let call = stage.control.exchange(&stage.world, &call.id).await?;
        if brought(&call.request.body, receipt) {
            return Ok(Outcome::Holds);
        }
    }
    Ok(Outcome::Broken.unless_gone(ground::lost("the exchanges", calls.dropped)))
}

/// Whether this very receipt lies among the sender's files, for it to be read.
async fn lies_there(
    play: &Play<'_>,
    by: &System,
    letter: &SentLetter,
    receipt: &ReceiptView,
) -> Result<Outcome, StepFault> {
    let stage = &play.stage;
    let Some(user) = stage.cast.sftp_user(&by.id) else {
        return Ok(Outcome::Broken);
    };
    let files = stage.sftp.business_receipts(user, &letter.uuid).await;
    let files = files
        .map_err(|why| StepFault::Broken(format!("the receipts cannot be read by SFTP: {why}")))?;
    let mut bodies = files
        .iter()
        .map(|file| String::from_utf8_lossy(&file.content));
    Ok(Outcome::of(bodies.any(|body| brought(&body, receipt))))
}

/// Whether the body of a call carried this receipt.
fn brought(body: &str, receipt: &ReceiptView) -> bool {
    serde_json::from_str::<Receipt>(body).is_ok_and(|sent| {
        sent.receipt_status.word() == receipt.status && sent.error_code == receipt.error_code
    })
}

pub(crate) async fn judge_receivers(
    play: &Play<'_>,
    said: &ReceiverReceiptExpected,
) -> Result<Judgement, StepFault> {
    let letter = play.letter(&said.of)?;
    let stage = &play.stage;
    let view = stage.control.message(&stage.world, &letter.uuid).await?;
    let receipt = view
        .as_ref()
        .and_then(|view| view.receiver_receipt.as_ref());
    let wanted = said.status.status().map(|status| status.as_str());
    let mut outcome = Outcome::of(receipt.map(|r| r.status.as_str()) == wanted);
    if wanted.is_none() {
        outcome = outcome.in_doubt(ground::doubt(letter, view.as_ref()));
    }
    Ok(Judgement {
        name: format!("receiver's receipt for {}", said.of.value),
        outcome,
        expected: wanted.unwrap_or("none").to_owned(),
        seen: in_words(receipt),
        remedy: "A receiver posts its receipt to memos/{id}/receipt for every message it keeps."
            .to_owned(),
        messages: vec![letter.uuid.clone()],
    })
}

fn place_of(reached: bool) -> &'static str {
    if reached {
        "reached the sender"
    } else {
        "not at the sender"
    }
}

fn in_words(receipt: Option<&ReceiptView>) -> String {
    let Some(receipt) = receipt else {
        return "none".to_owned();
    };
    let mut words = receipt.status.clone();
    for part in [&receipt.error_code, &receipt.error_message]
        .into_iter()
        .flatten()
    {
        words.push(' ');
        words.push_str(part);
    }
    words
}
