//! The whole of what a run writes to the terminal.

use super::style::TerminalStyle;
use super::table::wall_time;
use super::{detail, table};
use crate::mask::masked;
use crate::plain::on_one_line;
use crate::{RunReport, Verdict};

/// Ends with a line feed.
#[must_use]
pub fn render(report: &RunReport, style: TerminalStyle) -> String {
    let report = &masked(report);
    let mut lines = vec![conditions(report), profile(report), String::new()];
    if !report.scenarios.is_empty() {
        lines.push(table::draw(&report.scenarios, style));
        lines.push(String::new());
    }
    for scenario in &report.scenarios {
        if scenario.verdict != Verdict::Pass || scenario.reason.is_some() {
            lines.extend(detail::draw(scenario, style));
            lines.push(String::new());
        }
    }
    lines.push(count(report, style));
    let mut text = String::new();
    for line in lines.iter().flat_map(|line| line.split('\n')) {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn conditions(report: &RunReport) -> String {
    let RunReport {
        version,
        interface_version,
        seed,
        epoch,
        ..
    } = report;
    format!("testpost {version}, interface {interface_version}, seed {seed}, epoch {epoch}")
}

fn profile(report: &RunReport) -> String {
    let overridden = report.profile.iter().filter(|value| value.overridden);
    let named: Vec<String> = overridden
        .map(|value| {
            format!(
                "{}: {}",
                on_one_line(&value.name),
                on_one_line(&value.in_words())
            )
        })
        .collect();
    if named.is_empty() {
        return "profile: all assumed values at their defaults".to_owned();
    }
    format!(
        "profile: {}; all others at their defaults",
        named.join(", ")
    )
}

fn count(report: &RunReport, style: TerminalStyle) -> String {
    let total = report.summary.total();
    let noun = if total == 1 { "scenario" } else { "scenarios" };
    let counts = Verdict::ALL.into_iter().filter_map(|verdict| {
        let count = report.summary.count(verdict);
        let told = count > 0 || verdict == Verdict::Pass;
        told.then(|| {
            style
                .verdict(verdict)
                .colorize(format!("{count} {}", in_the_past(verdict)))
        })
    });
    let counts: Vec<String> = counts.collect();
    let wall = report.scenarios.iter().map(|scenario| scenario.wall_ms);
    let wall = wall_time(wall.fold(0, u64::saturating_add));
    format!(
        "{total} {noun}: {} ({wall} in all scenarios together)",
        counts.join(", ")
    )
}

fn in_the_past(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "passed",
        Verdict::Skipped => "skipped",
        Verdict::Warn => "warned",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Fail => "failed",
    }
}
