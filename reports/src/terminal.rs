//! The report as a table for the terminal.

use crate::RunReport;

/// How wide the terminal is, and whether it shows colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalStyle {
    pub width: usize,
    pub colour: Colour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    On,
    Off,
}

#[must_use]
pub fn render(report: &RunReport, style: TerminalStyle) -> String {
    format!("testpost {} ({} columns)\n", report.version, style.width)
}
