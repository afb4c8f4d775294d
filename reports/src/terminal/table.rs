//! The table of scenarios. What does not fit a narrow terminal is left out column by column,
//! least needed first; verdict and name always stay.

use tabled::Table;
use tabled::builder::Builder;
use tabled::settings::peaker::Priority;
use tabled::settings::{Style, Width};

use super::fold::folded;
use super::style::TerminalStyle;
use crate::plain::on_one_line;
use crate::{ScenarioResult, Verdict};

/// A column and the narrowest terminal that has room for it.
#[derive(Clone, Copy)]
enum Column {
    Verdict,
    Scenario,
    Clauses,
    Checks,
    Virtual,
    Wall,
    File,
}

impl Column {
    const ALL: [Self; 7] = [
        Self::Verdict,
        Self::Scenario,
        Self::Clauses,
        Self::Checks,
        Self::Virtual,
        Self::Wall,
        Self::File,
    ];

    fn needs(self) -> usize {
        match self {
            Self::Verdict | Self::Scenario => 0,
            Self::Checks => 60,
            Self::Clauses => 80,
            Self::Virtual | Self::Wall => 100,
            Self::File => 140,
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Scenario => "scenario",
            Self::Clauses => "clauses",
            Self::Checks => "checks",
            Self::Virtual => "virtual time",
            Self::Wall => "wall time",
            Self::File => "file",
        }
    }

    fn cell(self, scenario: &ScenarioResult) -> String {
        match self {
            Self::Verdict => scenario.verdict.to_string(),
            Self::Scenario => on_one_line(&scenario.name),
            Self::Clauses => scenario.clauses.join(", "),
            Self::Checks => checks(scenario),
            Self::Virtual => scenario.virtual_span.clone().unwrap_or_default(),
            Self::Wall => wall_time(scenario.wall_ms),
            Self::File => on_one_line(&scenario.file),
        }
    }

    fn folded(self, scenario: &ScenarioResult, names: usize) -> String {
        let cell = self.cell(scenario);
        match self {
            Self::Scenario => folded(&cell, names).join("\n"),
            Self::Clauses => folded(&cell, CLAUSES).join("\n"),
            Self::Verdict | Self::Checks | Self::Virtual | Self::Wall | Self::File => cell,
        }
    }

    fn width(self, scenarios: &[ScenarioResult]) -> usize {
        let cells = scenarios
            .iter()
            .map(|scenario| self.folded(scenario, usize::MAX));
        let cells = cells.chain([self.heading().to_owned()]);
        let widths = cells.map(|cell| cell.lines().map(|line| line.chars().count()).max());
        widths.flatten().max().unwrap_or(0)
    }
}

/// What the frame takes of each column, and once at the end.
const FRAME: usize = 3;
/// Three clauses on a line.
const CLAUSES: usize = 26;
/// The file is shown only when the names keep at least this much.
const NAMES: usize = 40;

pub(super) fn draw(scenarios: &[ScenarioResult], style: TerminalStyle) -> String {
    let columns = columns(scenarios, style);
    let room = room_for_names(&columns, scenarios, style);
    let mut rows = Builder::default();
    rows.push_record(columns.iter().map(|column| column.heading()));
    for scenario in scenarios {
        rows.push_record(columns.iter().map(|column| column.folded(scenario, room)));
    }
    let mut table: Table = rows.build();
    // The names are folded already; this is for a word that alone is too long.
    let narrower = Width::wrap(style.width).priority(Priority::max(false));
    table.with(Style::rounded()).with(narrower);
    for (row, scenario) in scenarios.iter().enumerate() {
        table.modify((row + 1, 0), style.verdict(scenario.verdict));
    }
    table.to_string()
}

fn columns(scenarios: &[ScenarioResult], style: TerminalStyle) -> Vec<Column> {
    let mut columns = Column::ALL.to_vec();
    columns.retain(|column| column.needs() <= style.width);
    let file_too_wide = room_for_names(&columns, scenarios, style) < NAMES;
    columns.retain(|column| !(matches!(column, Column::File) && file_too_wide));
    columns
}

/// What the other columns leave of the terminal's width.
fn room_for_names(columns: &[Column], scenarios: &[ScenarioResult], style: TerminalStyle) -> usize {
    let others = columns
        .iter()
        .filter(|column| !matches!(column, Column::Scenario));
    let taken = others.map(|column| FRAME + column.width(scenarios));
    style.width.saturating_sub(taken.sum::<usize>() + FRAME + 1)
}

fn checks(scenario: &ScenarioResult) -> String {
    let all = scenario.checks.len();
    let passed = scenario
        .checks
        .iter()
        .filter(|check| check.verdict == Verdict::Pass);
    match passed.count() {
        passed if passed == all => all.to_string(),
        passed => format!("{passed} of {all}"),
    }
}

pub(super) fn wall_time(milliseconds: u64) -> String {
    if milliseconds < 1_000 {
        return format!("{milliseconds} ms");
    }
    let tenths = milliseconds.saturating_add(50) / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::wall_time;

    #[test]
    fn wall_time_is_short() {
        assert_eq!(wall_time(0), "0 ms");
        assert_eq!(wall_time(999), "999 ms");
        assert_eq!(wall_time(1_000), "1.0 s");
        assert_eq!(wall_time(61_260), "61.3 s");
    }
}
