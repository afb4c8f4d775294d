//! The report as JSON, for programs: the keys are part of the command line's promise.

use crate::RunReport;

#[must_use]
pub fn render(report: &RunReport) -> String {
    serde_json::to_string_pretty(report).unwrap_or_default()
}
