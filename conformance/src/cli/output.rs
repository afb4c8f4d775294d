//! Results go to stdout, everything else to stderr. A reader that has seen enough and closes
//! the pipe is no fault.

use std::io::{self, Write};

use testpost_reports::mask_cpr;

use super::exit::Exit;
use super::fault::CliFault;

pub(crate) fn print(text: &str) -> Result<(), CliFault> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Ok(()) => Ok(()),
        Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(fault) => Err(CliFault::new(
            Exit::Fault,
            format!("stdout cannot be written to: {fault}"),
        )),
    }
}

/// For people: CPR numbers in it are masked (TEST-3).
pub(crate) fn print_masked(text: &str) -> Result<(), CliFault> {
    print(&mask_cpr(text))
}

pub(crate) fn print_line(line: &str) -> Result<(), CliFault> {
    print(&format!("{line}\n"))
}
