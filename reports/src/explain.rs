//! What a reader is told about a check that did not pass, in words, without layout: what was
//! expected, what was seen, by which clause, what to do, and the exchanges that led there.

use crate::plain::{on_one_line, shown};
use crate::{Check, ExchangeExcerpt, ScenarioResult, Verdict};

/// The latest exchanges explain most; the earlier ones are in the JSON report.
const MOST_EXCHANGES: usize = 20;

pub(crate) struct Explanation {
    pub(crate) name: String,
    pub(crate) verdict: Verdict,
    /// `file:line:column`, which editors and terminals can follow.
    pub(crate) place: String,
    pub(crate) facts: Vec<(&'static str, String)>,
    pub(crate) exchanges: Vec<String>,
}

/// The checks of a scenario that need an explanation, in their order.
pub(crate) fn broken(scenario: &ScenarioResult) -> impl Iterator<Item = &Check> {
    let checks = scenario.checks.iter();
    checks.filter(|check| check.verdict != Verdict::Pass)
}

pub(crate) fn explain(check: &Check) -> Explanation {
    let mut facts = Vec::new();
    let mut fact = |label: &'static str, text: Option<String>| {
        facts.extend(text.map(|text| (label, text)));
    };
    let text = |text: &Option<String>| text.as_deref().map(shown);
    let clauses = check.clauses.join(", ");
    fact(
        "clause",
        Some(clauses).filter(|clauses| !clauses.is_empty()),
    );
    fact("at", check.at.map(|at| at.to_string()));
    fact("expected", text(&check.expected));
    fact("seen", text(&check.seen));
    fact("reason", text(&check.reason));
    fact("to do", text(&check.remedy));
    Explanation {
        name: format!("{} ({})", on_one_line(&check.name), check.level),
        verdict: check.verdict,
        place: format!(
            "{}:{}:{}",
            on_one_line(&check.file),
            check.line,
            check.column
        ),
        facts,
        exchanges: exchanges(&check.exchanges),
    }
}

fn exchanges(all: &[ExchangeExcerpt]) -> Vec<String> {
    let left_out = all.len().saturating_sub(MOST_EXCHANGES);
    let note = (left_out > 0).then(|| format!("… {left_out} earlier ones left out"));
    let latest = all.iter().skip(left_out).map(exchange);
    note.into_iter().chain(latest).collect()
}

fn exchange(exchange: &ExchangeExcerpt) -> String {
    let mut words = vec![
        exchange.at.to_string(),
        exchange.direction.as_str().to_owned(),
        on_one_line(&exchange.kind),
    ];
    words.extend(exchange.method.as_deref().map(on_one_line));
    words.extend(exchange.url.as_deref().map(on_one_line));
    let answer = match (exchange.status, exchange.error.as_deref()) {
        (Some(status), None) => Some(format!("→ {status}")),
        (Some(status), Some(error)) => Some(format!("→ {status} ({})", on_one_line(error))),
        (None, Some(error)) => Some(format!("→ {}", on_one_line(error))),
        (None, None) => None,
    };
    words.extend(answer);
    words.join(" ")
}
