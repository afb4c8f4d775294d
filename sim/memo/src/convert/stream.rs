//! A message in the other version, from reader to writer. It is read twice: once for all but
//! its files, and once for those alone, so that no file is ever held.
use std::io::{self, BufRead, Seek, SeekFrom, Write};

use super::{ConvertFault, Loss, Target, contents::ContentsOf, to_version};
use crate::{
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
    let message = read(&mut input, &mut Discard)?;
    let converted = to_version(message, target);
    input.seek(SeekFrom::Start(start))?;
    let mut contents = ContentsOf::new(&mut input, BOUNDS);
    write(&converted.message, &mut contents, output)?;
    Ok(converted.lost)
}
