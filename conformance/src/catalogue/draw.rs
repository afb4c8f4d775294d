//! The coverage as a table for the terminal, its count as the last line.

use tabled::Table;
use tabled::builder::Builder;
use tabled::settings::peaker::Priority;
use tabled::settings::{Style, Width};
use testpost_reports::Level;
use testpost_reports::terminal::fold::folded;

use super::clause::Clause;
use super::coverage::{Coverage, Covered};

/// Which clauses are shown. The count below the table is always of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClauseFilter {
    pub implemented_only: bool,
    pub uncovered_only: bool,
}

impl ClauseFilter {
    fn lets_through(self, covered: &Covered<'_>) -> bool {
        let implemented = !self.implemented_only || covered.clause.implemented;
        let uncovered = !self.uncovered_only || !covered.is_covered();
        implemented && uncovered
    }
}

const HEADINGS: [&str; 4] = ["clause", "simulated", "covered by", "wording"];
/// What the frame takes of each column, and once at the end.
const FRAME: usize = 3;
/// The wording is left out on terminals that leave it less.
const LEAST_WORDING: usize = 30;

/// Ends with a line feed. `width` is the terminal's, in columns.
#[must_use]
pub fn render_coverage(coverage: &Coverage<'_>, filter: ClauseFilter, width: usize) -> String {
    let shown: Vec<&Covered<'_>> = coverage
        .clauses
        .iter()
        .filter(|c| filter.lets_through(c))
        .collect();
    let mut lines = Vec::new();
    if !shown.is_empty() {
        lines.push(table(&shown, width));
    }
    for (name, unknown) in &coverage.unknown {
        lines.push(format!("{name}: {unknown}"));
    }
    lines.push(count(coverage));
    lines.push(String::new());
    lines.join("\n")
}

fn table(shown: &[&Covered<'_>], width: usize) -> String {
    let mut rows: Vec<[String; 4]> = shown.iter().map(|covered| row(covered)).collect();
    let taken: usize = (0..3).map(|column| FRAME + widest(&rows, column)).sum();
    let room = width.saturating_sub(taken + FRAME + 1);
    let columns = if room < LEAST_WORDING { 3 } else { 4 };
    for row in &mut rows {
        let [.., wording] = row;
        let lines: Vec<String> = wording
            .lines()
            .flat_map(|line| folded(line, room))
            .collect();
        *wording = lines.join("\n");
    }
    let mut builder = Builder::default();
    builder.push_record(HEADINGS.into_iter().take(columns));
    for row in rows {
        builder.push_record(row.into_iter().take(columns));
    }
    let mut table: Table = builder.build();
    let narrower = Width::wrap(width).priority(Priority::max(true));
    table.with(Style::rounded()).with(narrower);
    table.to_string()
}

fn widest(rows: &[[String; 4]], column: usize) -> usize {
    let cells = rows.iter().filter_map(|row| row.get(column));
    let heading = HEADINGS.get(column).map_or(0, |heading| heading.len());
    let widths = cells
        .flat_map(|cell| cell.lines())
        .map(|line| line.chars().count());
    widths.max().unwrap_or(0).max(heading)
}

fn row(covered: &Covered<'_>) -> [String; 4] {
    let clause = covered.clause;
    let id = match clause.level {
        Level::Must => clause.id.to_string(),
        Level::Should => format!("{}\n(should)", clause.id),
    };
    let simulated = if clause.implemented { "yes" } else { "not yet" };
    let sources: Vec<&str> = covered
        .scenarios
        .iter()
        .chain(&covered.cases)
        .map(String::as_str)
        .collect();
    let sources = if covered.is_covered() {
        sources.join("\n")
    } else {
        "nothing yet".to_owned()
    };
    [id, simulated.to_owned(), sources, wording(clause)]
}

fn wording(clause: &Clause) -> String {
    let mut text = clause.en.clone();
    if let Some(assumed) = &clause.assumed {
        text.push_str(&format!("\nassumed: {assumed}"));
    }
    if !clause.settings.is_empty() {
        text.push_str(&format!("\nsettings: {}", clause.settings.join(", ")));
    }
    text
}

fn count(coverage: &Coverage<'_>) -> String {
    let clauses = coverage.clauses.len();
    let (simulated, later): (Vec<_>, Vec<_>) = coverage
        .clauses
        .iter()
        .partition(|covered| covered.clause.implemented);
    let covered = simulated
        .iter()
        .filter(|covered| covered.is_covered())
        .count();
    format!(
        "{clauses} clauses: {} simulated, of which {covered} are covered and {} not yet; {} not simulated yet",
        simulated.len(),
        simulated.len() - covered,
        later.len(),
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Catalogue, Cites, FixtureCase, coverage};
    use super::*;

    const SMALL: &str = "
- {id: RETRY-1, level: must, source: AA 5.1.1, assumed: where the days begin, settings: [retry.give-up-after], implemented: true, da: Syv dage., en: A message that cannot be handed over is tried for seven days.}
- {id: RETRY-2, level: must, source: AA 5.1.1, implemented: true, da: Fem gange., en: Five attempts in the first day.}
- {id: CS-13, level: should, source: AA 6.1, implemented: false, en: Every receiver system should have a contact point.}
- {id: MEMO-9, level: must, source: client, implemented: false, en: A letter has a body.}
";

    fn drawn(filter: ClauseFilter, width: usize) -> String {
        let catalogue = Catalogue::read(SMALL, "small.yaml").unwrap();
        let scenarios = [
            Cites {
                name: "scenarios/seven-days.yaml".into(),
                clauses: vec!["RETRY-1".into()],
            },
            Cites {
                name: "scenarios/third-day.yaml".into(),
                clauses: vec!["RETRY-1".into(), "RETRY-22".into()],
            },
        ];
        let cases = [FixtureCase {
            name: "invalid/no-body".into(),
            what: "no body".into(),
            clauses: vec!["MEMO-9".into()],
        }];
        render_coverage(&coverage(&catalogue, &scenarios, &cases), filter, width)
    }

    const ALL: ClauseFilter = ClauseFilter {
        implemented_only: false,
        uncovered_only: false,
    };

    #[test]
    fn the_whole_catalogue_with_what_covers_it() {
        insta::assert_snapshot!(drawn(ALL, 100));
    }

    #[test]
    fn only_what_is_simulated_and_covered_by_nothing() {
        let filter = ClauseFilter {
            implemented_only: true,
            uncovered_only: true,
        };
        insta::assert_snapshot!(drawn(filter, 100));
    }

    #[test]
    fn a_narrow_terminal_goes_without_the_wording() {
        insta::assert_snapshot!(drawn(ALL, 60));
    }

    #[test]
    fn the_shipped_catalogue_is_never_wider_than_the_terminal() {
        let catalogue = Catalogue::shipped().unwrap();
        for width in [60, 80, 120, 200] {
            let table = render_coverage(&coverage(catalogue, &[], &[]), ALL, width);
            let widest = table.lines().map(|line| line.chars().count()).max();
            assert!(
                widest <= Some(width.max(100)),
                "{widest:?} columns on a terminal of {width}"
            );
        }
    }
}
