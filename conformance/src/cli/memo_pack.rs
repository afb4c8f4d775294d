//! `testpost memo pack`: files into one archive, as several messages travel together.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use testpost_memo::container::{Framing, WriteFault, Writer};

use super::exit::Exit;
use super::fault::CliFault;
use super::new_file::{NewFile, is_same};
use super::output;

#[derive(Debug, clap::Args)]
pub(crate) struct MemoPackOptions {
    /// MeMo files; each becomes an entry with the name of the file
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The archive to write, usually .tar.lzma
    #[arg(long, value_name = "ARCHIVE")]
    out: PathBuf,
    /// lzma is what Digital Post names; it takes xz as well
    #[arg(long, value_enum, default_value_t = FramingWord::Lzma)]
    framing: FramingWord,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FramingWord {
    Lzma,
    Xz,
}

pub(crate) fn memo_pack(options: &MemoPackOptions) -> Result<Exit, CliFault> {
    let entries = names(&options.files)?;
    let framing = match options.framing {
        FramingWord::Lzma => Framing::Lzma,
        FramingWord::Xz => Framing::Xz,
    };
    if entries.iter().any(|(_, path)| is_same(path, &options.out)) {
        let what = format!("{}: is one of the files to pack", options.out.display());
        let remedy = "name another file with --out";
        return Err(CliFault::with_remedy(Exit::CommandLine, what, remedy));
    }
    let out = NewFile::create(&options.out)?;
    let mut writer =
        Writer::new(out, framing).map_err(|error| write_fault(options, error.into()))?;
    for (name, path) in &entries {
        let unreadable = |error| {
            let what = format!("{}: cannot be read: {error}", path.display());
            CliFault::with_remedy(Exit::BadInput, what, "name files that are there")
        };
        let file = File::open(path).map_err(unreadable)?;
        let there = file.metadata().map_err(unreadable)?;
        if !there.is_file() {
            let what = format!("{}: is no file", path.display());
            let remedy = "name the files themselves, not the folder that they are in";
            return Err(CliFault::with_remedy(Exit::BadInput, what, remedy));
        }
        writer
            .add(name, there.len(), file)
            .map_err(|fault| write_fault(options, fault))?;
    }
    let out = writer
        .finish()
        .map_err(|error| write_fault(options, error.into()))?;
    out.keep()?;
    let count = entries.len();
    let archive = options.out.display();
    output::print_line(&format!("{archive}: {count} entries, {framing}"))?;
    Ok(Exit::Held)
}

/// In the order given. Two files of one name could not be told apart in the archive.
fn names(files: &[PathBuf]) -> Result<Vec<(String, &Path)>, CliFault> {
    let mut seen = BTreeMap::new();
    let mut entries = Vec::new();
    for path in files {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            let what = format!("{}: is no name for an entry", path.display());
            let remedy = "name files, with names in UTF-8";
            return Err(CliFault::with_remedy(Exit::CommandLine, what, remedy));
        };
        if let Some(other) = seen.insert(name.to_owned(), path) {
            let what = format!(
                "{} and {} would have the same name in the archive",
                other.display(),
                path.display()
            );
            return Err(CliFault::with_remedy(
                Exit::CommandLine,
                what,
                "rename one of them",
            ));
        }
        entries.push((name.to_owned(), path.as_path()));
    }
    Ok(entries)
}

fn write_fault(options: &MemoPackOptions, fault: WriteFault) -> CliFault {
    let archive = options.out.display();
    match &fault {
        WriteFault::Io(_) => CliFault::new(Exit::BadInput, format!("{archive}: {fault}")),
        WriteFault::Name { fault: entry, .. } => {
            CliFault::with_remedy(Exit::BadInput, &fault, entry.remedy())
        }
        WriteFault::Size { .. } => CliFault::with_remedy(
            Exit::BadInput,
            fault,
            "let nothing write to the files while they are packed",
        ),
    }
}
