//! A message in the other version, from reader to writer. It is read twice: once for all but
//! its files, and once for those alone, so that no file is ever held.
use std::io::{self, BufRead, Seek, SeekFrom, Write};

use super::{ConvertFault, Converted, Loss, Target, contents::ContentsOf, to_version};
use crate::{
    mark::{Mark, Marked, mark},
    model::Message,
    read::{BOUNDS, Discard, read, read_version},
    write::write,
};

/// Converts a message, and says what is lost by it. A message that has the version already is
/// passed on byte for byte; another is written anew, in UTF-8 and without its comments.
pub fn convert(
    mut input: impl BufRead + Seek,
    target: &Target,
    output: &mut impl Write,
) -> Result<Vec<Loss>, ConvertFault> {
    let start = input.stream_position()?;
    let version = read_version(&mut input)?;
    input.seek(SeekFrom::Start(start))?;
    if version == target.version() {
        io::copy(&mut input, output)?;
        return Ok(Vec::new());
    }
    let converted = |message| Some(to_version(message, target));
    rewrite_from(start, input, converted, output)
}

/// As `convert`, with marks put on the message. One that has the version, and says already what
/// it is marked with, is passed on byte for byte.
pub fn convert_marked(
    mut input: impl BufRead + Seek,
    target: &Target,
    marks: &[Mark],
    output: &mut impl Write,
) -> Result<Vec<Loss>, ConvertFault> {
    let start = input.stream_position()?;
    let marked_and_converted = |mut message: Message| {
        let stays = message.version == target.version();
        match mark(&mut message, marks) {
            Marked::Unchanged if stays => None,
            Marked::Changed | Marked::Unchanged => Some(to_version(message, target)),
        }
    };
    rewrite_from(start, input, marked_and_converted, output)
}

/// Writes a message anew with another header or body, its files streamed from the old one to
/// the new: what `change` makes of it has the same files in the same order.
pub fn rewrite(
    mut input: impl BufRead + Seek,
    change: impl FnOnce(Message) -> Message,
    output: &mut impl Write,
) -> Result<(), ConvertFault> {
    let start = input.stream_position()?;
    let changed = |message| {
        let message = change(message);
        let lost = Vec::new();
        Some(Converted { message, lost })
    };
    rewrite_from(start, input, changed, output).map(drop)
}

/// Where nothing is made of it, the message is passed on byte for byte.
fn rewrite_from(
    start: u64,
    mut input: impl BufRead + Seek,
    change: impl FnOnce(Message) -> Option<Converted>,
    output: &mut impl Write,
) -> Result<Vec<Loss>, ConvertFault> {
    let message = read(&mut input, &mut Discard)?;
    let changed = change(message);
    input.seek(SeekFrom::Start(start))?;
    let Some(changed) = changed else {
        io::copy(&mut input, output)?;
        return Ok(Vec::new());
    };
    let mut contents = ContentsOf::new(&mut input, BOUNDS);
    write(&changed.message, &mut contents, output)?;
    Ok(changed.lost)
}
