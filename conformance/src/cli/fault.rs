//! A fault as the user sees it: what, where, and what to do, with the exit code it leads to.

use miette::Diagnostic;

use super::exit::Exit;

#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{what}")]
pub(crate) struct CliFault {
    what: String,
    #[help]
    remedy: Option<String>,
    exit: Exit,
}

impl CliFault {
    pub(crate) fn new(exit: Exit, what: impl ToString) -> Self {
        Self {
            what: what.to_string(),
            remedy: None,
            exit,
        }
    }

    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }
}

/// Lines are not wrapped: a place as file:line:column has to stay in one piece.
pub(crate) fn print(fault: CliFault) {
    use std::io::Write;
    // A hook that is there already prints the fault as well.
    let _ = miette::set_hook(Box::new(|_| {
        Box::new(miette::MietteHandlerOpts::new().wrap_lines(false).build())
    }));
    let report = miette::Report::new(fault);
    // Without a stderr there is nobody to tell; the exit code still says it.
    let _ = writeln!(std::io::stderr(), "{report:?}");
}
