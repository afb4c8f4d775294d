//! How wide the terminal is, and whether colour is welcome there.

use std::io::{self, IsTerminal};

use terminal_size::{Width, terminal_size};
use testpost_reports::terminal::{Colour, TerminalStyle};

/// In columns, where there is no terminal to ask: a log, a file.
const WITHOUT_TERMINAL: usize = 120;

pub(crate) fn style() -> TerminalStyle {
    let width = terminal_size().map_or(WITHOUT_TERMINAL, |(Width(width), _)| width.into());
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    TerminalStyle {
        width,
        colour: if io::stdout().is_terminal() && !plain {
            Colour::On
        } else {
            Colour::Off
        },
    }
}
