//! The report for a terminal: a table of the scenarios, below it whatever did not pass, and
//! the count as the last line, where the eye is when the run ends.

mod detail;
pub mod fold;
mod screen;
mod style;
mod table;

pub use screen::render;
pub use style::{Colour, TerminalStyle};
