//! What the page shows, put into words: the template only places them.

use askama::Template;

use super::picture::Picture;
use crate::explain::{broken, explain};
use crate::plain::{on_one_line, shown};
use crate::{
    Check, ClauseResult, ExchangeExcerpt, Happening, Part, RunReport, ScenarioResult, Verdict,
};

/// How many exchanges of one check are shown.
const MOST_EXCHANGES: usize = 20;

/// How many rows the table of a timeline has.
const MOST_ROWS: usize = 200;

#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Page {
    version: String,
    interface: String,
    target: Option<String>,
    conditions: Vec<(&'static str, String)>,
    verdict: Verdict,
    counts: Vec<(Verdict, u64)>,
    total: u64,
    settings: Vec<Setting>,
    clauses: Vec<Clause>,
    cited: usize,
    proven: usize,
    scenarios: Vec<Scenario>,
}

struct Setting {
    name: String,
    value: String,
    clause: String,
    overridden: bool,
}

struct Clause {
    id: String,
    level: &'static str,
    source: String,
    da: Option<String>,
    en: String,
    in_suite: u64,
    in_run: u64,
    verdict: Option<Verdict>,
}

struct Scenario {
    anchor: String,
    name: String,
    file: String,
    verdict: Verdict,
    clauses: Vec<String>,
    reason: Option<String>,
    conditions: Option<String>,
    span: String,
    wall: String,
    checks: Vec<CheckRow>,
    held: usize,
    broken: Vec<Broken>,
    picture: Option<Picture>,
    rows: Vec<Row>,
    rows_left_out: u64,
}

struct CheckRow {
    verdict: Verdict,
    name: String,
    level: &'static str,
    place: String,
    clauses: String,
}

struct Broken {
    verdict: Verdict,
    name: String,
    place: String,
    facts: Vec<(&'static str, String)>,
    exchanges: Vec<Exchange>,
    exchanges_left_out: usize,
}

struct Exchange {
    at: String,
    way: &'static str,
    kind: String,
    call: String,
    answer: String,
    good: bool,
    sides: Vec<Side>,
}

struct Side {
    title: &'static str,
    headers: Vec<(String, String)>,
    body: String,
    note: Option<String>,
}

struct Row {
    at: String,
    place: String,
    tone: &'static str,
    words: String,
    message: String,
    clause: String,
}

impl Page {
    pub(super) fn of(report: &RunReport) -> Self {
        let verdicts = report.scenarios.iter().map(|scenario| scenario.verdict);
        let cited = report.clauses.iter().filter(|clause| clause.in_run > 0);
        let passed = |clause: &&ClauseResult| clause.verdict == Some(Verdict::Pass);
        let started = report.started_at.map(|at| ("started", at.to_string()));
        let conditions = [
            ("seed", report.seed.to_string()),
            ("epoch", report.epoch.to_string()),
        ];
        Self {
            version: report.version.clone(),
            interface: report.interface_version.clone(),
            target: report.target.as_deref().map(on_one_line),
            conditions: conditions.into_iter().chain(started).collect(),
            verdict: Verdict::worst(verdicts),
            counts: Verdict::ALL
                .into_iter()
                .rev()
                .map(|verdict| (verdict, report.summary.count(verdict)))
                .collect(),
            total: report.summary.total(),
            settings: report
                .profile
                .iter()
                .map(|setting| Setting {
                    name: on_one_line(&setting.name),
                    value: on_one_line(&setting.in_words()),
                    clause: setting.clause.clone().unwrap_or_default(),
                    overridden: setting.overridden,
                })
                .collect(),
            cited: cited.clone().count(),
            proven: cited.filter(passed).count(),
            clauses: report.clauses.iter().map(Clause::of).collect(),
            scenarios: (1..)
                .zip(&report.scenarios)
                .map(|(number, scenario)| Scenario::of(number, scenario))
                .collect(),
        }
    }

    /// The scenarios that need somebody to look at them.
    fn attention(&self) -> Vec<&Scenario> {
        let mut all: Vec<&Scenario> = self
            .scenarios
            .iter()
            .filter(|scenario| !matches!(scenario.verdict, Verdict::Pass | Verdict::Skipped))
            .collect();
        all.sort_by_key(|scenario| std::cmp::Reverse(scenario.verdict));
        all
    }
}

impl Clause {
    fn of(clause: &ClauseResult) -> Self {
        Self {
            id: clause.id.clone(),
            level: clause.level.as_str(),
            source: clause.source.clone(),
            da: clause.da.clone(),
            en: clause.en.clone(),
            in_suite: clause.in_suite,
            in_run: clause.in_run,
            verdict: clause.verdict,
        }
    }
}

impl Scenario {
    fn of(number: usize, scenario: &ScenarioResult) -> Self {
        let timeline = &scenario.timeline;
        let rows = timeline.happenings.iter().take(MOST_ROWS);
        let unseen = timeline.happenings.len().saturating_sub(MOST_ROWS);
        Self {
            anchor: format!("scenario-{number}"),
            name: on_one_line(&scenario.name),
            file: on_one_line(&scenario.file),
            verdict: scenario.verdict,
            clauses: scenario.clauses.clone(),
            reason: scenario.reason.as_deref().map(shown),
            conditions: scenario.conditions(),
            span: scenario.virtual_span.clone().unwrap_or_default(),
            wall: in_words(scenario.wall_ms),
            held: scenario
                .checks
                .iter()
                .filter(|check| check.verdict == Verdict::Pass)
                .count(),
            checks: scenario.checks.iter().map(CheckRow::of).collect(),
            broken: broken(scenario).map(Broken::of).collect(),
            picture: Picture::of(timeline),
            rows: rows.map(Row::of).collect(),
            rows_left_out: timeline
                .left_out
                .saturating_add(u64::try_from(unseen).unwrap_or(u64::MAX)),
        }
    }

    /// Whether its section is open when the page is.
    fn is_open(&self) -> bool {
        !matches!(self.verdict, Verdict::Pass | Verdict::Skipped)
    }
}

impl CheckRow {
    fn of(check: &Check) -> Self {
        Self {
            verdict: check.verdict,
            name: on_one_line(&check.name),
            level: check.level.as_str(),
            place: format!("line {}", check.line),
            clauses: check.clauses.join(", "),
        }
    }
}

impl Broken {
    fn of(check: &Check) -> Self {
        let explanation = explain(check);
        let left_out = check.exchanges.len().saturating_sub(MOST_EXCHANGES);
        Self {
            verdict: explanation.verdict,
            name: explanation.name,
            place: explanation.place,
            facts: explanation.facts,
            exchanges: check
                .exchanges
                .iter()
                .skip(left_out)
                .map(Exchange::of)
                .collect(),
            exchanges_left_out: left_out,
        }
    }
}

impl Exchange {
    fn of(exchange: &ExchangeExcerpt) -> Self {
        let call: Vec<String> = [&exchange.method, &exchange.url]
            .into_iter()
            .flatten()
            .map(|part| on_one_line(part))
            .collect();
        let error = exchange.error.as_deref().map(on_one_line);
        let answer = match (exchange.status, error) {
            (Some(status), None) => status.to_string(),
            (Some(status), Some(error)) => format!("{status} ({error})"),
            (None, Some(error)) => error,
            (None, None) => String::new(),
        };
        let side = |title, part: &Option<Part>| part.as_ref().map(|part| Side::of(title, part));
        Self {
            at: exchange.at.to_string(),
            way: match exchange.direction {
                crate::Direction::In => "in",
                crate::Direction::Out => "out",
            },
            kind: on_one_line(&exchange.kind),
            call: call.join(" "),
            answer,
            good: exchange.status.is_some_and(|s| (200..300).contains(&s)),
            sides: [
                side("sent", &exchange.request),
                side("answered", &exchange.response),
            ]
            .into_iter()
            .flatten()
            .collect(),
        }
    }
}

impl Side {
    fn of(title: &'static str, part: &Part) -> Self {
        let headers = part.headers.iter();
        let note = match (part.cut, part.body_size) {
            (_, 0) => Some("no body".to_owned()),
            (true, size) => Some(format!("the beginning of {size} bytes")),
            (false, _) => None,
        };
        Self {
            title,
            headers: headers
                .map(|(name, value)| (on_one_line(name), on_one_line(value)))
                .collect(),
            body: shown(&part.body),
            note,
        }
    }
}

impl Row {
    fn of(happening: &Happening) -> Self {
        Self {
            at: happening.at.to_string(),
            place: on_one_line(&happening.place),
            tone: super::picture::tone(happening.tone),
            words: on_one_line(&happening.words),
            message: happening
                .message
                .as_deref()
                .map(on_one_line)
                .unwrap_or_default(),
            clause: happening.clause.clone().unwrap_or_default(),
        }
    }
}

fn in_words(wall_ms: u64) -> String {
    match wall_ms {
        0..1_000 => format!("{wall_ms} ms"),
        _ => format!("{}.{} s", wall_ms / 1_000, wall_ms % 1_000 / 100),
    }
}
