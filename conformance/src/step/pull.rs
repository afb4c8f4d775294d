//! What a pull system does: `list`, `fetch`, `fetch-receipt` (DEL-6, SEND-3).

use reqwest::Method;
use serde::Deserialize;
use testpost_reports::Level;

use crate::runner::{
    Judgement, Play, ServiceAnswer, ServiceCall, StepFault, credentials_of, post_receipt,
};
use crate::scenario::{Fetch, FetchReceipt, List, Place, System};

use super::answer_check::{check_answer, no_answer};

/// The interface's lists of messages and receipts: ids, page by page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct IdPage {
    content: Vec<String>,
    #[serde(default)]
    total_pages: u64,
}

pub(crate) async fn list(play: &mut Play<'_>, said: &List, place: Place) -> Result<(), StepFault> {
    let system = play.system(&said.by)?;
    let (answer, listed) = list_ids(play, &system, "memos").await?;
    let what = format!("{} lists what waits for it", system.name);
    check_answer(play, what, "", &answer, None, &[200], place).await?;
    let mut lacking = Vec::new();
    let mut surplus = Vec::new();
    let mut expected = Vec::new();
    let mut messages = Vec::new();
    for name in said.has.iter().flatten() {
        let uuid = play.letter(name)?.uuid.clone();
        expected.push(name.value.clone());
        if !listed.contains(&uuid) {
            lacking.push(name.value.clone());
            messages.push(uuid);
        }
    }
    for name in said.lacks.iter().flatten() {
        let uuid = play.letter(name)?.uuid.clone();
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
        holds: lacking.is_empty() && surplus.is_empty() && right_count,
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
            holds: body.contains("<memo:message") && body.contains(&uuid),
            expected: format!("a MeMo with message UUID {uuid}"),
            seen: body.chars().take(120).collect(),
            remedy: "The answer to FetchMemo is the message itself, as XML.".to_owned(),
            messages: vec![uuid.clone()],
        };
        let clauses = play.scenario_clauses();
        play.add_check(judgement, Level::Must, clauses, place)
            .await?;
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
        check_answer(play, what, &uuid, &answer, None, &[200, 201], place).await?;
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
    check_answer(play, what, &letter.uuid, &list, None, &[200], place).await?;
    let mut found = None;
    for id in &listed {
        let delete = said.delete.to_string();
        let answer = receipt_by_id(play, &system, id, "false").await?;
        let receipt: Option<FetchedReceipt> = answer.json();
        let is_its = receipt.as_ref().and_then(|r| r.message_uuid.as_deref()) == Some(&letter.uuid);
        if is_its {
            if said.delete {
                receipt_by_id(play, &system, id, &delete).await?;
            }
            found = receipt;
            break;
        }
    }
    let seen = found.and_then(|r| r.receipt_status);
    let wanted = said.status.map(|status| status.as_str());
    let judgement = Judgement {
        name: format!(
            "the receipt for {} that {} fetches",
            said.of.value, system.name
        ),
        holds: match wanted {
            Some(wanted) => seen.as_deref() == Some(wanted),
            None => seen.is_some(),
        },
        expected: wanted.unwrap_or("a receipt").to_owned(),
        seen: seen.unwrap_or_else(|| "no receipt for it is listed".to_owned()),
        remedy: "A pull sender's receipts are listed at receipts/ until they are deleted."
            .to_owned(),
        messages: vec![letter.uuid],
    };
    let clauses = play.scenario_clauses();
    play.add_check(judgement, Level::Must, clauses, place).await
}

async fn receipt_by_id(
    play: &Play<'_>,
    system: &System,
    id: &str,
    delete: &str,
) -> Result<ServiceAnswer, StepFault> {
    let call = ServiceCall {
        method: Method::GET,
        path: &["receipts", id],
        query: vec![("delete", delete.to_owned())],
        credentials: Some(credentials_of(system)),
        body: None,
    };
    call_service(play, call, "the fetch of a receipt").await
}

/// All ids of a list, and the answer to its last page.
async fn list_ids(
    play: &Play<'_>,
    system: &System,
    resource: &str,
) -> Result<(ServiceAnswer, Vec<String>), StepFault> {
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
        let Some(listed) = answer.json::<IdPage>() else {
            return Ok((answer, ids));
        };
        ids.extend(listed.content.into_iter().map(|id| id.to_lowercase()));
        if page + 1 >= listed.total_pages {
            return Ok((answer, ids));
        }
    }
    Err(StepFault::Broken("the list has no end".to_owned()))
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
