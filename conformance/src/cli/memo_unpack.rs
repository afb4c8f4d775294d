//! `testpost memo unpack`: the files of an archive into a folder, and never out of it.
//!
//! Names that lead elsewhere are refused by the archive; what is in the folder already is not
//! trusted either: nothing is written through a link, and nothing overwritten unless told.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use testpost_memo::container::{Archive, ArchiveFault, Entry, Item, Limits};

use super::exit::Exit;
use super::fault::CliFault;
use super::new_file::NewFile;
use super::output;

#[derive(Debug, clap::Args)]
pub(crate) struct MemoUnpackOptions {
    /// A tar compressed with LZMA or xz; - reads standard input
    #[arg(value_name = "ARCHIVE")]
    archive: String,
    /// The folder to unpack into; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write over files that are there
    #[arg(long)]
    force: bool,
}

pub(crate) fn memo_unpack(options: &MemoUnpackOptions) -> Result<Exit, CliFault> {
    if options.archive == "-" {
        return unpack(io::stdin().lock(), options);
    }
    let file = File::open(&options.archive).map_err(|error| {
        let what = format!("{}: cannot be read: {error}", options.archive);
        CliFault::with_remedy(
            Exit::BadInput,
            what,
            "name an archive, or - for standard input",
        )
    })?;
    unpack(BufReader::with_capacity(64 * 1024, file), options)
}

fn unpack(input: impl BufRead, options: &MemoUnpackOptions) -> Result<Exit, CliFault> {
    let broken = |fault: ArchiveFault, unpacked: u64| {
        let mut what = format!("{}: {fault} ({})", options.archive, fault.code());
        if unpacked > 0 {
            what.push_str(&format!("; {unpacked} entries before that are unpacked"));
        }
        CliFault::with_remedy(Exit::BadInput, what, fault.remedy())
    };
    let mut archive =
        Archive::open(input, &Limits::standard()).map_err(|fault| broken(fault, 0))?;
    let mut unpacked = 0;
    let mut worst = Exit::Held;
    while let Some(item) = archive
        .next_item()
        .map_err(|fault| broken(fault, unpacked))?
    {
        match item {
            Item::File(entry) => {
                if write_entry(entry, options)? {
                    unpacked += 1;
                }
            }
            Item::Refused {
                number,
                name,
                fault,
            } => {
                let what = format!(
                    "{}: entry {number} {name:?} is left out: {fault} ({})",
                    options.archive,
                    fault.code()
                );
                CliFault::with_remedy(Exit::BadInput, what, fault.remedy()).print();
                worst = Exit::BadInput;
            }
        }
    }
    let folder = options.out.display();
    output::print_line(&format!("{folder}: {unpacked} entries"))?;
    Ok(worst)
}

/// False when the archive broke within the entry: then the archive itself says why.
fn write_entry<R: BufRead>(
    mut entry: Entry<'_, R>,
    options: &MemoUnpackOptions,
) -> Result<bool, CliFault> {
    let path = folders(&options.out, entry.name())?;
    if options.force {
        // What is there goes first, so that nothing is written through a link.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(unwritable(&path, &error));
            }
            Ok(()) | Err(_) => {}
        }
    }
    let mut file = NewFile::create_new(&path).map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            let what = format!("{}: is there already", path.display());
            let remedy = "unpack into another folder, or say --force to write over it";
            CliFault::with_remedy(Exit::BadInput, what, remedy)
        } else {
            unwritable(&path, &error)
        }
    })?;
    loop {
        let Ok(bytes) = entry.fill_buf() else {
            return Ok(false);
        };
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        io::Write::write_all(&mut file, bytes).map_err(|error| unwritable(&path, &error))?;
        entry.consume(length);
    }
    file.keep()?;
    Ok(true)
}

/// Where the entry goes. Its folders are made one by one; one that is a link leads elsewhere.
fn folders(top: &Path, name: &str) -> Result<PathBuf, CliFault> {
    fs::create_dir_all(top).map_err(|error| unwritable(top, &error))?;
    let mut path = top.to_owned();
    let mut parts = name.split('/').peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        if parts.peek().is_none() {
            break;
        }
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => {
                let what = format!("{}: is there already and is no folder", path.display());
                let remedy = "unpack into another folder";
                return Err(CliFault::with_remedy(Exit::BadInput, what, remedy));
            }
            Err(_) => fs::create_dir(&path).map_err(|error| unwritable(&path, &error))?,
        }
    }
    Ok(path)
}

fn unwritable(path: &Path, error: &io::Error) -> CliFault {
    let what = format!("{}: cannot be written: {error}", path.display());
    CliFault::with_remedy(
        Exit::BadInput,
        what,
        "unpack into a folder that may be written to",
    )
}
