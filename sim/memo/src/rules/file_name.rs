//! The names of files: their characters (MEMO-4) and their extensions (MEMO-7).

/// The first character that a file name may not have.
pub(super) fn forbidden_character(name: &str) -> Option<char> {
    name.chars().find(|&character| is_forbidden(character))
}

/// Exactly what the authorities name, and not one more of the many odd spaces of Unicode.
fn is_forbidden(character: char) -> bool {
    matches!(
        character,
        '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' | '\r' | '\n' | '\u{a0}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{205f}' | '\u{2060}' | '\u{3000}'
    )
}

/// What stands after the last dot, in lower case; none where there is no dot or nothing after it.
pub(super) fn extension(name: &str) -> Option<String> {
    let (_, extension) = name.rsplit_once('.')?;
    (!extension.is_empty()).then(|| extension.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_forbidden_character_is_found_and_its_neighbours_are_not() {
        let forbidden: String = [
            "<>:\"/\\|?*\r\n\u{a0}",
            "\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}",
            "\u{2028}\u{205f}\u{2060}\u{3000}",
        ]
        .concat();
        for character in forbidden.chars() {
            let name = format!("brev{character}.pdf");
            assert_eq!(forbidden_character(&name), Some(character), "{character:?}");
        }
        // The rest of the Basic Multilingual Plane is free: no more characters than the list has.
        let all = ('\0'..='\u{ffff}').filter(|&character| is_forbidden(character));
        assert_eq!(all.count(), forbidden.chars().count());
        let near = "!;=@[]^_{}~\t\u{9f}\u{a1}\u{1fff}\u{200b}\u{2027}\u{2029}\u{202f}\u{205e}\u{2061}\u{2fff}\u{3001}'æ 😀";
        assert_eq!(forbidden_character(near), None);
    }

    #[test]
    fn the_extension_is_what_follows_the_last_dot() {
        for (name, expected) in [
            ("brev.PDF", Some("pdf")),
            ("arkiv.tar.gz", Some("gz")),
            (".pdf", Some("pdf")),
            ("brev", None),
            ("brev.", None),
            ("brev.pdf ", Some("pdf ")),
        ] {
            assert_eq!(extension(name).as_deref(), expected, "{name:?}");
        }
    }
}
