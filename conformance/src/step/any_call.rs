//! `call`: any call, as a system makes it of the service port, or as a tester makes it of the
//! control interface.

use reqwest::{Method, Url};
use serde_json::Value;
use testpost_reports::Level;

use crate::expect::holds_of_answer;
use crate::runner::{Play, ServiceAnswer, ServiceCall, StepFault, credentials_of};
use crate::scenario::{AnyCall, CallMethod, Place, Placed};

use super::answer_check::{check_answer, no_answer};

/// What a call is answered unless something else is said.
const USUAL: [u16; 3] = [200, 201, 204];

pub(crate) async fn call(
    play: &mut Play<'_>,
    said: &AnyCall,
    place: Place,
) -> Result<(), StepFault> {
    let written = play.words(&said.path.value)?;
    let method = method(said.method);
    let what = format!("{method} {written}");
    let answer = match &said.by {
        Some(by) => of_service(play, by, method, &written, said, &what).await?,
        None => of_control(play, method, &written, said).await?,
    };
    let wanted = said.expect_status.as_ref();
    check_answer(play, what, "", &answer, wanted, &USUAL, place).await?;
    let body: Option<Value> = answer.json();
    for rule in &said.answer {
        let is = rule
            .value
            .is
            .as_deref()
            .map(|is| play.words(is))
            .transpose()?;
        let judgement = holds_of_answer(&rule.value, is.as_deref(), &answer);
        let clauses = play.scenario_clauses();
        let place = Place::of(rule);
        play.add_check(judgement, Level::Must, clauses, place)
            .await?;
    }
    for (name, pointer) in &said.capture {
        let found = body.as_ref().and_then(|body| body.pointer(&pointer.value));
        let Some(found) = found else {
            return Err(StepFault::Broken(format!(
                "the answer {} has no {} to be captured as `{name}`",
                answer.in_words(),
                pointer.value
            )));
        };
        let text = found
            .as_str()
            .map_or_else(|| found.to_string(), str::to_owned);
        play.captured.insert(name.clone(), text);
    }
    Ok(())
}

fn method(said: Option<CallMethod>) -> Method {
    match said {
        Some(CallMethod::Get) | None => Method::GET,
        Some(CallMethod::Post) => Method::POST,
        Some(CallMethod::Put) => Method::PUT,
        Some(CallMethod::Patch) => Method::PATCH,
        Some(CallMethod::Delete) => Method::DELETE,
    }
}

type Parameters = Vec<(String, String)>;

/// The segments of a path, and its parameters.
fn taken_apart(written: &str) -> Result<(Vec<String>, Parameters), StepFault> {
    let (path, query) = written.split_once('?').unwrap_or((written, ""));
    let segments = path.trim_start_matches('/').split('/').map(str::to_owned);
    // Only a URL takes parameters apart; its host is never called.
    let url = Url::parse(&format!("http://localhost/?{query}"))
        .map_err(|fault| StepFault::Broken(format!("`{written}` is no path: {fault}")))?;
    let pairs = url
        .query_pairs()
        .map(|(k, v)| (k.into_owned(), v.into_owned()));
    Ok((segments.collect(), pairs.collect()))
}

fn filled(play: &Play<'_>, body: &Value) -> Result<Value, StepFault> {
    Ok(match body {
        Value::String(text) => Value::String(play.words(text)?),
        Value::Array(items) => {
            let items = items.iter().map(|item| filled(play, item));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| Ok((key.clone(), filled(play, value)?)));
            Value::Object(entries.collect::<Result<_, StepFault>>()?)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => body.clone(),
    })
}

async fn of_service(
    play: &Play<'_>,
    by: &Placed<String>,
    method: Method,
    written: &str,
    said: &AnyCall,
    what: &str,
) -> Result<ServiceAnswer, StepFault> {
    let system = play.system(by)?;
    let (path, query) = taken_apart(written)?;
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let query: Vec<(&str, String)> = query.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
    let body = match &said.body {
        None => None,
        Some(body) => {
            let bytes = match filled(play, body)? {
                Value::String(text) => text.into_bytes(),
                other @ (Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::Array(_)
                | Value::Object(_)) => other.to_string().into_bytes(),
            };
            let usual = || "application/json".to_owned();
            Some((said.content_type.clone().unwrap_or_else(usual), bytes))
        }
    };
    let call = ServiceCall {
        method,
        path: &path,
        query,
        credentials: Some(credentials_of(&system)),
        body,
    };
    let answer = play.stage.service.call(call).await;
    answer.map_err(|why| no_answer(what, &why))
}

async fn of_control(
    play: &Play<'_>,
    method: Method,
    written: &str,
    said: &AnyCall,
) -> Result<ServiceAnswer, StepFault> {
    let stage = &play.stage;
    let (path, query) = taken_apart(written)?;
    let mut all = vec!["worlds", stage.world.as_str()];
    all.extend(path.iter().map(String::as_str));
    let query: Vec<(&str, &str)> = query
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    let body = said
        .body
        .as_ref()
        .map(|body| filled(play, body))
        .transpose()?;
    let answer = stage
        .control
        .any(method, &all, &query, body.as_ref())
        .await?;
    Ok(answer)
}
