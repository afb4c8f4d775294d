//! A matrix of values: one scenario for each combination of them, or for each row.

use super::super::ScenarioFault;
use super::node::{Kind, Node};
use super::sources::{SourceFile, fault_at};
use super::values::Bindings;

/// How many scenarios one file may become.
const MOST: usize = 100;

/// The values of each scenario that a matrix makes; one without any where there is no matrix.
pub(super) fn rows(
    matrix: Option<&Node>,
    files: &[SourceFile],
    faults: &mut Vec<ScenarioFault>,
) -> Vec<Bindings> {
    let Some(matrix) = matrix else {
        return vec![Bindings::new()];
    };
    let mut wrong = |node: &Node, message: String, remedy: &str| {
        faults.push(fault_at(files, node.at, message).with_remedy(remedy));
    };
    let rows = match &matrix.kind {
        Kind::List(rows) => {
            let mut all = Vec::new();
            for row in rows {
                match &row.kind {
                    Kind::Map(entries) if !entries.is_empty() => {
                        let row = entries.iter().map(|e| (e.key.clone(), e.value.clone()));
                        all.push(row.collect());
                    }
                    Kind::Map(_) | Kind::List(_) | Kind::Scalar { .. } => wrong(
                        row,
                        "a row of a matrix gives values by name".to_owned(),
                        "Write for instance `- {version: \"1.2\", answer: 503}`.",
                    ),
                }
            }
            all
        }
        Kind::Map(columns) => {
            let mut all = vec![Bindings::new()];
            for column in columns {
                let Kind::List(values) = &column.value.kind else {
                    wrong(
                        &column.value,
                        format!("`{}` has no list of values", column.key),
                        "Write the values that it takes in turn, such as `[503, 404]`.",
                    );
                    continue;
                };
                let with = |row: &Bindings, value: &Node| {
                    let mut row = row.clone();
                    row.insert(column.key.clone(), value.clone());
                    row
                };
                if all.len().saturating_mul(values.len()) > MOST {
                    all = vec![Bindings::new(); MOST + 1];
                    break;
                }
                all = all
                    .iter()
                    .flat_map(|row| values.iter().map(|value| with(row, value)))
                    .collect();
            }
            all
        }
        Kind::Scalar { .. } => Vec::new(),
    };
    if rows.is_empty() {
        wrong(
            matrix,
            "the matrix has no values".to_owned(),
            "Write lists of values by name, such as `answer: [503, 404]`, or a list of rows.",
        );
        return vec![Bindings::new()];
    }
    if rows.len() > MOST {
        wrong(
            matrix,
            format!("the matrix makes more than {MOST} scenarios"),
            "Write the rows that matter as a list.",
        );
        return vec![Bindings::new()];
    }
    rows
}

/// What tells a scenario apart from its sisters: `answer 503, version 1.2`.
pub(super) fn words(row: &Bindings) -> String {
    let each = row
        .iter()
        .map(|(name, value)| format!("{name} {}", said(value)));
    each.collect::<Vec<_>>().join(", ")
}

fn said(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar { text, .. } => text.clone(),
        Kind::List(items) => {
            let items: Vec<String> = items.iter().map(said).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Map(entries) => {
            let entries = entries
                .iter()
                .map(|e| format!("{}: {}", e.key, said(&e.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}
