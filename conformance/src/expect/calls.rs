//! `calls`: the calls between a system and Digital Post, and what stood in them.

use serde_json::Value;

use crate::runner::{
    ExchangeDetail, ExchangeItem, Judgement, Outcome, Play, ServiceAnswer, StepFault,
};
use crate::scenario::{CallRule, CallsExpected, Duration};

use super::{content, ground, xml_tree};

/// How many calls are looked into.
const MOST: usize = 200;

pub(crate) async fn judge(play: &Play<'_>, said: &CallsExpected) -> Result<Judgement, StepFault> {
    let stage = &play.stage;
    let (written, direction) = match (&said.by, &said.to) {
        (Some(by), _) => (by, "in"),
        (None, Some(to)) => (to, "out"),
        (None, None) => return Err(StepFault::Own("whose calls are meant is not said".into())),
    };
    let system = play.system(written)?;
    let letter = said.of.as_ref().map(|of| play.letter(of)).transpose()?;
    let kept = stage
        .control
        .exchanges(&stage.world, said.kind.as_str())
        .await?;
    let calls: Vec<ExchangeItem> = kept
        .items
        .into_iter()
        .filter(|call| {
            let of_system = call
                .system
                .iter()
                .any(|id| id.eq_ignore_ascii_case(&system.id));
            let of_letter = letter.is_none_or(|letter| {
                let mut about = call.message.iter();
                about.any(|uuid| uuid.eq_ignore_ascii_case(&letter.uuid))
            });
            call.direction == direction && of_system && of_letter
        })
        .collect();
    let mut broken = Vec::new();
    let mut expected = Vec::new();
    number(said, calls.len() as u64, &mut expected, &mut broken);
    if let Some(status) = said.status {
        expected.push(format!("all answered {status}"));
        if calls.iter().any(|call| call.status != Some(status)) {
            let all: Vec<String> = calls.iter().map(answer).collect();
            broken.push(format!("answered {}", all.join(", ")));
        }
    }
    if said.taken {
        expected.push("all answered 2xx".to_owned());
        if calls.iter().any(|call| !call.was_taken()) {
            let all: Vec<String> = calls.iter().map(answer).collect();
            broken.push(format!("answered {}", all.join(", ")));
        }
    }
    if let Some(status) = said.last_status {
        expected.push(format!("the last answered {status}"));
        if let Some(last) = calls.last().filter(|call| call.status != Some(status)) {
            broken.push(format!("the last answered {}", answer(last)));
        }
    }
    if said.growing_pauses {
        expected.push("with growing pauses".to_owned());
        pauses(&calls, &mut broken);
    }
    let details = details(play, said, &calls).await?;
    for rule in said.each.iter().flatten() {
        let is = rule.value.is.as_deref();
        let is = is.map(|is| play.words_about(is, letter)).transpose()?;
        let (words, found) = held_to(&rule.value, is.as_deref(), &calls, &details);
        expected.push(words);
        broken.extend(found);
    }
    if let Some(pointer) = &said.distinct {
        expected.push(format!("no two alike in {pointer}"));
        let mut values: Vec<String> = details.iter().map(|d| at(d, pointer)).collect();
        let all = values.len();
        values.sort_unstable();
        values.dedup();
        if values.len() < all {
            broken.push(format!("{} of {all} differ in {pointer}", values.len()));
        }
    }
    if said.same_body {
        expected.push("all with the same bytes".to_owned());
        let mut bodies = details
            .iter()
            .map(|d| (&d.request.body, d.request.body_size));
        let first = bodies.next();
        if bodies.any(|body| Some(body) != first) {
            broken.push("with other bytes".to_owned());
        }
    }
    let absence = said.count == Some(0) || said.at_most.is_some();
    let mut outcome =
        Outcome::of(broken.is_empty()).unless_gone(ground::lost("the exchanges", kept.dropped));
    if absence {
        outcome = outcome.in_doubt(ground::lost("the exchanges", kept.dropped));
        if let Some(letter) = letter {
            outcome = outcome.in_doubt(ground::doubt_about(play, letter).await?);
        }
    }
    if details.len() < calls.len() && looks_inside(said) {
        let unseen = format!("only {MOST} of {} calls were looked into", calls.len());
        outcome = outcome.in_doubt(Some(unseen));
    }
    let name = match &said.of {
        Some(of) => format!(
            "{} calls {direction} {}, of {}",
            said.kind.as_str(),
            system.name,
            of.value
        ),
        None => format!("{} calls {direction} {}", said.kind.as_str(), system.name),
    };
    Ok(Judgement {
        name,
        outcome,
        expected: expected.join("; "),
        seen: if broken.is_empty() {
            format!("{} calls, as expected", calls.len())
        } else {
            broken.join("; ")
        },
        remedy: "The exchanges show what was sent and answered.".to_owned(),
        messages: letter.map(|l| l.uuid.clone()).into_iter().collect(),
    })
}

fn number(said: &CallsExpected, came: u64, expected: &mut Vec<String>, broken: &mut Vec<String>) {
    let mut wanted = Vec::new();
    wanted.extend(said.count.map(|n| (format!("{n} calls"), came == n)));
    wanted.extend(
        said.at_least
            .map(|n| (format!("at least {n} calls"), came >= n)),
    );
    wanted.extend(
        said.at_most
            .map(|n| (format!("at most {n} calls"), came <= n)),
    );
    if wanted.iter().any(|(_, holds)| !holds) {
        broken.push(format!("{came} calls"));
    }
    let nothing_said = wanted.is_empty();
    expected.extend(wanted.into_iter().map(|(words, _)| words));
    // What is said of each call says nothing where there is none.
    if nothing_said && came == 0 {
        expected.push("at least one call".to_owned());
        broken.push("no call".to_owned());
    }
}

fn answer(call: &ExchangeItem) -> String {
    match (call.status, &call.error) {
        (Some(status), _) => status.to_string(),
        (None, Some(error)) => error.clone(),
        (None, None) => "nothing".to_owned(),
    }
}

fn pauses(calls: &[ExchangeItem], broken: &mut Vec<String>) {
    let pauses: Vec<Duration> = calls
        .windows(2)
        .map(|pair| Duration::from(pair[1].wall.duration_since(pair[0].wall)))
        .collect();
    // By a tenth at least: the same pause twice is never quite the same.
    let grows = |pair: &[Duration]| pair[0].wall().mul_f64(1.1) < pair[1].wall();
    if !pauses.windows(2).all(grows) {
        let words: Vec<String> = pauses.iter().map(ToString::to_string).collect();
        broken.push(format!("pauses of {}", words.join(", ")));
    }
}

fn looks_inside(said: &CallsExpected) -> bool {
    said.each.is_some() || said.distinct.is_some() || said.same_body
}

/// The calls in full, where something in them is looked at.
async fn details(
    play: &Play<'_>,
    said: &CallsExpected,
    calls: &[ExchangeItem],
) -> Result<Vec<ExchangeDetail>, StepFault> {
    let mut details = Vec::new();
    if looks_inside(said) {
        let stage = &play.stage;
        for call in calls.iter().take(MOST) {
            details.push(stage.control.exchange(&stage.world, &call.id).await?);
        }
    }
    Ok(details)
}

/// What a rule says, and the first call that breaks it.
fn held_to(
    rule: &CallRule,
    is: Option<&str>,
    calls: &[ExchangeItem],
    details: &[ExchangeDetail],
) -> (String, Option<String>) {
    let what = [
        rule.json.as_ref().map(|pointer| format!("JSON {pointer}")),
        rule.xpath.as_ref().map(ToString::to_string),
        rule.header.as_ref().map(|name| format!("header {name}")),
        rule.parameter
            .as_ref()
            .map(|name| format!("parameter {name}")),
    ];
    let what = what
        .into_iter()
        .flatten()
        .next()
        .unwrap_or_else(|| "the body".to_owned());
    let wanted = match (is, &rule.matches) {
        (Some(is), _) => format!("{what} is `{is}`"),
        (None, Some(pattern)) => format!("{what} matches `{pattern}`"),
        (None, None) => format!("{what} is there"),
    };
    let fits = |value: &String| {
        is.is_none_or(|is| value.eq_ignore_ascii_case(is))
            && rule.matches.as_ref().is_none_or(|m| m.fits(value))
    };
    let found = calls.iter().zip(details).find_map(|(call, detail)| {
        let values = values_of(rule, call, detail);
        if values.is_empty() {
            return Some(format!("{what} is missing"));
        }
        let value = values.into_iter().find(|value| !fits(value))?;
        let short: String = value.chars().take(120).collect();
        Some(format!("{what} is `{short}`"))
    });
    (wanted, found)
}

/// Whether an answer has what a rule says; `is` with values filled in.
pub(crate) fn holds_of_answer(
    rule: &CallRule,
    is: Option<&str>,
    answer: &ServiceAnswer,
) -> Judgement {
    let what = match &rule.json {
        Some(pointer) => format!("JSON {pointer} of the answer"),
        None => "the answer".to_owned(),
    };
    let seen = match &rule.json {
        Some(pointer) => {
            let body: Option<Value> = answer.json();
            body.as_ref()
                .and_then(|body| body.pointer(pointer))
                .map(plain)
        }
        None => Some(String::from_utf8_lossy(&answer.body).into_owned()),
    };
    let fits = |seen: &String| {
        is.is_none_or(|is| seen == is) && rule.matches.as_ref().is_none_or(|m| m.fits(seen))
    };
    Judgement {
        outcome: Outcome::of(seen.as_ref().is_some_and(fits)),
        expected: match (is, &rule.matches) {
            (Some(is), _) => format!("is `{is}`"),
            (None, Some(pattern)) => format!("matches `{pattern}`"),
            (None, None) => "is there".to_owned(),
        },
        seen: match seen {
            Some(seen) => seen.chars().take(400).collect(),
            None => "nothing".to_owned(),
        },
        name: what,
        remedy: "Look at the answer in the exchanges.".to_owned(),
        messages: Vec::new(),
    }
}

/// What a rule is about; several where a path leads to several places.
fn values_of(rule: &CallRule, call: &ExchangeItem, detail: &ExchangeDetail) -> Vec<String> {
    let request = &detail.request;
    let header = |name: &str| {
        let mut headers = request.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone())
    };
    if let Some(path) = &rule.xpath {
        let is_multipart =
            header("content-type").is_some_and(|kind| kind.starts_with("multipart/"));
        let message = match is_multipart {
            true => content::only_part(&request.body),
            false => Some(request.body.as_str()),
        };
        let tree = message.and_then(|message| xml_tree::read(message).ok());
        return tree.map_or_else(Vec::new, |tree| xml_tree::find(&tree, path));
    }
    let one = if let Some(pointer) = &rule.json {
        let body: Option<Value> = serde_json::from_str(&request.body).ok();
        body.as_ref()
            .and_then(|body| body.pointer(pointer))
            .map(plain)
    } else if let Some(name) = &rule.header {
        header(name)
    } else if let Some(name) = &rule.parameter {
        let url = call
            .url
            .as_deref()
            .and_then(|url| reqwest::Url::parse(url).ok());
        url.and_then(|url| {
            let mut pairs = url.query_pairs();
            let found = pairs.find(|(known, _)| known == name);
            found.map(|(_, value)| value.into_owned())
        })
    } else {
        Some(request.body.clone())
    };
    one.into_iter().collect()
}

fn at(detail: &ExchangeDetail, pointer: &str) -> String {
    let body: Option<Value> = serde_json::from_str(&detail.request.body).ok();
    let value = body.as_ref().and_then(|body| body.pointer(pointer));
    value.map(plain).unwrap_or_default()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}
