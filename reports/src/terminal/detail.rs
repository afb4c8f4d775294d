//! What is written below the table about a scenario that did not simply pass.

use super::fold::folded;
use super::style::TerminalStyle;
use crate::ScenarioResult;
use crate::explain::{Explanation, broken, explain};
use crate::plain::{on_one_line, shown};

const INDENT: usize = 4;
const LABEL: usize = 10;

/// Lines about one scenario, without a blank line before or after.
pub(super) fn draw(scenario: &ScenarioResult, style: TerminalStyle) -> Vec<String> {
    let verdict = style.verdict(scenario.verdict);
    let heading = scenario.verdict.as_str().to_uppercase();
    let name = style.strong().colorize(on_one_line(&scenario.name));
    let mut lines = vec![format!("{} {name}", verdict.colorize(heading))];
    if broken(scenario).next().is_none() {
        lines.push(format!("  {}", on_one_line(&scenario.file)));
    }
    if let Some(conditions) = scenario.conditions() {
        fact("with", &conditions, style, &mut lines);
    }
    if let Some(reason) = &scenario.reason {
        fact("reason", &shown(reason), style, &mut lines);
    }
    for check in broken(scenario) {
        explanation(&explain(check), style, &mut lines);
    }
    lines
}

fn explanation(explanation: &Explanation, style: TerminalStyle, lines: &mut Vec<String>) {
    let verdict = style.verdict(explanation.verdict);
    let word = verdict.colorize(explanation.verdict.as_str());
    lines.push(format!("  {word}: {}", explanation.name));
    lines.push(format!("  {}", style.strong().colorize(&explanation.place)));
    for (label, text) in &explanation.facts {
        fact(label, text, style, lines);
    }
    if !explanation.exchanges.is_empty() {
        lines.push(format!(
            "{:INDENT$}{}",
            "",
            style.faint().colorize("exchanges")
        ));
    }
    for exchange in &explanation.exchanges {
        let indent = INDENT + 2;
        lines.push(format!("{:indent$}{exchange}", ""));
    }
}

fn fact(label: &str, text: &str, style: TerminalStyle, lines: &mut Vec<String>) {
    let room = style.width.saturating_sub(INDENT + LABEL);
    let mut label = label;
    for line in text.lines().flat_map(|line| folded(line, room)) {
        let shown = style.faint().colorize(format!("{label:LABEL$}"));
        lines.push(format!("{:INDENT$}{shown}{line}", ""));
        label = "";
    }
}
