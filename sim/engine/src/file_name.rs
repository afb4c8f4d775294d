//! What the name of a file says that a sender hands in by SFTP: one MeMo, an archive, or not yet.
//! And how a name is written where others read it.

use crate::code::Code;
use crate::profile::Profile;
use crate::rejection::Rejection;

/// How much of a name is shown, in characters.
const SHOWN: usize = 100;

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// One MeMo.
    Memo,
    /// Several of them (tar.lzma).
    Archive,
    /// Not handed in: it will be renamed when it is whole.
    Temporary,
}

impl FileKind {
    /// What a file of this name is; a name that says nothing of the kind is refused.
    pub fn of(name: &str, profile: &Profile) -> Result<Self, Rejection> {
        let small = name.to_lowercase();
        let ends = |suffixes: &[String]| {
            suffixes
                .iter()
                .any(|suffix| small.ends_with(&suffix.to_lowercase()))
        };
        if name.starts_with('.') || ends(&profile.sftp_temporary_suffixes) {
            Ok(Self::Temporary)
        } else if ends(&profile.sftp_memo_suffixes) {
            Ok(Self::Memo)
        } else if ends(&profile.sftp_archive_suffixes) {
            Ok(Self::Archive)
        } else {
            Err(Rejection::new(
                Code::UploadNameNotAllowed,
                format!(
                    "a file named '{}' is neither a MeMo nor an archive",
                    shown(name)
                ),
                format!(
                    "end the name of a MeMo with {}, that of an archive with {}",
                    profile.sftp_memo_suffixes.join(" or "),
                    profile.sftp_archive_suffixes.join(" or ")
                ),
            ))
        }
    }
}

/// The name in characters that are safe in the name of another file and on a terminal.
#[must_use]
pub fn shown(name: &str) -> String {
    let safe = name.chars().map(|character| {
        if character.is_alphanumeric() || matches!(character, '-' | '_' | '.') {
            character
        } else {
            '_'
        }
    });
    safe.take(SHOWN).collect()
}

/// The name without the end that says what the file is.
#[must_use]
pub(crate) fn stem<'n>(name: &'n str, profile: &Profile) -> &'n str {
    let suffix = profile.sftp_memo_suffixes.iter().find_map(|suffix| {
        let at = name.len().checked_sub(suffix.len())?;
        let end = name.get(at..)?;
        end.eq_ignore_ascii_case(suffix).then_some(at)
    });
    suffix.and_then(|at| name.get(..at)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_the_file_is() {
        let profile = Profile::assumed();
        for (name, kind) in [
            ("letter.xml", Some(FileKind::Memo)),
            ("LETTER.XML", Some(FileKind::Memo)),
            ("letters.tar.lzma", Some(FileKind::Archive)),
            ("letter.xml.tmp", Some(FileKind::Temporary)),
            ("letter.xml.filepart", Some(FileKind::Temporary)),
            (".letter.xml", Some(FileKind::Temporary)),
            ("letter.pdf", None),
            ("letter", None),
            ("letters.tar", None),
        ] {
            assert_eq!(FileKind::of(name, &profile).ok(), kind, "{name}");
        }
    }

    #[test]
    fn a_shown_name_leads_nowhere_and_its_stem_is_without_the_suffix() {
        assert_eq!(shown("../æ b\n.xml"), ".._æ_b_.xml");
        assert_eq!(shown(&"x".repeat(300)).len(), SHOWN);
        let profile = Profile::assumed();
        assert_eq!(stem("a.b.XML", &profile), "a.b");
        assert_eq!(stem("æ", &profile), "æ");
    }
}
