//! How wide the terminal is, whether it shows colour, and what each verdict looks like.
//!
//! Colour only repeats what the words already say.

use tabled::settings::Color;

use crate::Verdict;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalStyle {
    /// In columns.
    pub width: usize,
    pub colour: Colour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    On,
    Off,
}

impl TerminalStyle {
    pub(super) fn verdict(self, verdict: Verdict) -> Color {
        match verdict {
            Verdict::Pass => self.shown(Color::FG_GREEN),
            Verdict::Skipped => self.shown(Color::FG_CYAN),
            Verdict::Warn => self.shown(Color::FG_YELLOW),
            Verdict::Inconclusive => self.shown(Color::FG_MAGENTA),
            Verdict::Fail => self.shown(Color::FG_RED | Color::BOLD),
        }
    }

    pub(super) fn strong(self) -> Color {
        self.shown(Color::BOLD)
    }

    pub(super) fn faint(self) -> Color {
        self.shown(Color::DIMMED)
    }

    fn shown(self, colour: Color) -> Color {
        match self.colour {
            Colour::On => colour,
            Colour::Off => Color::empty(),
        }
    }
}
