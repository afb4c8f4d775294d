//! The report as one HTML file that needs nothing else: it works offline, prints well, and runs
//! no script. What happened in each scenario is drawn on a line of virtual time.

mod picture;
mod view;

use askama::Template;

use crate::RunReport;
use crate::mask::masked;

/// The report could not be written as HTML.
#[derive(Debug, thiserror::Error)]
#[error("the HTML report could not be written: {0}")]
pub struct HtmlFault(#[from] askama::Error);

pub fn render(report: &RunReport) -> Result<String, HtmlFault> {
    Ok(view::Page::of(&masked(report)).render()?)
}
