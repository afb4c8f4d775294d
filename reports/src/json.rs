//! The report as JSON, for programs: its keys are promised to those who read it. `schema`
//! counts up when a key changes its meaning or goes; new keys may come at any time.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::RunReport;
use crate::mask::masked;

/// The number of the form that is written.
pub const SCHEMA: u32 = 1;

/// The report of a run of testpost.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "testpost report")]
struct Numbered {
    /// The number of this form.
    schema: u32,
    #[serde(flatten)] // written only
    report: RunReport,
}

/// Ends with a line feed.
#[must_use]
pub fn render(report: &RunReport) -> String {
    let numbered = Numbered {
        schema: SCHEMA,
        report: masked(report),
    };
    // All keys are texts and all values plain, so that this cannot fail; if it ever does, the
    // reader is told rather than given an empty file.
    let mut text = serde_json::to_string_pretty(&numbered)
        .unwrap_or_else(|fault| json!({"schema": SCHEMA, "fault": fault.to_string()}).to_string());
    text.push('\n');
    text
}

/// The JSON Schema of what [`render`] writes; ends with a line feed.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(Numbered);
    let mut text = serde_json::to_string_pretty(&schema)
        .unwrap_or_else(|fault| json!({"fault": fault.to_string()}).to_string());
    text.push('\n');
    text
}
