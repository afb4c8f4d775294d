//! What a pull system does: `list`, `fetch`, `fetch-receipt` (DEL-6, SEND-3).

use reqwest::Method;
use serde::Deserialize;
use testpost_memo::MemoVersion;
use testpost_memo::read::read_version;
use testpost_reports::Level;

use crate::expect::doubt_about;
use crate::runner::{
    Judgement, Outcome, Play, ServiceAnswer, ServiceCall, StepFault, credentials_of, post_receipt,
};
use crate::scenario::{Fetch, FetchReceipt, List, Place, Placed, System};

use super::answer_check::{check_answer, no_answer};

/// The interface's lists of messages and receipts: ids, page by page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct IdPage {
    content: Vec<String>,
    total_pages: u64,
}

pub(crate) async fn list(play: &mut Play<'_>, said: &List, place: Place) -> Result<(), StepFault> {
    let system = play.system(&said.by)?;
    let (answer, listed) = list_ids(play, &system, "memos").await?;
    let what = format!("{} lists what waits for it", system.name);
    check_answer(play, what, "", &answer, None::<&Placed<u16>>, &[200], place).await?;
    let Some(listed) = a_list(play, &system, "letters", listed, place).await? else {
        return Ok(());
    };
    let mut lacking = Vec::new();
    let mut surplus = Vec::new();
    let mut expected = Vec::new();
    let mut messages = Vec::new();
    let mut doubt = None;
    for name in said.has.iter().flatten() {
        let uuid = play.letter(name)?.uuid.clone();
        expected.push(name.value.clone());
        if !listed.contains(&uuid) {
            lacking.push(name.value.clone());
            messages.push(uuid);
        }
    }
    for name in said.lacks.iter().flatten() {
        let letter = play.letter(name)?;
        let uuid = letter.uuid.clone();
        if doubt.is_none() {
            doubt = doubt_about(play, letter).await?;
        }
        expected.push(format!("not {}", name.value));
        if listed.contains(&uuid) {
            surplus.push(name.value.clone());
            messages.push(uuid);
        }
    }
    let mut right_count = true;
    if let Some(count) = said.count {
        expected.push(format!("{count} in all"));
        right_count = listed.len() as u64 == count;
    }
    if expected.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = listed.iter().map(|id| play.letters.name_of(id)).collect();
    let judgement = Judgement {
        name: format!("letters waiting for {}", system.name),
        outcome: Outcome::of(lacking.is_empty() && surplus.is_empty() && right_count)
            .in_doubt(doubt),
        expected: expected.join(", "),
        seen: if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        },
        remedy: "Look at where the letter was routed, and at its contact point's system."
            .to_owned(),
        messages,
    };
    let clauses = play.scenario_clauses();
    play.add_check(judgement, Level::Must, clauses, place).await
}

pub(crate) async fn fetch(
    play: &mut Play<'_>,
    said: &Fetch,
    place: Place,
) -> Result<(), StepFault> {
    let system = play.system(&said.by)?;
    let letter = play.letter(&said.of)?;
    let uuid = letter.uuid.clone();
    let call = ServiceCall {
        method: Method::GET,
        path: &["memos", &uuid],
        query: Vec::new(),
        credentials: Some(credentials_of(&system)),
        body: None,
    };
    let answer = call_service(play, call, "a fetch").await?;
    let what = format!("{} fetches {}", system.name, said.of.value);
    let wanted = said.expect_status.as_ref();
    check_answer(play, what, &uuid, &answer, wanted, &[200], place).await?;
    if (200..300).contains(&answer.status) {
        let body = String::from_utf8_lossy(&answer.body).to_lowercase();
        let judgement = Judgement {
            name: format!("what {} fetched is {}", system.name, said.of.value),
            outcome: Outcome::of(body.contains("<memo:message") && body.contains(&uuid)),
            expected: format!("a MeMo with message UUID {uuid}"),
            seen: body.chars().take(120).collect(),
            remedy: "The answer to FetchMemo is the message itself, as XML.".to_owned(),
            messages: vec![uuid.clone()],
        };
        let clauses = play.scenario_clauses();
        play.add_check(judgement, Level::Must, clauses, place)
            .await?;
        if let Some(version) = said.version {
            let came = read_version(&answer.body[..]);
            let version = MemoVersion::from(version);
            let judgement = Judgement {
                name: format!("the version {} fetched {} in", system.name, said.of.value),
                outcome: Outcome::of(came.as_ref().is_ok_and(|came| *came == version)),
                expected: format!("MeMo {version}"),
                seen: came.map_or_else(|fault| fault.to_string(), |came| format!("MeMo {came}")),
                remedy: "A receiver system gets the version that its memoVersion says.".to_owned(),
                messages: vec![uuid.clone()],
            };
            let clauses = play.scenario_clauses();
            play.add_check(judgement, Level::Must, clauses, place)
                .await?;
        }
    }
    if let Some(status) = said.receipt {
        let stage = &mut play.stage;
        let answer = post_receipt(
            &stage.service,
            &mut stage.ids,
            &system,
            &uuid,
            status,
            None,
            play.now,
        )
        .await
        .map_err(|why| no_answer("a receipt", &why))?;
        let what = format!("{}'s receipt for {} is taken", system.name, said.of.value);
        check_answer(
            play,
            what,
            &uuid,
            &answer,
            None::<&Placed<u16>>,
            &[200, 201],
            place,
        )
        .await?;
    }
    Ok(())
}

/// A receipt as FetchReceipt answers it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FetchedReceipt {
    #[serde(rename = "messageUUID")]
    message_uuid: Option<String>,
    receipt_status: Option<String>,
}

pub(crate) async fn fetch_receipt(
    play: &mut Play<'_>,
    said: &FetchReceipt,
    place: Place,
) -> Result<(), StepFault> {
    let system = play.system(&said.by)?;
    let letter = play.letter(&said.of)?.clone();
    let (list, listed) = list_ids(play, &system, "receipts").await?;
    let what = format!("{} lists its receipts", system.name);
    check_answer(
        play,
        what,
        &letter.uuid,
        &list,
        None::<&Placed<u16>>,
        &[200],
        place,
    )
    .await?;
    let Some(listed) = a_list(play, &system, "receipts", listed, place).await? else {
        return Ok(());
    };
    let mut found = None;
    for id in listed {
        let answer = receipt_by_id(play, &system, &id, Afterwards::Keep).await?;
        let receipt: Option<FetchedReceipt> = answer.json();
        if let Some(receipt) = receipt
            && receipt.message_uuid.as_deref() == Some(&letter.uuid)
        {
            found = Some((id, receipt));
            break;
        }
    }
    let seen = found.as_ref().and_then(|(_, r)| r.receipt_status.clone());
    let wanted = said.status.map(|status| status.as_str());
    let holds = match wanted {
        Some(wanted) => seen.as_deref() == Some(wanted),
        None => seen.is_some(),
    };
    let judgement = Judgement {
        name: format!(
            "the receipt for {} that {} fetches",
            said.of.value, system.name
        ),
        outcome: Outcome::of(holds),
        expected: wanted.unwrap_or("a receipt").to_owned(),
        seen: seen.unwrap_or_else(|| "no receipt for it is listed".to_owned()),
        remedy: "A pull sender's receipts are listed at receipts/ until they are deleted."
            .to_owned(),
        messages: vec![letter.uuid.clone()],
    };
    let clauses = play.scenario_clauses();
    play.add_check(judgement, Level::Must, clauses, place)
        .await?;
    match found {
        Some((id, _)) if said.delete => {
            delete_receipt(play, said, &system, &id, &letter.uuid, place).await
        }
        Some(_) | None => Ok(()),
    }
}

/// Fetches the receipt once more so that it is deleted, and looks whether it is gone.
async fn delete_receipt(
    play: &mut Play<'_>,
    said: &FetchReceipt,
    system: &System,
    id: &str,
    message: &str,
    place: Place,
) -> Result<(), StepFault> {
    let answer = receipt_by_id(play, system, id, Afterwards::Delete).await?;
    let what = format!("{} deletes the receipt for {}", system.name, said.of.value);
    let wanted = said.expect_status.as_ref();
    check_answer(play, what, message, &answer, wanted, &[200], place).await?;
    if !(200..300).contains(&answer.status) {
        return Ok(());
    }
    let (_, listed) = list_ids(play, system, "receipts").await?;
    let Some(listed) = a_list(play, system, "receipts", listed, place).await? else {
        return Ok(());
    };
    let gone = !listed.iter().any(|listed| listed == id);
    let judgement = Judgement {
        name: format!("the deleted receipt for {} is gone", said.of.value),
        outcome: Outcome::of(gone),
        expected: "not listed any more".to_owned(),
        seen: if gone { "not listed" } else { "still listed" }.to_owned(),
        remedy: "FetchReceipt with delete=true takes the receipt off the list.".to_owned(),
        messages: vec![message.to_owned()],
    };
    let clauses = play.scenario_clauses();
    play.add_check(judgement, Level::Must, clauses, place).await
}

/// What becomes of a receipt that was fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Afterwards {
    Keep,
    Delete,
}

async fn receipt_by_id(
    play: &Play<'_>,
    system: &System,
    id: &str,
    afterwards: Afterwards,
) -> Result<ServiceAnswer, StepFault> {
    let delete = afterwards == Afterwards::Delete;
    let call = ServiceCall {
        method: Method::GET,
        path: &["receipts", id],
        query: vec![("delete", delete.to_string())],
        credentials: Some(credentials_of(system)),
        body: None,
    };
    call_service(play, call, "the fetch of a receipt").await
}

/// The ids of a list; what is no list becomes a check that says so, and none.
async fn a_list(
    play: &mut Play<'_>,
    system: &System,
    what: &str,
    listed: Result<Vec<String>, String>,
    place: Place,
) -> Result<Option<Vec<String>>, StepFault> {
    let fault = match listed {
        Ok(ids) => return Ok(Some(ids)),
        Err(fault) => fault,
    };
    let judgement = Judgement {
        name: format!("the list of {what} that {} gets", system.name),
        outcome: Outcome::Broken,
        expected: "a page of ids as `content`, and `totalPages`".to_owned(),
        seen: fault,
        remedy: "The list is a page as the interface has it.".to_owned(),
        messages: Vec::new(),
    };
    let clauses = play.scenario_clauses();
    play.add_check(judgement, Level::Must, clauses, place)
        .await?;
    Ok(None)
}

/// The answer to a list's last page, and all ids of it, or what came in place of a list.
async fn list_ids(
    play: &Play<'_>,
    system: &System,
    resource: &str,
) -> Result<(ServiceAnswer, Result<Vec<String>, String>), StepFault> {
    let mut ids = Vec::new();
    for page in 0u64.. {
        let call = ServiceCall {
            method: Method::GET,
            path: &[resource, ""],
            query: vec![("page", page.to_string())],
            credentials: Some(credentials_of(system)),
            body: None,
        };
        let answer = call_service(play, call, "a list").await?;
        let listed = match id_page(&answer) {
            Ok(listed) => listed,
            Err(fault) => return Ok((answer, Err(fault))),
        };
        ids.extend(listed.content.into_iter().map(|id| id.to_lowercase()));
        if page + 1 >= listed.total_pages {
            return Ok((answer, Ok(ids)));
        }
    }
    Err(StepFault::Broken("the list has no end".to_owned()))
}

/// A refusal is no page, whatever it says.
fn id_page(answer: &ServiceAnswer) -> Result<IdPage, String> {
    if !(200..300).contains(&answer.status) {
        return Err(answer.in_words());
    }
    answer.json().ok_or_else(|| {
        let body = String::from_utf8_lossy(&answer.body);
        format!(
            "{} and no list: {}",
            answer.status,
            body.chars().take(120).collect::<String>()
        )
    })
}

async fn call_service(
    play: &Play<'_>,
    call: ServiceCall<'_>,
    what: &str,
) -> Result<ServiceAnswer, StepFault> {
    play.stage
        .service
        .call(call)
        .await
        .map_err(|why| no_answer(what, &why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_is_a_list() {
        let answer = |status, body: &str| ServiceAnswer {
            status,
            body: body.as_bytes().to_vec(),
        };
        let page = r#"{"content": ["a"], "totalPages": 1}"#;
        assert_eq!(id_page(&answer(200, page)).unwrap().content, ["a"]);
        for (status, body) in [
            (200, "{}"),
            (200, "[]"),
            (200, "<html>"),
            (200, r#"{"content": null, "totalPages": 0}"#),
            (200, r#"{"content": []}"#),
            (500, page),
        ] {
            assert!(id_page(&answer(status, body)).is_err(), "{status} {body}");
        }
    }
}
