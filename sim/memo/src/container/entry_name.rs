//! Names of entries: what a name may be, so that whoever unpacks it stays inside the folder.
//!
//! Both slashes count as separators, for the archive may be unpacked on Windows.
use super::EntryFault;

/// Takes a name as it stands in the tar. A leading `./` is left off.
pub(super) fn check_name(bytes: &[u8], limit: usize) -> Result<String, EntryFault> {
    if bytes.len() > limit {
        return Err(EntryFault::NameTooLong { limit });
    }
    let name = std::str::from_utf8(bytes).map_err(|_| EntryFault::NameEncoding)?;
    if name.chars().any(char::is_control) {
        return Err(EntryFault::NameControl);
    }
    if is_absolute(name) {
        return Err(EntryFault::NameAbsolute);
    }
    let parts = || name.split(['/', '\\']);
    if parts().any(|part| part == "..") {
        return Err(EntryFault::NameClimbs);
    }
    let parts: Vec<&str> = name
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    if parts.is_empty() {
        return Err(EntryFault::NoName);
    }
    let name = parts.join("/");
    // What was hidden behind a dot: "./C:x".
    if is_absolute(&name) {
        return Err(EntryFault::NameAbsolute);
    }
    Ok(name)
}

/// From the root of a disk, or from a drive of Windows.
fn is_absolute(name: &str) -> bool {
    let bytes = name.as_bytes();
    matches!(bytes.first(), Some(b'/' | b'\\'))
        || (bytes.get(1) == Some(&b':') && bytes[0].is_ascii_alphabetic())
}

/// A name for people, whatever is in it.
pub(super) fn shown(bytes: &[u8]) -> String {
    const KEPT: usize = 80;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(KEPT * 4)]);
    let characters = text.chars().map(|character| {
        if character.is_control() {
            '\u{fffd}'
        } else {
            character
        }
    });
    characters.take(KEPT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_inside_and_is_written_the_short_way() {
        for (name, taken) in [
            ("1.xml", "1.xml"),
            ("./1.xml", "1.xml"),
            ("post/./2026//1.xml", "post/2026/1.xml"),
            ("blåbær.xml", "blåbær.xml"),
            ("a..b/..c.xml", "a..b/..c.xml"),
        ] {
            assert_eq!(check_name(name.as_bytes(), 40).as_deref(), Ok(taken));
        }
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_refused() {
        for (name, fault) in [
            ("/etc/passwd", EntryFault::NameAbsolute),
            ("\\\\server\\x", EntryFault::NameAbsolute),
            ("C:\\x", EntryFault::NameAbsolute),
            ("./c:x", EntryFault::NameAbsolute),
            ("..", EntryFault::NameClimbs),
            ("a/../../b", EntryFault::NameClimbs),
            ("a\\..\\b", EntryFault::NameClimbs),
            ("", EntryFault::NoName),
            (".", EntryFault::NoName),
            ("a\nb", EntryFault::NameControl),
            ("a\u{85}b", EntryFault::NameControl),
            (
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                EntryFault::NameTooLong { limit: 40 },
            ),
        ] {
            assert_eq!(check_name(name.as_bytes(), 40), Err(fault), "{name:?}");
        }
        assert_eq!(check_name(b"bl\xE5.xml", 40), Err(EntryFault::NameEncoding));
        assert_eq!(shown(b"bl\xE5\n"), "bl\u{fffd}\u{fffd}");
    }
}
