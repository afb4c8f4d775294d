//! A fault as the user sees it: what, where, and what to do, with the exit code it leads to.

use std::io::Write;

use miette::{Diagnostic, MietteHandlerOpts, Report};
use testpost_reports::mask_cpr;

use super::exit::Exit;

#[derive(Debug)]
pub(crate) struct CliFault {
    report: Report,
    exit: Exit,
}

#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{what}")]
struct Plain {
    what: String,
    #[help]
    remedy: Option<String>,
}

impl CliFault {
    /// What is wrong says its remedy itself.
    pub(crate) fn new(exit: Exit, what: impl ToString) -> Self {
        Self::of(
            exit,
            Plain {
                what: what.to_string(),
                remedy: None,
            },
        )
    }

    pub(crate) fn with_remedy(exit: Exit, what: impl ToString, remedy: impl Into<String>) -> Self {
        Self::of(
            exit,
            Plain {
                what: what.to_string(),
                remedy: Some(remedy.into()),
            },
        )
    }

    /// A fault that knows by itself how it is shown.
    pub(crate) fn of(exit: Exit, fault: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self {
            report: Report::new(fault),
            exit,
        }
    }

    /// Shows it on stderr. Lines are not wrapped: a place as file:line:column stays in one piece.
    pub(crate) fn print(&self) {
        // Without a stderr there is nobody to tell; the exit code still says it.
        let text = mask_cpr(&format!("{:?}", self.report));
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }
}

/// Before the first fault is made.
pub(crate) fn set_style() {
    // Fails only when a style was set before, and then that one serves as well.
    let _ = miette::set_hook(Box::new(|_| {
        Box::new(MietteHandlerOpts::new().wrap_lines(false).build())
    }));
}
