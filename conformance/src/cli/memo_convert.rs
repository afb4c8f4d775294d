//! `testpost memo convert`: a message in the other version of MeMo. What the other version cannot
//! say is told on stderr, and is no fault.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use testpost_memo::MemoVersion;
use testpost_memo::convert::{ConvertFault, Loss, Target, convert};
use testpost_memo::write::WriteFault;

use super::exit::Exit;
use super::fault::CliFault;
use super::new_file::{NewFile, is_same};
use super::version_word::VersionWord;

const BUFFER: usize = 64 * 1024;

#[derive(Debug, clap::Args)]
pub(crate) struct MemoConvertOptions {
    /// A MeMo file; - reads standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// The version it is to have; a message that has it already is passed on as it is
    #[arg(long, value_name = "VERSION")]
    version: VersionWord,
    /// The memoSchVersion of a message that becomes 1.1
    #[arg(long, value_name = "TEXT", default_value = "1.1.0")]
    schema_version: String,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn memo_convert(options: &MemoConvertOptions) -> Result<Exit, CliFault> {
    let version = MemoVersion::from(options.version);
    let target = Target::new(version, &options.schema_version);
    let input = open(&options.file).map_err(|error| {
        let what = format!("{}: cannot be read: {error}", options.file);
        let remedy = "name a MeMo file, or - for standard input";
        CliFault::with_remedy(Exit::BadInput, what, remedy)
    })?;
    let input = BufReader::with_capacity(BUFFER, input);
    let lost = match &options.out {
        Some(path) if is_same(path, Path::new(&options.file)) => {
            let what = format!("{}: is the message itself", path.display());
            let remedy = "name another file with --out";
            return Err(CliFault::with_remedy(Exit::CommandLine, what, remedy));
        }
        Some(path) => {
            let mut out = NewFile::create(path)?;
            let lost = convert(input, &target, &mut out).map_err(|fault| told(options, &fault))?;
            out.keep()?;
            lost
        }
        None => {
            let mut out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
            let lost = convert(input, &target, &mut out)
                .and_then(|lost| Ok(out.flush().map(|()| lost)?));
            match lost {
                Err(fault) if is_closed_pipe(&fault) => Vec::new(),
                other => other.map_err(|fault| told(options, &fault))?,
            }
        }
    };
    say(&options.file, &lost);
    Ok(Exit::Held)
}

/// The message is read twice, so standard input is kept meanwhile.
fn open(file: &str) -> io::Result<File> {
    if file != "-" {
        return File::open(file);
    }
    let mut kept = tempfile::tempfile()?;
    io::copy(&mut io::stdin().lock(), &mut kept)?;
    kept.rewind()?;
    Ok(kept)
}

/// A reader that has seen enough and closes the pipe is no fault.
fn is_closed_pipe(fault: &ConvertFault) -> bool {
    match fault {
        ConvertFault::Io(error) | ConvertFault::Write(WriteFault::Io(error)) => {
            error.kind() == io::ErrorKind::BrokenPipe
        }
        ConvertFault::Read(_) | ConvertFault::Write(_) => false,
    }
}

fn told(options: &MemoConvertOptions, fault: &ConvertFault) -> CliFault {
    let file = &options.file;
    let remedy = match fault {
        ConvertFault::Io(_) | ConvertFault::Write(_) => "see whether there is room to write",
        ConvertFault::Read(_) => "mend the message; memo check tells all that is wrong with it",
    };
    CliFault::with_remedy(Exit::BadInput, format!("{file}: {fault}"), remedy)
}

fn say(file: &str, lost: &[Loss]) {
    for loss in lost {
        // Without a stderr there is nobody to tell.
        let _ = writeln!(io::stderr(), "{file}: {loss}");
    }
}
